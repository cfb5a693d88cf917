#include "overlay/footprint.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr double kHorizon = 0.02;  // of the nearest corner's depth: beyond lies no pitch

/// Keeps the part of a convex polygon where `inside` (an affine function) is not negative
/// (Sutherland and Hodgman's clipping of one side).
template <class Inside>
Footprint clip(const Footprint& polygon, Inside inside) {
  Footprint kept;
  const auto add = [&](Vec2d p) {
    if (kept.count < kept.corners.size()) kept.corners[kept.count++] = p;
  };
  for (std::size_t i = 0; i < polygon.count; ++i) {
    const Vec2d a = polygon.corners[i], b = polygon.corners[(i + 1) % polygon.count];
    const double da = inside(a), db = inside(b);
    if (da >= 0) add(a);
    if ((da < 0) != (db < 0)) add(a + (da / (da - db)) * (b - a));
  }
  return kept;
}

}  // namespace

Footprint footprint(const FieldView& view, Vec2d limit) {
  if (view.state == CalibrationState::lost) return {};
  const Mat3& h = view.field_from_image;
  const double w = view.size.x, t = view.size.y;
  Footprint p;
  for (const Vec2d corner : {Vec2d{0, 0}, Vec2d{w, 0}, Vec2d{w, t}, Vec2d{0, t}})
    p.corners[p.count++] = undistort(view.lens, corner);
  const auto depth = [&](Vec2d at) { return h(2, 0) * at.x + h(2, 1) * at.y + h(2, 2); };
  double nearest = 0;
  for (std::size_t i = 0; i < p.count; ++i) nearest = std::max(nearest, depth(p.corners[i]));
  if (!(nearest > 0)) return {};
  p = clip(p, [&](Vec2d at) { return depth(at) - kHorizon * nearest; });
  for (std::size_t i = 0; i < p.count; ++i) {
    const auto m = project(h, p.corners[i]);
    if (!m) return {};
    p.corners[i] = *m;
  }
  p = clip(p, [&](Vec2d m) { return m.x + limit.x; });
  p = clip(p, [&](Vec2d m) { return limit.x - m.x; });
  p = clip(p, [&](Vec2d m) { return m.y + limit.y; });
  return clip(p, [&](Vec2d m) { return limit.y - m.y; });
}

}  // namespace touchline
