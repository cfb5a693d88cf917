// The ground as the camera sees it.
#pragma once

#include <optional>

#include "overlay/marks.h"
#include "records/field.h"

namespace touchline {

inline Vec2f to_float(Vec2d v) { return {static_cast<float>(v.x), static_cast<float>(v.y)}; }

/// How a circle of `radius_m` around `at` is seen: the half sizes of its picture's bounding box, by
/// the projection's slope. Nothing without a calibration or where the ground is not seen.
inline std::optional<GroundEllipse> ground_ellipse(const FieldView* view, Vec2d at,
                                                   double radius_m) {
  if (!view || view->state == CalibrationState::lost) return std::nullopt;
  const auto e = to_image(*view, {at.x + radius_m, at.y}),
             w = to_image(*view, {at.x - radius_m, at.y});
  const auto n = to_image(*view, {at.x, at.y + radius_m}),
             s = to_image(*view, {at.x, at.y - radius_m});
  if (!e || !w || !n || !s) return std::nullopt;
  const double rx = 0.5 * std::hypot(e->x - w->x, n->x - s->x);
  const double ry = 0.5 * std::hypot(e->y - w->y, n->y - s->y);
  if (!(rx > 0.5 && rx < 1e4 && ry > 0.1 && ry < 1e4)) return std::nullopt;
  return GroundEllipse{static_cast<float>(rx), static_cast<float>(ry)};
}

}  // namespace touchline
