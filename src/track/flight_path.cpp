#include "track/flight_path.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr double kNoise = 0.002;           ///< of a peak
constexpr double kJerk = 300;              ///< density of the jerk, 1/s^5: drag comes and goes
constexpr double kStartAcceleration = 10;  ///< drag of a smash
constexpr double kSlack = 0.01;            ///< about where a ball was last seen
constexpr double kCourse_s = 1.2;          ///< of a course is kept
constexpr int kSeenOften = 4;
constexpr double kLived_s = 0.05, kShareSeen = 0.4;
constexpr double kSlowest = 0.1;  ///< per second, of a flight in either half of its time,
constexpr double kFaster = 0.25;  ///< and in one of the two
// Evidence, in the unit of a natural logarithm.
constexpr double kBegun = -2;        ///< of what has only begun
constexpr double kBallEvidence = 2;  ///< that makes a ball
constexpr double kSurest = 12;       ///< it is bounded: what was a ball for long may be lost soon
constexpr double kExpected = 2;      ///< of a peak where it was expected,
constexpr double kAnother = 0;       ///< of the second peak,
constexpr double kUsualScore = 0.5, kPerScore = 0.7;  ///< more by each doubling of its score,
constexpr double kUsualSpeed = 0.4, kPerSpeed = 1;    ///< and of its speed: shoes are slow
constexpr double kRests = -1;                         ///< of a peak where something was before
constexpr double kMissed = -25;                       ///< of a second unseen

/// How often a number doubles from another one, within bounds.
double doublings(double from, double to) {
  return std::clamp(std::log2(std::max(to, 1e-9) / from), -3.0, 2.0);
}

}  // namespace

void FlightPath::begin(const FrameStamp& now, const Peak& peak, double height_px, double speed) {
  const FlightFilter::Spread spread{kNoise * height_px, speed * height_px,
                                    kStartAcceleration * height_px};
  x = FlightFilter(peak.pixel.x, spread);
  y = FlightFilter(peak.pixel.y, spread);
  first = struck = now;
  origin = peak.pixel;
  seen_s = life_s = rest_s = travelled = 0;
  seen = 0;
  ball = false;
  evidence = kBegun;
  measure(now, peak, height_px, false);
}

void FlightPath::part() {
  parent = 0;
  std::erase_if(course, [&](const FlightPoint& point) { return point.pts_ns < struck.pts_ns; });
}

void FlightPath::predict(double dt_s, const PictureMotion& motion, double height_px) {
  for (FlightFilter* axis : {&x, &y}) axis->predict(dt_s, kJerk * height_px * height_px);
  const Vec2f at = motion.apply(predicted());
  x.place(at.x);
  y.place(at.y);
  origin = motion.apply(origin);
  for (auto& point : course) point.at = motion.apply(point.at);
  life_s += dt_s;
}

void FlightPath::miss(const FrameStamp& now) {
  evidence += kMissed * std::min(now.dt_s, kLongestStep_s);
}

void FlightPath::measure(const FrameStamp& now, const Peak& peak, double height_px, bool rests) {
  const double off = fit(peak, height_px).d2, noise = kNoise * kNoise * height_px * height_px;
  x.update(peak.pixel.x, noise);
  y.update(peak.pixel.y, noise);
  if (seen > 0) {
    // Where the second one is to be expected nobody knows.
    const double fits = (seen > 1 ? kExpected - off / 4 : kAnother) +
                        kPerScore * doublings(kUsualScore, double{peak.score}) +
                        kPerSpeed * doublings(kUsualSpeed, speed(height_px));
    evidence = std::min(evidence + (rests ? kRests : fits), kSurest);
  }
  course.push_back({now.pts_ns, now.frame, peak.pixel, peak.pixel, peak.score});
  std::erase_if(course, [&](const FlightPoint& point) {
    return to_seconds(now.pts_ns - point.pts_ns) > kCourse_s;
  });
  last = now;
  score = peak.score;
  travelled = std::max(travelled, distance(origin, peak.pixel) / height_px);
  seen_s += now.dt_s;
  ++seen;
  rest_s = speed(height_px) <= kResting ? rest_s + now.dt_s : 0;
  ball = ball || has_flown(height_px);
}

Vec2f FlightPath::predicted() const {
  return {static_cast<float>(x.position()), static_cast<float>(y.position())};
}

double FlightPath::speed(double height_px) const {
  return std::hypot(x.velocity(), y.velocity()) / height_px;
}

bool FlightPath::reaches(const FrameStamp& now, Vec2f to, double height_px) const {
  const double since = to_seconds(now.pts_ns - last.pts_ns);
  return distance(course.back().at, to) <= (kFastest * since + kSlack) * height_px;
}

FlightPath::Fit FlightPath::fit(const Peak& peak, double height_px) const {
  const double noise = kNoise * kNoise * height_px * height_px;
  const double across = x.variance() + noise, down = y.variance() + noise;
  const double dx = peak.pixel.x - x.position(), dy = peak.pixel.y - y.position();
  return {dx * dx / across + dy * dy / down, across * down / (noise * noise)};
}

bool FlightPath::has_flown(double height_px) const {
  if (parent != 0 || seen < kSeenOften || evidence < kBallEvidence ||
      seen_s < kShareSeen * life_s ||
      to_seconds(last.pts_ns - first.pts_ns) + kTimeSlack_s < kLived_s)
    return false;
  // A step from lamp to lamp goes far in one half of the time and nowhere in the other; a hand is
  // slow in both.
  const FlightPoint &middle = course[course.size() / 2], &end = course.back();
  const auto speed_between = [&](Vec2f from, Vec2f to, Nanoseconds time) {
    const double far = distance(from, to) / height_px;
    return far < kWent ? 0 : far / to_seconds(time);
  };
  const double before = speed_between(origin, middle.at, middle.pts_ns - first.pts_ns),
               after = speed_between(middle.at, end.at, end.pts_ns - middle.pts_ns);
  return std::min(before, after) >= kSlowest && std::max(before, after) >= kFaster;
}

}  // namespace touchline
