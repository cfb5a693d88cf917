// The pitch's painted lines where the calibration says they are: to check it by eye.
#pragma once

#include <vector>

#include "geometry/field_spec.h"
#include "image/frame.h"
#include "kernels/canvas.h"
#include "overlay/theme.h"
#include "records/field.h"

namespace touchline {

/// A marking as a chain of points, metres; `step_m` apart at most on straight lines and arcs alike.
std::vector<std::vector<Vec2d>> chains(const FieldSpec& field, double step_m);

class FieldLines {
 public:
  FieldLines(const Theme& theme, const FieldSpec& field, const FrameInfo& info, float unit);
  /// Dimmed while stale, nothing while lost.
  void draw(Canvas& canvas, const FieldView* view) const;

 private:
  [[nodiscard]] bool near_picture(Vec2d p) const;

  std::vector<std::vector<Vec2d>> chains_;
  double width_, height_;
  float radius_;
  YuvColour fresh_, stale_;
};

}  // namespace touchline
