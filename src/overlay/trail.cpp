#include "overlay/trail.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

// More points than strokes drawn: a trail of any rate is drawn with at most about kStrokes strokes.
constexpr std::size_t kCapacity = 64;
constexpr double kStrokes = 30;
constexpr float kThinEnd = 0.35F;  // width of the oldest end over the newest

}  // namespace

Trail::Trail(const TrailStyle& style) : style_(style), points_(kCapacity) {}

void Trail::add(const BallSample* ball, Nanoseconds pts_ns) {
  if (pts_ns < now_ns_) count_ = 0;
  if (pts_ns == now_ns_ && count_ > 0 && at(0).pts_ns == pts_ns) {
    broken_ = !at(0).joined;
    next_ = (next_ + kCapacity - 1) % kCapacity;
    --count_;
  }
  // A hole in time longer than half the trail proves nothing about the way in between.
  if (count_ == 0 || to_seconds(pts_ns - at(0).pts_ns) > 0.5 * style_.seconds) broken_ = true;
  now_ns_ = pts_ns;
  if (!ball || ball->state == BallState::lost) {
    broken_ = true;
    return;
  }
  // High rates: enough points for a smooth curve, and room for the whole trail.
  const double closest = style_.seconds / kStrokes;
  if (!broken_ && count_ > 1 && to_seconds(pts_ns - at(1).pts_ns) < closest && at(0).joined) {
    next_ = (next_ + kCapacity - 1) % kCapacity;
    --count_;
  }
  const Box& box = ball->sample.box;
  const Vec2f centre = box.center();
  ball_radius_ = 0.5F * std::max(box.w, box.h) + 0.5F * style_.width_px;
  points_[next_] = {pts_ns, centre.x, centre.y, ball->state == BallState::visible, !broken_};
  next_ = (next_ + 1) % kCapacity;
  count_ = std::min(count_ + 1, kCapacity);
  broken_ = false;
}

float Trail::freshness(Nanoseconds pts_ns) const {
  const double age = to_seconds(now_ns_ - pts_ns);
  return std::max(0.0F, 1.0F - static_cast<float>(age) / style_.seconds);
}

void Trail::draw(Canvas& canvas, const YuvColour& colour) const {
  if (style_.seconds <= 0) return;
  for (std::size_t age = 0; age + 1 < count_; ++age) {
    Point to = at(age);
    if (freshness(to.pts_ns) <= 0) break;
    if (to.joined && clear_of_ball(at(age + 1), to)) canvas.gather(stroke(at(age + 1), to));
  }
  canvas.blend_gathered(colour);
}

bool Trail::clear_of_ball(const Point& from, Point& to) const {
  const Point& head = at(0);
  if (head.pts_ns != now_ns_) return true;  // lost: there is no ball to hide
  const float near = std::hypot(to.x - head.x, to.y - head.y);
  const float far = std::hypot(from.x - head.x, from.y - head.y);
  if (near >= ball_radius_) return true;
  if (far <= ball_radius_) return false;
  const float back = (ball_radius_ - near) / (far - near);
  to.x += back * (from.x - to.x);
  to.y += back * (from.y - to.y);
  return true;
}

StrokeShape Trail::stroke(const Point& from, const Point& to) const {
  const auto strength = [&](const Point& p) {
    return freshness(p.pts_ns) * (p.measured ? 1.0F : style_.predicted_opacity);
  };
  const auto radius = [&](const Point& p) {
    return 0.5F * style_.width_px * (kThinEnd + (1 - kThinEnd) * freshness(p.pts_ns));
  };
  return touchline::stroke(from.x, from.y, to.x, to.y, radius(from), radius(to), strength(from),
                           strength(to));
}

}  // namespace touchline
