#include "sports/people/zone_shapes.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr double kPiece_m = 4;    // short enough for any lens to bend, and for a horizon to cut
constexpr float kJoin_px = 0.5F;  // pieces are grown by it, so that no seam shows

double longest_side(const std::array<Vec2d, 3>& t) {
  return std::max({distance(t[0], t[1]), distance(t[1], t[2]), distance(t[2], t[0])});
}

/// Whether a box about `middle` lies inside: no corner of either is on the wrong side.
bool fits(const Polygon& polygon, Vec2d middle, double half_w, double half_h) {
  for (const double x : {-half_w, 0.0, half_w})
    for (const double y : {-half_h, half_h})
      if (!contains(polygon, middle + Vec2d{x, y})) return false;
  return std::none_of(polygon.begin(), polygon.end(), [&](Vec2d p) {
    return std::abs(p.x - middle.x) < half_w && std::abs(p.y - middle.y) < half_h;
  });
}

/// Halves a triangle at its longest side until none is longer than `most`.
void split(const std::array<Vec2d, 3>& t, double most, std::vector<std::array<Vec2d, 3>>& pieces) {
  const double side = longest_side(t);
  if (side <= most) {
    pieces.push_back(t);
    return;
  }
  std::size_t i = 0;
  while (distance(t[i], t[(i + 1) % 3]) < side) ++i;
  const Vec2d a = t[i], b = t[(i + 1) % 3], c = t[(i + 2) % 3], middle = 0.5 * (a + b);
  split({a, middle, c}, most, pieces);
  split({middle, b, c}, most, pieces);
}

}  // namespace

ZoneShape::ZoneShape(const Zone& zone)
    : in_(zone.in), polygon_(zone.polygon), middle_(inner_point(zone.polygon)), name_at_(middle_) {
  const bool on_field = in_ == ZoneSpace::field;
  for (const auto& triangle : triangles(zone.polygon)) {
    // However large the zone is, its pieces are not many.
    const double most = std::max(kPiece_m, longest_side(triangle) / 16);
    on_field ? split(triangle, most, pieces_) : pieces_.push_back(triangle);
  }
  for (std::size_t i = 0; i < zone.polygon.size(); ++i) {
    const Vec2d from = zone.polygon[i], to = zone.polygon[(i + 1) % zone.polygon.size()];
    const double steps =
        on_field ? std::clamp(std::ceil(distance(from, to) / kPiece_m), 1.0, 64.0) : 1;
    for (double step = 0; step < steps; ++step)
      outline_.push_back(from + (step / steps) * (to - from));
  }
  outline_.push_back(zone.polygon[0]);
}

std::optional<Vec2d> ZoneShape::to_pixel(Vec2d corner, const FieldView* view) const {
  if (in_ == ZoneSpace::picture) return corner;
  if (!view || view->state == CalibrationState::lost) return std::nullopt;
  return to_image(*view, corner);
}

void ZoneShape::gather_inside(Canvas& canvas, const FieldView* view) const {
  for (const auto& piece : pieces_) {
    float corners[3][2];
    bool seen = true;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto pixel = to_pixel(piece[i], view);
      if (!pixel) {
        seen = false;
        break;
      }
      corners[i][0] = static_cast<float>(pixel->x);
      corners[i][1] = static_cast<float>(pixel->y);
    }
    if (seen) canvas.gather(quad(corners, 3, kJoin_px, 1));
  }
}

void ZoneShape::gather_outline(Canvas& canvas, const FieldView* view, float radius) const {
  std::optional<Vec2d> before;
  for (const Vec2d corner : outline_) {
    const auto here = to_pixel(corner, view);
    if (before && here)
      canvas.gather(stroke(static_cast<float>(before->x), static_cast<float>(before->y),
                           static_cast<float>(here->x), static_cast<float>(here->y), radius, radius,
                           1, 1));
    before = here;
  }
}

void ZoneShape::make_room(double width, double height) {
  if (in_ == ZoneSpace::field || (width == width_ && height == height_)) return;
  width_ = width;
  height_ = height;
  name_at_ = middle_;
  const auto [left, right] = std::minmax_element(polygon_.begin(), polygon_.end(),
                                                 [](Vec2d a, Vec2d b) { return a.x < b.x; });
  const auto top = std::min_element(polygon_.begin(), polygon_.end(),
                                    [](Vec2d a, Vec2d b) { return a.y < b.y; });
  const double half_w = width / 2, half_h = height / 2, step = height / 4;
  for (double y = top->y + half_h + step; y < middle_.y; y += step)
    for (double away = 0; away < right->x - left->x; away += step)  // from the middle outwards
      for (const double x : {middle_.x - away, middle_.x + away})
        if (fits(polygon_, {x, y}, half_w, half_h)) {
          name_at_ = {x, y};
          return;
        }
}

std::optional<Vec2d> ZoneShape::name_at(const FieldView* view) const {
  return to_pixel(name_at_, view);
}

}  // namespace touchline
