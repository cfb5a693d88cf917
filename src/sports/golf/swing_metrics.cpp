#include "sports/golf/swing_metrics.h"

#include <cmath>
#include <numbers>

#include "analytics/resample.h"

namespace touchline::golf {
namespace {

constexpr double kLeastKnown = 0.8;  // of a phase's samples

using Measures = std::array<std::optional<double>, kSwingMetrics>;
using Point = std::optional<Vec2f>;

double degrees(double radians) { return radians * 180 / std::numbers::pi; }

/// Against the vertical, positive to the picture's right.
std::optional<double> lean(const Point& low, const Point& high) {
  if (!low || !high) return {};
  return degrees(std::atan2(high->x - low->x, low->y - high->y));
}

/// Of the line from `a` to `b` against the level, folded to -90..90.
std::optional<double> tilt(const Point& a, const Point& b) {
  if (!a || !b) return {};
  return degrees(std::atan2(a->y - b->y, std::abs(b->x - a->x)));
}

/// At `b`, 180 when it is straight.
std::optional<double> bend(const Point& a, const Point& b, const Point& c) {
  if (!a || !b || !c) return {};
  const Vec2f u{a->x - b->x, a->y - b->y}, v{c->x - b->x, c->y - b->y};
  return degrees(std::abs(std::atan2(u.x * v.y - u.y * v.x, u.x * v.x + u.y * v.y)));
}

std::optional<double> width(const Point& a, const Point& b, double unit) {
  if (!a || !b) return {};
  return std::abs(a->x - b->x) / unit;
}

struct Frame {
  double torso = 1, least = 0;
  Vec2f origin;  ///< the hips at address
  bool left_leads = true;
};

void put_lengths(Measures& out, const Frame& frame, SwingMetric x, const Point& at) {
  if (!at) return;
  const auto i = static_cast<std::size_t>(x);
  out[i] = (at->x - frame.origin.x) / frame.torso;
  out[i + 1] = (frame.origin.y - at->y) / frame.torso;
}

Measures measures_of(const PoseSample& s, const Frame& frame) {
  const auto at = [&](Joint which) { return joint(s, which, frame.least); };
  const auto side = [&](Joint left, bool lead) {  // in Joint a right one follows its left one
    const int step = lead == frame.left_leads ? 0 : 1;
    return at(static_cast<Joint>(static_cast<int>(left) + step));
  };
  const auto both = [&](Joint a, Joint b) { return middle(s, a, b, frame.least); };
  const Point shoulders = both(Joint::left_shoulder, Joint::right_shoulder);
  const Point hips = both(Joint::left_hip, Joint::right_hip);
  Measures out;
  const auto put = [&](SwingMetric metric, std::optional<double> value) {
    out[static_cast<std::size_t>(metric)] = value;
  };
  const auto across = width(at(Joint::left_shoulder), at(Joint::right_shoulder), frame.torso);
  const auto hips_across = width(at(Joint::left_hip), at(Joint::right_hip), frame.torso);
  put(SwingMetric::shoulder_width, across);
  put(SwingMetric::hip_width, hips_across);
  if (across && hips_across) put(SwingMetric::width_gap, *across - *hips_across);
  put(SwingMetric::shoulder_tilt,
      tilt(side(Joint::left_shoulder, true), side(Joint::left_shoulder, false)));
  put(SwingMetric::hip_tilt, tilt(side(Joint::left_hip, true), side(Joint::left_hip, false)));
  put(SwingMetric::spine_lean, lean(hips, shoulders));
  put(SwingMetric::head_lean, lean(shoulders, at(Joint::nose)));
  for (const bool lead : {true, false}) {
    put(lead ? SwingMetric::lead_elbow : SwingMetric::trail_elbow,
        bend(side(Joint::left_shoulder, lead), side(Joint::left_elbow, lead),
             side(Joint::left_wrist, lead)));
    put(lead ? SwingMetric::lead_knee : SwingMetric::trail_knee,
        bend(side(Joint::left_hip, lead), side(Joint::left_knee, lead),
             side(Joint::left_ankle, lead)));
  }
  put_lengths(out, frame, SwingMetric::head_x, at(Joint::nose));
  put_lengths(out, frame, SwingMetric::hip_x, hips);
  put_lengths(out, frame, SwingMetric::hands_x, both(Joint::left_wrist, Joint::right_wrist));
  return out;
}

SwingCurve curve_of(const std::vector<double>& times,
                    const std::vector<std::optional<double>>& values, double from, double to,
                    double longest_gap) {
  const FilledSignal filled = fill_gaps(times, values, longest_gap);
  std::vector<double> t, y;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (filled.state[i] != Filled::missing) t.push_back(times[i]), y.push_back(filled.values[i]);
  if (t.size() < 2 ||
      static_cast<double>(t.size()) < kLeastKnown * static_cast<double>(times.size()))
    return {};
  return resample(Pchip(t, y), from, to, kCurvePoints);
}

/// The hips where the golfer stood at address.
std::optional<Vec2f> origin_of(const PoseSeries& series, Nanoseconds address, double least) {
  std::optional<Vec2f> origin;
  for (const PoseSample& sample : series) {
    if (origin && sample.pts_ns > address) break;
    if (const auto hips = middle(sample, Joint::left_hip, Joint::right_hip, least)) origin = hips;
  }
  return origin;
}

}  // namespace

const char* to_string(SwingPhase phase) {
  static constexpr std::array<const char*, kSwingPhases> kNames = {"backswing", "downswing",
                                                                   "follow_through"};
  return kNames[static_cast<std::size_t>(phase)];
}

const char* to_string(SwingMetric metric) {
  static constexpr std::array<const char*, kSwingMetrics> kNames = {
      "shoulder_width", "hip_width",  "width_gap",   "shoulder_tilt", "hip_tilt",   "spine_lean",
      "head_lean",      "lead_elbow", "trail_elbow", "lead_knee",     "trail_knee", "head_x",
      "head_y",         "hip_x",      "hip_y",       "hands_x",       "hands_y"};
  return kNames[static_cast<std::size_t>(metric)];
}

std::optional<std::pair<Nanoseconds, Nanoseconds>> window_of(const Swing& swing, SwingPhase phase) {
  static constexpr std::array kEnds = {std::pair{SwingEvent::address, SwingEvent::top},
                                       std::pair{SwingEvent::top, SwingEvent::contact},
                                       std::pair{SwingEvent::contact, SwingEvent::finish}};
  const auto& [first, last] = kEnds[static_cast<std::size_t>(phase)];
  const EventMark &from = swing.at(first), &to = swing.at(last);
  if (!from.frame || !to.frame || from.pts_ns >= to.pts_ns) return {};
  return std::pair{from.pts_ns, to.pts_ns};
}

SwingCurves swing_curves(const PoseSeries& series, const Swing& swing, const SwingPlan& plan) {
  SwingCurves out;
  const double least = plan.body.least_score;
  const EventMark& address = swing.at(SwingEvent::address);
  if (!address.frame || !swing.torso_px) return out;
  const auto origin = origin_of(series, address.pts_ns, least);
  if (!origin) return out;
  const Frame frame{*swing.torso_px, least, *origin, swing.hand != Hand::left};
  for (std::size_t p = 0; p < kSwingPhases; ++p) {
    const auto window = window_of(swing, static_cast<SwingPhase>(p));
    if (!window) continue;
    std::vector<double> times;
    std::array<std::vector<std::optional<double>>, kSwingMetrics> values;
    for (const PoseSample& sample : series) {
      if (sample.pts_ns < window->first || sample.pts_ns > window->second) continue;
      times.push_back(to_seconds(sample.pts_ns));
      const Measures now = measures_of(sample, frame);
      for (std::size_t m = 0; m < kSwingMetrics; ++m) values[m].push_back(now[m]);
    }
    for (std::size_t m = 0; m < kSwingMetrics; ++m)
      out.curves[p][m] =
          curve_of(times, values[m], to_seconds(window->first), to_seconds(window->second),
                   plan.body.longest_gap_s * plan.slowed);
  }
  return out;
}

}  // namespace touchline::golf
