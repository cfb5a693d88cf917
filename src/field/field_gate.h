// Who stands on a field, or near it, in pictures of a camera that stands still.
#pragma once

#include <optional>
#include <string>

#include "field/marked_corners.h"

namespace touchline {

/// Corners that were marked, and how far outside the field somebody still counts.
struct GateRule {
  MarkedCorners corners;
  FieldSpec field;
  std::string section = "court";  ///< of the settings, for messages
  double beyond_m = 0;
};

class FieldGate {
 public:
  explicit FieldGate(GateRule rule) : rule_(std::move(rule)) {}
  /// Whether `foot`, in pixels of a picture of `size`, is there. Errors as of view_of_corners().
  Result<bool> admits(Vec2d foot, Vec2d size);

 private:
  GateRule rule_;
  FieldView view_;  ///< of the last size
};

}  // namespace touchline
