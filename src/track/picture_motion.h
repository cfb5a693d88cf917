// Where the content of the previous picture lies in this one.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "geometry/box.h"
#include "geometry/linear.h"

namespace touchline {

/// A shift of the whole picture, or a homography measured or derived from two calibrations.
struct PictureMotion {
  Vec2f shift;              ///< pixels; of the picture's middle when `map` is there
  std::optional<Mat3> map;  ///< previous pixel -> this pixel

  [[nodiscard]] Vec2f apply(Vec2f p) const {
    if (!map) return {p.x + shift.x, p.y + shift.y};
    const auto to = project(*map, {p.x, p.y});
    if (!to) return {p.x + shift.x, p.y + shift.y};
    return {static_cast<float>(to->x), static_cast<float>(to->y)};
  }
  /// How much larger things become at `p` (square root of the area's ratio), 0.5 to 2.
  [[nodiscard]] double scale_at(Vec2f p) const {
    if (!map) return 1;
    const Mat3& h = *map;
    const double w = h(2, 0) * p.x + h(2, 1) * p.y + h(2, 2);
    // The Jacobian of a homography has the determinant |H| / w^3.
    const double ratio = determinant(h) / (w * w * w);
    return ratio > 0 ? std::clamp(std::sqrt(ratio), 0.5, 2.0) : 1;
  }
};

/// `map` as a motion of a picture of this size; nothing when it turns the middle away by more than
/// half a picture or makes things more than twice as large or small: that is a cut or an error.
inline std::optional<PictureMotion> as_motion(const Mat3& map, int width, int height) {
  const Vec2d middle{width / 2.0, height / 2.0};
  const auto to = project(map, middle);
  if (!to || !(distance(*to, middle) <= std::hypot(width, height) / 2)) return std::nullopt;
  PictureMotion motion{{static_cast<float>(to->x - middle.x), static_cast<float>(to->y - middle.y)},
                       map};
  const double scale =
      motion.scale_at({static_cast<float>(middle.x), static_cast<float>(middle.y)});
  if (!(scale > 0.5 && scale < 2)) return std::nullopt;
  return motion;
}

}  // namespace touchline
