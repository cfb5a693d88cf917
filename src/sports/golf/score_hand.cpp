#include "sports/golf/score_hand.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analytics/robust.h"
#include "analytics/savgol.h"

namespace touchline::golf {
namespace {

constexpr double kOtherDown = 0.8;    // of the time that a hand is up
constexpr double kLeastSeen = 0.5;    // of the time that is looked at
constexpr double kSlowest = 0.3;      // share of a raised hand's time
constexpr double kStill_torso = 0.1;  // torso lengths a second: slower is still, however many are
constexpr double kHandSmooth_s = 0.18;
constexpr double kShortestStep_s = 1e-4;  // between two samples
constexpr double kPlateauLeast_s = 0.15;
// The crop round a wrist, in lengths of the arm (upper and lower together).
constexpr double kCropUp = 0.416, kCropDown = 0.166, kCropSide = 0.312;
constexpr double kArmLeast = 0.6, kArmMost = 1.6;  // torso lengths: arms seen end on look short

struct Arm {
  Joint shoulder, elbow, wrist;
};
constexpr Arm kLeftArm{Joint::left_shoulder, Joint::left_elbow, Joint::left_wrist};
constexpr Arm kRightArm{Joint::right_shoulder, Joint::right_elbow, Joint::right_wrist};

enum class Pose : std::uint8_t { unseen, down, up };

Pose pose_of(const PoseSample& sample, const Arm& arm, double least) {
  const auto shoulder = joint(sample, arm.shoulder, least);
  const auto elbow = joint(sample, arm.elbow, least), wrist = joint(sample, arm.wrist, least);
  if (!shoulder || !elbow || !wrist) return Pose::unseen;
  return wrist->y < shoulder->y && wrist->y < elbow->y ? Pose::up : Pose::down;
}

using Samples = std::vector<const PoseSample*>;

struct Run {
  Hand side = Hand::unknown;
  Samples samples;  ///< in which the hand is up
  [[nodiscard]] Nanoseconds lasts() const {
    return samples.empty() ? 0 : samples.back()->pts_ns - samples.front()->pts_ns;
  }
};

struct Look {
  const SwingPlan& plan;
  Nanoseconds longest_gap, raised_least, plateau_least;
  explicit Look(const SwingPlan& p)
      : plan(p),
        longest_gap(from_seconds(p.body.longest_gap_s * p.slowed)),
        raised_least(from_seconds(p.body.raised_least_s * p.slowed)),
        plateau_least(from_seconds(kPlateauLeast_s * p.slowed)) {}
};

/// The longest run of one hand; of runs as long the first.
Run longest_run(const Samples& window, Hand side, const Look& look) {
  const Arm mine = side == Hand::left ? kLeftArm : kRightArm;
  const Arm other = side == Hand::left ? kRightArm : kLeftArm;
  const double least = look.plan.body.least_score;
  Run best{side, {}}, run{side, {}};
  std::size_t other_down = 0;
  const auto close = [&] {
    if (run.lasts() > best.lasts() &&
        static_cast<double>(other_down) >= kOtherDown * static_cast<double>(run.samples.size()))
      best = run;
    run.samples.clear();
    other_down = 0;
  };
  for (const PoseSample* sample : window) {
    const Pose pose = pose_of(*sample, mine, least);
    const bool far =
        !run.samples.empty() && sample->pts_ns - run.samples.back()->pts_ns > look.longest_gap;
    if (pose == Pose::down || far) close();
    if (pose != Pose::up) continue;
    run.samples.push_back(sample);
    other_down += pose_of(*sample, other, least) == Pose::down;
  }
  close();
  return best;
}

double seen_s(const Samples& window, const Look& look) {
  const double least = look.plan.body.least_score;
  const PoseSample* last = nullptr;
  double sum = 0;
  for (const PoseSample* sample : window) {
    if (pose_of(*sample, kLeftArm, least) == Pose::unseen ||
        pose_of(*sample, kRightArm, least) == Pose::unseen)
      continue;
    if (last && sample->pts_ns - last->pts_ns <= look.longest_gap)
      sum += to_seconds(sample->pts_ns - last->pts_ns);
    last = sample;
  }
  return sum;
}

/// How fast the hand of a run moves at each of its samples, pixels a second.
std::vector<double> speeds_of(const Run& run, const Look& look) {
  const Joint wrist = run.side == Hand::left ? Joint::left_wrist : Joint::right_wrist;
  std::vector<double> x, y, steps;
  for (const PoseSample* sample : run.samples) {
    const auto at = *joint(*sample, wrist, look.plan.body.least_score);
    x.push_back(at.x);
    y.push_back(at.y);
  }
  for (std::size_t i = 1; i < run.samples.size(); ++i)
    steps.push_back(to_seconds(run.samples[i]->pts_ns - run.samples[i - 1]->pts_ns));
  const double step = std::max(middle_of(steps).value_or(1), kShortestStep_s);
  const int window = std::max(5, static_cast<int>(kHandSmooth_s * look.plan.slowed / step) | 1);
  const SavgolRule rule{window, 2, 1, step};
  const auto vx = savgol(x, rule), vy = savgol(y, rule);
  std::vector<double> speeds(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) speeds[i] = std::hypot(vx[i], vy[i]);
  return speeds;
}

/// The longest stretch in which the hand rests; none when it never rests long enough.
Samples plateau_of(const Run& run, const Look& look) {
  const std::vector<double> speeds = speeds_of(run, look);
  std::vector<double> torsos;
  for (const PoseSample* sample : run.samples)
    if (const auto torso = torso_px(*sample, look.plan.body.least_score)) torsos.push_back(*torso);
  const double still = kStill_torso * middle_of(torsos).value_or(0) / look.plan.slowed;
  const double limit = std::max(*quantile_of(speeds, kSlowest), still);
  Samples best, stretch;
  const auto close = [&] {
    const auto lasts = [](const Samples& s) {
      return s.empty() ? Nanoseconds{-1} : s.back()->pts_ns - s.front()->pts_ns;
    };
    if (lasts(stretch) > lasts(best) && lasts(stretch) >= look.plateau_least) best = stretch;
    stretch.clear();
  };
  for (std::size_t i = 0; i < speeds.size(); ++i) {
    if (speeds[i] <= limit)
      stretch.push_back(run.samples[i]);
    else
      close();
  }
  close();
  return best;
}

float surety(const PoseSample& sample, const Arm& arm) {
  float least = 1;
  for (const Joint which : {arm.shoulder, arm.elbow, arm.wrist})
    least = std::min(least, sample.points[static_cast<std::size_t>(which)]->score);
  return least;
}

Box crop_of(const PoseSample& sample, const Arm& arm, const Look& look) {
  const double least = look.plan.body.least_score;
  const Vec2f wrist = *joint(sample, arm.wrist, least), elbow = *joint(sample, arm.elbow, least);
  double length = distance(*joint(sample, arm.shoulder, least), elbow) + distance(elbow, wrist);
  if (const auto torso = torso_px(sample, least))
    length = std::clamp(length, kArmLeast * *torso, kArmMost * *torso);
  const auto px = [&](double share) { return static_cast<float>(share * length); };
  return {wrist.x - px(kCropSide), wrist.y - px(kCropUp), px(2 * kCropSide),
          px(kCropUp + kCropDown)};
}

Span span_of(const Samples& samples) { return {samples.front()->frame, samples.back()->frame}; }

}  // namespace

ScoreHand find_score_hand(const PoseSeries& series, Nanoseconds from, Nanoseconds to,
                          const SwingPlan& plan) {
  const Look look(plan);
  Samples window;
  for (const PoseSample& sample : series)
    if (sample.pts_ns >= from && sample.pts_ns <= to) window.push_back(&sample);
  ScoreHand found;
  const Run left = longest_run(window, Hand::left, look);
  const Run right = longest_run(window, Hand::right, look);
  const Run& run = left.lasts() > right.lasts() ? left : right;
  if (run.lasts() < look.raised_least) {
    const bool enough = to > from && seen_s(window, look) >= kLeastSeen * to_seconds(to - from);
    found.state = enough ? ScoreState::none : ScoreState::unknown;
    found.reason = enough ? nullptr : "golfer_not_seen_long_enough";
    return found;
  }
  const Arm arm = run.side == Hand::left ? kLeftArm : kRightArm;
  const Samples plateau = plateau_of(run, look);
  const Samples& shown = plateau.empty() ? run.samples : plateau;
  const PoseSample* best = *std::max_element(
      shown.begin(), shown.end(),
      [&](const auto* a, const auto* b) { return surety(*a, arm) < surety(*b, arm); });
  found.state = ScoreState::raised;
  found.reason = nullptr;
  found.side = run.side;
  found.raised = span_of(run.samples);
  if (!plateau.empty()) found.plateau = span_of(plateau);
  found.shown_best = best->frame;
  found.crop = crop_of(*best, arm, look);
  return found;
}

}  // namespace touchline::golf
