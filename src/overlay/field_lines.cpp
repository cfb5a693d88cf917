#include "overlay/field_lines.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr double kStep_m = 2;      // short enough for any lens to bend
constexpr float kThinnest = 0.8F;  // half a line, pixels
constexpr double kOutside = 0.25;  // of the picture: a piece that reaches in starts within

}  // namespace

std::vector<std::vector<Vec2d>> chains(const FieldSpec& field, double step_m) {
  std::vector<std::vector<Vec2d>> all;
  for (const Marking& m : field.markings) {
    const bool straight = m.kind == Marking::Kind::segment;
    const double length_m =
        straight ? distance(m.a, m.b) : m.radius_m * std::abs(m.to_rad - m.from_rad);
    const int pieces = std::max(straight ? 1 : 8, static_cast<int>(std::ceil(length_m / step_m)));
    auto& chain = all.emplace_back();
    for (int i = 0; i <= pieces; ++i) {
      const double t = static_cast<double>(i) / pieces;
      const double angle = m.from_rad + t * (m.to_rad - m.from_rad);
      chain.push_back(straight ? m.a + t * (m.b - m.a)
                               : m.centre + m.radius_m * Vec2d{std::cos(angle), std::sin(angle)});
    }
  }
  return all;
}

FieldLines::FieldLines(const Theme& theme, const FieldSpec& field, const FrameInfo& info,
                       float unit)
    : chains_(chains(field, kStep_m)),
      width_(info.width),
      height_(info.height),
      radius_(std::max(kThinnest, theme.lines.width * unit / 2)),
      fresh_(to_yuv(theme.lines.colour, info.colour)),
      stale_(to_yuv(theme.lines.colour, info.colour, theme.predicted_opacity)) {}

bool FieldLines::near_picture(Vec2d p) const {
  return p.x > -kOutside * width_ && p.x < (1 + kOutside) * width_ && p.y > -kOutside * height_ &&
         p.y < (1 + kOutside) * height_;
}

void FieldLines::draw(Canvas& canvas, const FieldView* view) const {
  if (!view || view->state == CalibrationState::lost) return;
  for (const auto& chain : chains_) {
    std::optional<Vec2d> before;
    for (const Vec2d m : chain) {
      const auto here = to_image(*view, m);
      // Both ends far outside: the piece between them cannot be seen, for pieces are short.
      if (here && before && (near_picture(*here) || near_picture(*before)))
        canvas.gather(stroke(static_cast<float>(before->x), static_cast<float>(before->y),
                             static_cast<float>(here->x), static_cast<float>(here->y), radius_,
                             radius_, 1, 1));
      before = here;
    }
  }
  canvas.blend_gathered(view->state == CalibrationState::stale ? stale_ : fresh_);
}

}  // namespace touchline
