#include "sports/soccer/layers/pass_arrows.h"

#include <algorithm>
#include <cmath>

#include "overlay/ground.h"

namespace touchline {
namespace {

constexpr double kClear_m = 0.9;  // between an arrow and the two people it joins
constexpr double kTail = 0.25;    // width at the tail over width at the head
constexpr double kTip = 2.4;      // width of the tip over that of the shaft
constexpr double kThin = 0.6;     // width of all but the best
constexpr float kOutline_px = 1.6F, kOutlineOpacity = 0.5F, kOffsideOpacity = 0.5F;

}  // namespace

PassArrows::PassArrows(const Theme& theme, const InkWell& well, double persist_s)
    : style_(theme.arrows),
      well_(well),
      persist_s_(persist_s),
      colours_{style_.best, style_.worst, style_.other, theme.panel.muted} {}

void PassArrows::add(const PassOption& pass, Kind kind) {
  const auto end = arrows_.begin() + static_cast<std::ptrdiff_t>(count_);
  auto at = std::find_if(arrows_.begin(), end,
                         [&](const Arrow& a) { return a.receiver == pass.receiver; });
  if (at == end) {
    if (count_ < arrows_.size())
      ++count_;
    else  // the longest gone makes room
      at = std::min_element(arrows_.begin(), arrows_.end(),
                            [](const Arrow& a, const Arrow& b) { return a.seen_ns < b.seen_ns; });
  }
  *at = {pass.receiver, pass.from_m, pass.to_m, pass.score, kind, now_ns_};
}

void PassArrows::follow(const Measures* measures, Nanoseconds pts_ns) {
  if (pts_ns < now_ns_) count_ = 0;
  now_ns_ = pts_ns;
  if (measures && measures->options) {
    const auto& passes = measures->passes;
    const auto onside = std::find_if(passes.rbegin(), passes.rend(),
                                     [](const PassOption& p) { return !p.offside; });
    const auto worst = static_cast<std::size_t>(passes.rend() - onside) - 1;  // wraps when none is
    for (std::size_t i = 0; i < passes.size(); ++i) {
      if (i >= static_cast<std::size_t>(style_.most) && i != worst) continue;
      Kind kind = i == worst ? Kind::worst : Kind::other;
      if (i == 0) kind = Kind::best;
      add(passes[i], passes[i].offside ? Kind::offside : kind);
    }
  }
  const auto gone = std::remove_if(arrows_.begin(), arrows_.begin() + static_cast<int>(count_),
                                   [&](const Arrow& a) { return presence(a) <= 0; });
  count_ = static_cast<std::size_t>(gone - arrows_.begin());
}

float PassArrows::presence(const Arrow& arrow) const {
  if (arrow.seen_ns == now_ns_) return 1;
  const double gone_s = to_seconds(now_ns_ - arrow.seen_ns);
  return persist_s_ > 0 ? std::max(0.0F, static_cast<float>(1 - gone_s / persist_s_)) : 0.0F;
}

std::optional<Vec2f> PassArrows::label_at(const Arrow& arrow, const FieldView* view) {
  if (!view) return std::nullopt;
  const auto at = to_image(*view, arrow.from_m + 0.62 * (arrow.to_m - arrow.from_m));
  return at ? std::optional(to_float(*at)) : std::nullopt;
}

void PassArrows::draw_one(Canvas& canvas, const Arrow& arrow, const FieldView& view,
                          float grow) const {
  const double span = distance(arrow.from_m, arrow.to_m) - 2 * kClear_m;
  if (!(span > 0.5)) return;
  const Vec2d along = (1 / (span + 2 * kClear_m)) * (arrow.to_m - arrow.from_m);
  const Vec2d across{-along.y, along.x};
  const double width = style_.width_m * (arrow.kind == Kind::best ? 1 : kThin);
  const double head =
      std::min<double>(style_.head_m * (arrow.kind == Kind::best ? 1 : 0.8), 0.6 * span);
  const Vec2d tail = arrow.from_m + kClear_m * along, tip = tail + span * along;
  const Vec2d neck = tip - head * along;
  const auto spot = [&](Vec2d at, double side) { return at + 0.5 * side * width * across; };
  const Vec2d ground[] = {spot(tail, kTail), spot(neck, 1), spot(neck, -1),   spot(tail, -kTail),
                          spot(neck, kTip),  tip,           spot(neck, -kTip)};
  float seen[7][2];
  for (std::size_t i = 0; i < 7; ++i) {
    const auto p = to_image(view, ground[i]);
    if (!p) return;
    seen[i][0] = static_cast<float>(p->x);
    seen[i][1] = static_cast<float>(p->y);
  }
  canvas.gather(quad(seen, 4, grow, 1));
  canvas.gather(quad(seen + 4, 3, grow, 1));
}

void PassArrows::draw(Canvas& canvas, const FieldView* view) const {
  if (!view || view->state == CalibrationState::lost) return;
  // The best lies on top of the worst, and both on the rest.
  for (const Kind kind : {Kind::offside, Kind::other, Kind::worst, Kind::best}) {
    for (const Arrow& arrow : arrows()) {
      if (arrow.kind != kind) continue;
      const float opacity =
          style_.opacity * presence(arrow) * (kind == Kind::offside ? kOffsideOpacity : 1);
      draw_one(canvas, arrow, *view, kOutline_px);
      canvas.blend_gathered(to_yuv({0, 0, 0, 255}, well_.colour, kOutlineOpacity * opacity));
      draw_one(canvas, arrow, *view, 0);
      canvas.blend_gathered(
          to_yuv(colours_[static_cast<std::size_t>(kind)], well_.colour, opacity));
    }
  }
}

}  // namespace touchline
