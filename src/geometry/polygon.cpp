#include "geometry/polygon.h"

#include <algorithm>
#include <limits>

namespace touchline {
namespace {

/// Twice the area of a, b, c; positive where they turn from x towards y.
double turn(Vec2d a, Vec2d b, Vec2d c) { return cross(b - a, c - a); }

/// Of three points on a line.
bool between(Vec2d a, Vec2d b, Vec2d p) {
  return std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= p.y &&
         p.y <= std::max(a.y, b.y);
}

bool segments_meet(Vec2d a, Vec2d b, Vec2d c, Vec2d d) {
  const double ta = turn(c, d, a), tb = turn(c, d, b), tc = turn(a, b, c), td = turn(a, b, d);
  if (((ta > 0) != (tb > 0)) && ((tc > 0) != (td > 0)) && ta != 0 && tb != 0 && tc != 0 && td != 0)
    return true;
  return (ta == 0 && between(c, d, a)) || (tb == 0 && between(c, d, b)) ||
         (tc == 0 && between(a, b, c)) || (td == 0 && between(a, b, d));
}

double distance_to_segment(Vec2d a, Vec2d b, Vec2d p) {
  const Vec2d along = b - a;
  const double squared = dot(along, along);
  const double t = squared > 0 ? std::clamp(dot(p - a, along) / squared, 0.0, 1.0) : 0;
  return distance(p, a + t * along);
}

/// To the nearest edge; negative outside.
double depth(std::span<const Vec2d> polygon, Vec2d p) {
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < polygon.size(); ++i)
    nearest =
        std::min(nearest, distance_to_segment(polygon[i], polygon[(i + 1) % polygon.size()], p));
  return contains(polygon, p) ? nearest : -nearest;
}

/// Whether the corner at `i` of what is left can be cut off: it turns the way of the polygon and
/// no other corner lies in its triangle.
bool is_ear(const std::vector<Vec2d>& left, std::size_t i, double way) {
  const std::size_t n = left.size();
  const Vec2d a = left[(i + n - 1) % n], b = left[i], c = left[(i + 1) % n];
  if (!(turn(a, b, c) * way > 0)) return false;
  return std::none_of(left.begin(), left.end(), [&](Vec2d p) {
    if (p == a || p == b || p == c) return false;
    return turn(a, b, p) * way >= 0 && turn(b, c, p) * way >= 0 && turn(c, a, p) * way >= 0;
  });
}

}  // namespace

bool contains(std::span<const Vec2d> polygon, Vec2d p) {
  bool inside = false;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    Vec2d low = polygon[i], high = polygon[(i + 1) % polygon.size()];
    if (low.y > high.y) std::swap(low, high);  // so that an edge is the same walked either way
    if (p.y < low.y || p.y >= high.y) continue;
    if (turn(low, high, p) > 0) inside = !inside;  // the edge lies on the side of greater x
  }
  return inside;
}

double signed_area(std::span<const Vec2d> polygon) {
  double twice = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i)
    twice += cross(polygon[i] - polygon[0], polygon[(i + 1) % polygon.size()] - polygon[0]);
  return twice / 2;
}

std::optional<std::pair<std::size_t, std::size_t>> crossing(std::span<const Vec2d> polygon) {
  const std::size_t n = polygon.size();
  const auto corner = [&](std::size_t i) { return polygon[i % n]; };
  for (std::size_t i = 0; i < n; ++i) {
    const Vec2d here = corner(i + 1) - corner(i), next = corner(i + 2) - corner(i + 1);
    if (cross(here, next) == 0 && dot(here, next) <= 0) return std::pair{i, (i + 1) % n};
    for (std::size_t j = i + 2; j < n; ++j) {
      if ((j + 1) % n == i) continue;
      if (segments_meet(corner(i), corner(i + 1), corner(j), corner(j + 1))) return std::pair{i, j};
    }
  }
  return std::nullopt;
}

std::vector<std::array<Vec2d, 3>> triangles(std::span<const Vec2d> polygon) {
  std::vector<std::array<Vec2d, 3>> pieces;
  std::vector<Vec2d> left(polygon.begin(), polygon.end());
  const double way = signed_area(polygon) < 0 ? -1 : 1;
  while (left.size() >= 3) {
    const std::size_t n = left.size();
    std::size_t ear = 0;
    while (ear < n && !is_ear(left, ear, way)) ++ear;
    if (ear == n) {  // only corners on straight lines are left, or nearly so: any of them may go
      ear = 0;
      for (std::size_t i = 1; i < n; ++i)
        if (std::abs(turn(left[(i + n - 1) % n], left[i], left[(i + 1) % n])) <
            std::abs(turn(left[(ear + n - 1) % n], left[ear], left[(ear + 1) % n])))
          ear = i;
    } else {
      pieces.push_back({left[(ear + n - 1) % n], left[ear], left[(ear + 1) % n]});
    }
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(ear));
  }
  return pieces;
}

Vec2d inner_point(std::span<const Vec2d> polygon) {
  constexpr int kSteps = 24, kRounds = 4;
  Vec2d from = polygon[0], to = polygon[0];
  for (const Vec2d p : polygon) {
    from = {std::min(from.x, p.x), std::min(from.y, p.y)};
    to = {std::max(to.x, p.x), std::max(to.y, p.y)};
  }
  Vec2d best = polygon[0];
  double deepest = -std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    const Vec2d step{(to.x - from.x) / kSteps, (to.y - from.y) / kSteps};
    for (int i = 0; i < kSteps; ++i)
      for (int j = 0; j < kSteps; ++j) {
        const Vec2d p{from.x + (i + 0.5) * step.x, from.y + (j + 0.5) * step.y};
        if (const double here = depth(polygon, p); here > deepest) {
          deepest = here;
          best = p;
        }
      }
    from = best - 2 * step;  // and finer about the best
    to = best + 2 * step;
  }
  return best;
}

}  // namespace touchline
