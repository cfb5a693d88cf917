#include "kernels/field_points.h"

#include <cmath>

#include "kernels/blend_clones.h"
#include "kernels/points.h"

namespace touchline {

FieldProjection make_field_projection(const Mat3& image_to_field, Vec2d centre) {
  const Mat3 about = image_to_field * Mat3{{1, 0, centre.x, 0, 1, centre.y, 0, 0, 1}};
  const double depth = std::abs(about(2, 2));
  const double scale = depth > 0 ? 1 / depth : 1;
  FieldProjection h;
  for (std::size_t i = 0; i < 9; ++i) h.m[i] = static_cast<float>(about.m[i] * scale);
  h.centre_x = static_cast<float>(centre.x);
  h.centre_y = static_cast<float>(centre.y);
  return h;
}

TL_CLONES void project_points(const ProjectPoint& points, int count) {
  for_each_point(count, points);
}

}  // namespace touchline
