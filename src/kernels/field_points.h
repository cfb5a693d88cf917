// Points of the picture carried onto the field by a homography, in float32.
#pragma once

#include <limits>

#include "base/portable.h"
#include "geometry/linear.h"

namespace touchline {

/// A homography about a point of the picture, so that float32 loses nothing: full-HD pixels land
/// within a millimetre of float64.
struct FieldProjection {
  float m[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};  ///< row-major
  float centre_x = 0, centre_y = 0;          ///< subtracted from a point first
};

/// `image_to_field` about `centre` (the middle of the picture, say); its depth w keeps its sign,
/// positive in view (see project() in geometry/linear.h).
FieldProjection make_field_projection(const Mat3& image_to_field, Vec2d centre);

/// Depth relative to the centre's; from here on a point is at the horizon.
inline constexpr float kMinFieldDepth = 1e-6F;

/// Carries point i. A point at or behind the horizon, or not finite, becomes NaN in both
/// coordinates: (0, 0) is a place.
struct ProjectPoint {
  FieldProjection h;
  const float *x, *y;    ///< picture
  float *out_x, *out_y;  ///< field, metres; not x and y

  TL_HD void operator()(int i) const {
    const float u = x[i] - h.centre_x, v = y[i] - h.centre_y;
    const float w = h.m[6] * u + h.m[7] * v + h.m[8];
    const float inverse = 1 / w;
    const float px = (h.m[0] * u + h.m[1] * v + h.m[2]) * inverse;
    const float py = (h.m[3] * u + h.m[4] * v + h.m[5]) * inverse;
    const float nowhere = std::numeric_limits<float>::quiet_NaN();
    const bool known = w > kMinFieldDepth;
    out_x[i] = known ? px : nowhere;
    out_y[i] = known ? py : nowhere;
  }
};

/// Carries `count` points; outputs may not be the inputs.
void project_points(const ProjectPoint& points, int count);

}  // namespace touchline
