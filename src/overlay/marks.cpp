#include "overlay/marks.h"

#include <algorithm>
#include <cmath>

#include "overlay/stamp.h"

namespace touchline {
namespace {

constexpr float kPi = 3.14159265F;
constexpr float kThinnestLine = 1.4F;  // pixels; less flickers
constexpr float kSizeStep =
    1.06F;  // between ring sizes; a step is not seen, and sprites are met again
constexpr float kAspectStep = 1.12F;
constexpr float kFlattest = 0.06F;  // height over width of a ground circle seen from afar
constexpr std::size_t kRingSlots =
    1024;  // about the sizes in a match x 16 half-pixel phases, twice

}  // namespace

RingMark::RingMark(const Theme& theme, const InkWell& well, float unit)
    : style_(theme.ring),
      thickness_(std::max(kThinnestLine, theme.ring.thickness * unit)),
      shadow_size_(theme.ring.shadow_size * unit),
      open_sin_(style_.open_deg > 0 ? -std::cos(style_.open_deg / 360 * kPi) : -2.0F),
      shadow_(well.mix(theme.colours.shadow, theme.ring.shadow_opacity)),
      rings_(kRingSlots, 4096),
      shadows_(kRingSlots, 4096) {
  float rx = style_.min_radius * unit;
  for (; rx < style_.max_radius * unit; rx *= kSizeStep) radii_.push_back(rx);
  radii_.push_back(style_.max_radius * unit);
  aspects_.push_back(style_.aspect);
  for (float aspect = kFlattest; aspect < 1; aspect *= kAspectStep) aspects_.push_back(aspect);
}

RingMark::Size RingMark::size(const Box& box, const std::optional<GroundEllipse>& ground) const {
  // The nearest of the sizes by ratio.
  const auto nearest = [](auto first, auto last, float value, float step) {
    return std::min(std::lower_bound(first, last, value / std::sqrt(step)), last - 1) - first;
  };
  // A stride doubles the box's width for a moment; the height keeps the ring calm.
  const float steady = std::clamp(box.w, 0.32F * box.h, 0.6F * box.h);
  const float rx = ground ? ground->rx : 0.5F * style_.scale * steady;
  const auto radius =
      static_cast<std::size_t>(nearest(radii_.begin(), radii_.end(), rx, kSizeStep));
  std::size_t aspect = 0;
  if (ground)
    aspect = 1 + static_cast<std::size_t>(nearest(aspects_.begin() + 1, aspects_.end(),
                                                  ground->ry / ground->rx, kAspectStep));
  return {radius, aspect, radii_[radius], radii_[radius] * aspects_[aspect]};
}

int RingMark::dashes(const Size& size) const {
  // Small rings take fewer, so that each stays a dash.
  const float turn = kPi * (size.rx + size.ry);
  return std::clamp(static_cast<int>(turn / (2.5F * thickness_ + 2)), 6,
                    std::max(6, style_.dashes));
}

void RingMark::draw(Canvas& canvas, Vec2f foot, const Size& size, const Ink& ink, bool measured) {
  const float rx = size.rx, ry = size.ry, half = thickness_ / 2;
  const Placement at = Placement::half_pixel(foot.x, foot.y - 0.25F * ry);
  const std::size_t index = size.radius * 64 + size.aspect;
  const auto key = [&](bool whole) { return key_of(index * 2 + (whole ? 1 : 0), at); };
  const float floor = style_.opacity > 0 ? std::min(1.0F, style_.fill_opacity / style_.opacity) : 0;
  const auto shape_in = [&](Sprite& sprite, float more) {
    sprite.resize(rx + more, ry + more, rx + more, ry + more);
    return RingShape{static_cast<float>(sprite.left()) + at.dx,
                     static_cast<float>(sprite.top()) + at.dy,
                     rx,
                     ry,
                     half,
                     open_sin_,
                     floor};
  };

  if (style_.shadow_opacity > 0) {
    const auto draw_shadow = [&](Sprite& sprite) {
      RingShape below = shape_in(sprite, half + shadow_size_ + 1);
      below.cy += 0.2F * shadow_size_;
      fill(sprite, RingShadowShape{below, shadow_size_});
    };
    stamp(canvas, shadows_.get(key(true), draw_shadow), at, shadow_.of(measured));
  }
  const auto draw_ring = [&](Sprite& sprite) {
    const RingShape ring = shape_in(sprite, half + 1);
    if (measured)
      fill(sprite, ring);
    else
      fill(sprite, DashedRingShape{ring, dashes(size)});
  };
  stamp(canvas, rings_.get(key(measured), draw_ring), at, ink.of(measured));
}

LabelMark::LabelMark(Typeface face, const Style& style, const InkWell& well)
    : writer_(std::move(face)),
      height_(std::round(style.height * style.text_size)),
      padding_(std::round(style.padding * style.text_size)),
      rounding_(style.rounding * height_),
      fill_(well.mix(style.fill)),
      text_(well.mix(style.text, 1, 0.4F)),
      extra_(well.mix(style.extra, 1, 0.4F)),
      pills_(256, 2048) {}

float LabelMark::width(std::string_view text, std::string_view extra) {
  const int words = writer_.width(text) + writer_.width(extra);
  const float gap = extra.empty() || text.empty() ? 0 : padding_;
  return std::max(height_, static_cast<float>(words) + gap + 2 * padding_);
}

LabelMark::Written LabelMark::draw(Canvas& canvas, float x, float y, std::string_view text,
                                   std::string_view extra, bool measured) {
  const float w = width(text, extra);
  const Placement at = Placement::whole_pixel(x, y);
  const auto draw_pill = [&](Sprite& sprite) {
    sprite.resize(w / 2 + 1, height_ / 2 + 1, w / 2 + 1, height_ / 2 + 1);
    fill(sprite,
         RoundedBoxShape{static_cast<float>(sprite.left()) + at.dx,
                         static_cast<float>(sprite.top()) + at.dy, w / 2, height_ / 2, rounding_});
  };
  stamp(canvas, pills_.get(key_of(static_cast<std::uint64_t>(w), at), draw_pill), at,
        fill_.of(measured));
  const float middle = static_cast<float>(at.x + at.fx), line = static_cast<float>(at.y + at.fy);
  if (extra.empty())
    return {writer_.write_centred(canvas, middle, line, text, text_.of(measured)), {}};
  return {writer_.write(canvas, middle - w / 2 + padding_, line, text, text_.of(measured)),
          writer_.write_right(canvas, middle + w / 2 - padding_, line, extra, extra_.of(measured))};
}

BracketMark::BracketMark(const Theme& theme, float unit)
    : style_(theme.brackets), unit_(unit), corners_(1024, 1024) {}

void BracketMark::draw(Canvas& canvas, const Box& box, const YuvColour& colour) {
  const float room = std::min(box.w, box.h) / 3;
  const float length = room < style_.length * unit_ ? std::max(2.0F, 4 * std::floor(room / 4))
                                                    : std::round(style_.length * unit_);
  const float half = style_.thickness * unit_ / 2;
  const float radius = std::min(style_.rounding * unit_, length / 2);
  for (unsigned corner = 0; corner < 4; ++corner) {
    const bool right = (corner & 1U) != 0, low = (corner & 2U) != 0;
    const Placement at =
        Placement::half_pixel(right ? box.right() : box.x, low ? box.bottom() : box.y);
    const auto key = key_of(static_cast<std::uint64_t>(length) * 4 + corner, at);
    stamp(canvas,
          corners_.get(key,
                       [&](Sprite& sprite) {
                         const float in = length + 1, out = half + 1;
                         sprite.resize(right ? in : out, low ? in : out, right ? out : in,
                                       low ? out : in);
                         fill(sprite, CornerShape{static_cast<float>(sprite.left()) + at.dx,
                                                  static_cast<float>(sprite.top()) + at.dy,
                                                  right ? -1.0F : 1.0F, low ? -1.0F : 1.0F, length,
                                                  radius, half});
                       }),
          at, colour);
  }
}

BallMark::BallMark(const Theme& theme, const InkWell& well, float unit)
    : size_(theme.ball.marker_size * unit),
      gap_(theme.ball.gap * unit),
      outline_(theme.ball.outline * unit),
      halo_(std::max(1.0F, 0.0016F * unit)),
      shadow_(well.mix(theme.colours.shadow, 0.55F)),
      pointers_(128, 4096) {
  const auto named = theme.colours.classes.find("ball");
  colour_ = well.mix(named != theme.colours.classes.end() ? named->second : theme.colours.other);
}

void BallMark::draw(Canvas& canvas, const Box& box, bool measured) {
  const Placement at = Placement::half_pixel(box.center().x, box.y - gap_);
  const float half = size_ / 2, height = size_ * 0.8F, rounding = size_ * 0.1F;
  const auto pointer = [&](std::uint64_t kind, float grow, float line) -> const Sprite& {
    return pointers_.get(key_of(kind, at), [&](Sprite& sprite) {
      sprite.resize(half + 3 * grow + 1, height + 2 * grow + 1, half + 3 * grow + 1, 2 * grow + 1);
      fill(sprite, PointerShape{static_cast<float>(sprite.left()) + at.dx,
                                static_cast<float>(sprite.top()) + at.dy + 1.6F * grow,
                                half + 1.7F * grow, height + 2.6F * grow, rounding + grow, line});
    });
  };
  if (measured) {
    stamp(canvas, pointer(0, halo_, 0), at, shadow_.measured);
    stamp(canvas, pointer(1, 0, 0), at, colour_.measured);
  } else {
    stamp(canvas, pointer(2, halo_, outline_ / 2 + halo_), at, shadow_.predicted);
    stamp(canvas, pointer(3, 0, outline_ / 2), at, colour_.predicted);
  }
}

}  // namespace touchline
