#include "field/line_matches.h"

#include <limits>

namespace touchline {

double distance_to(const Marking& marking, Vec2d p) {
  if (marking.kind == Marking::Kind::arc) {
    const Vec2d d = p - marking.centre;
    const double middle = (marking.from_rad + marking.to_rad) / 2;
    const double off =
        std::abs(std::remainder(std::atan2(d.y, d.x) - middle, 2 * std::numbers::pi));
    if (off <= (marking.to_rad - marking.from_rad) / 2)
      return std::abs(length(d) - marking.radius_m);
    const auto end = [&](double at) {
      return marking.centre + marking.radius_m * Vec2d{std::cos(at), std::sin(at)};
    };
    return std::min(distance(p, end(marking.from_rad)), distance(p, end(marking.to_rad)));
  }
  const Vec2d along = marking.b - marking.a;
  const double t = std::clamp(dot(p - marking.a, along) / dot(along, along), 0.0, 1.0);
  return distance(p, marking.a + t * along);
}

int append_line_matches(std::span<const LinePoint> points, const std::vector<Marking>& markings,
                        const Lens& lens, const LineMatchOptions& options, int first_group,
                        std::vector<Correspondence>& matches) {
  if (markings.empty()) return 0;
  constexpr double kOn = 0.02;  // metres: surely this marking
  const std::size_t begin = matches.size();
  std::size_t current = 0;
  for (const LinePoint& point : points) {
    if (distance_to(markings[current], point.field) > kOn) {
      double nearest = std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i < markings.size(); ++i) {
        const double d = distance_to(markings[i], point.field);
        if (d < nearest) nearest = d, current = i;
      }
    }
    Correspondence match;
    match.field = point.field;
    match.pixel = undistort(lens, point.pixel);
    match.normal = point.normal;
    match.sigma_px = std::hypot(point.sigma_px, options.sigma_floor_px);
    match.group = first_group + static_cast<int>(current);
    matches.push_back(match);
  }
  for (std::size_t m = 0; m < markings.size(); ++m) {
    const int group = first_group + static_cast<int>(m);
    const auto of_group = [&](const Correspondence& match) { return match.group == group; };
    const auto from = matches.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto count = std::count_if(from, matches.end(), of_group);
    if (count <= options.votes) continue;
    const double share = options.votes / static_cast<double>(count);
    for (auto it = from; it != matches.end(); ++it)
      if (of_group(*it)) it->share = share;
  }
  return static_cast<int>(markings.size());
}

}  // namespace touchline
