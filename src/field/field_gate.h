// Who stands on a field, or near it, in a picture.
#pragma once

#include <optional>
#include <string>

#include "field/marked_corners.h"

namespace touchline {

/// How far outside the field somebody still counts.
struct GateRule {
  FieldSpec field;
  double beyond_m = 0;
  std::optional<MarkedCorners> corners = {};  ///< of a camera that stands still; null: not marked
  std::string section = "court";              ///< of the settings, for messages
};

class FieldGate {
 public:
  explicit FieldGate(GateRule rule) : rule_(std::move(rule)) {}
  /// Where the camera of a picture of `size` looks: by the marked corners, else as it was `found`.
  /// Null: nobody knows; so it is with corners that do not fit the picture.
  const FieldView* camera(Vec2d size, const std::optional<FieldView>& found);
  const FieldView* camera(Vec2d size, std::optional<FieldView>&& found) = delete;  // would dangle
  /// Whether `foot`, in pixels of what `camera` sees, is there.
  [[nodiscard]] bool admits(const FieldView& camera, Vec2d foot) const;

 private:
  GateRule rule_;
  FieldView marked_;  ///< of the last size
};

}  // namespace touchline
