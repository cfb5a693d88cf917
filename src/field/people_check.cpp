#include "field/people_check.h"

#include <fmt/format.h>

#include <vector>

#include "geometry/pinhole.h"

namespace touchline {
namespace {

/// Height of what the ray through `top` meets straight above `foot_m`.
double height_above(const Pinhole& camera, Vec2d size, Vec2d top, Vec2d foot_m) {
  const double f = std::exp(camera.log_focal) * length(size) / 2;
  const double x = (top.x - size.x / 2) / f, y = (top.y - size.y / 2) / f;
  const double sp = std::sin(camera.pan), cp = std::cos(camera.pan), st = std::sin(camera.tilt),
               ct = std::cos(camera.tilt), sr = std::sin(camera.roll), cr = std::cos(camera.roll);
  // The ray in terms of the camera's level and under axes, roll undone.
  const double level = cr * x - sr * y, under = sr * x + cr * y;
  const Vec2d across{ct * sp + level * cp - under * st * sp,
                     ct * cp - level * sp - under * st * cp};
  const double up = -st - under * ct;
  return camera.height_m + distance(foot_m, camera.ground) * up / length(across);
}

}  // namespace

std::optional<double> median_height(const Mat3& image_from_field, const Lens& lens, Vec2d size,
                                    std::span<const Box> boxes, const PeopleCheckOptions& options) {
  const auto camera = pinhole_of(image_from_field, size);
  const auto back = inverse(image_from_field);
  if (!camera || !back) return std::nullopt;
  std::vector<double> heights;
  for (const Box& box : boxes) {
    const double middle = static_cast<double>(box.x) + static_cast<double>(box.w) / 2;
    const double y = static_cast<double>(box.y);
    const Vec2d foot = undistort(lens, {middle, y + static_cast<double>(box.h)});
    const auto stands = project(*back, foot);
    if (!stands || length(*stands) > options.reach_m) continue;
    heights.push_back(height_above(*camera, size, undistort(lens, {middle, y}), *stands));
  }
  if (heights.size() < static_cast<std::size_t>(options.least_people)) return std::nullopt;
  const auto half = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::nth_element(heights.begin(), half, heights.end());
  return *half;
}

std::string giants(const std::optional<double>& height, const PeopleCheckOptions& options) {
  if (!height || (*height >= options.shortest_m && *height <= options.tallest_m)) return {};
  return fmt::format(
      "landmarks found, but on a pitch of this size people would be {:.1f} m tall: the field is of "
      "another size, set pitch.length_m and pitch.width_m",
      *height);
}

}  // namespace touchline
