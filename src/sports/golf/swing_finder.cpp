#include "sports/golf/swing_finder.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "sports/golf/body_rule.h"
#include "sports/golf/score_hand.h"
#include "sports/golf/seed_rule.h"
#include "sports/golf/struck.h"
#include "sports/golf/swing_metrics.h"

namespace touchline::golf {

namespace {

constexpr double kKept_s = 30;         // of poses
constexpr double kEvery_s = 1;         // they are looked through
constexpr double kAfter_s = 2;         // of poses beyond what a swing's score waits for
constexpr double kHeardAhead_s = 3;    // sound that counts beyond the last pose
constexpr double kApart_s = 0.3;       // two contacts closer than that are one
constexpr std::size_t kCompared = 30;  // swings before, that the next one is held against

Nanoseconds moment_of(const Swing& swing) {
  for (const SwingEvent event : {SwingEvent::contact, SwingEvent::top, SwingEvent::mid_downswing})
    if (swing.at(event).frame) return swing.at(event).pts_ns;
  return kNoTime;
}

/// What the golfer has said stands over what the hand told.
void score_as_given(Swing& swing, const SwingPlan& plan) {
  const auto place = static_cast<std::size_t>(swing.number - 1);
  if (swing.rejected || place >= plan.scores.size() || plan.scores[place] == 0) return;
  swing.score.state = ScoreState::counted;
  swing.score.reason = nullptr;
  swing.score.fingers = plan.scores[place];
  swing.score.finger_confidence = 1;
  swing.kind = SwingKind::scored_swing;
}

}  // namespace

class SwingFinder::State {
 public:
  explicit State(SwingPlan plan) : plan_(std::move(plan)) {}

  void hear(std::span<const SoundStretch> sounds) {
    sounds_.insert(sounds_.end(), sounds.begin(), sounds.end());
  }
  std::vector<Swing> push(PoseSample sample);
  std::vector<Swing> finish();

 private:
  [[nodiscard]] Nanoseconds span(double seconds) const {
    return from_seconds(seconds * plan_.slowed);
  }
  [[nodiscard]] std::span<const SoundStretch> sounds() const;
  std::vector<Swing> certain_until(Nanoseconds limit);
  void settle(Swing& swing, std::span<const Swing> later);
  void measure(Swing& swing, std::span<const Swing> later) const;
  void forget(Nanoseconds now);

  SwingPlan plan_;
  PoseSeries samples_;
  std::vector<SoundStretch> sounds_;
  std::optional<Nanoseconds> due_;   ///< when the samples are looked through next
  std::optional<Nanoseconds> done_;  ///< contact of the last swing that became certain
  std::optional<Nanoseconds> accepted_;
  std::vector<double> heights_;  ///< of accepted swings' tops
  std::int64_t count_ = 0;
};

std::vector<Swing> SwingFinder::State::push(PoseSample sample) {
  const Nanoseconds now = sample.pts_ns;
  samples_.push_back(std::move(sample));
  if (plan_.preset == Preset::seed) return {};
  if (!due_) due_ = now + span(kEvery_s);
  if (now < *due_) return {};
  due_ = now + span(kEvery_s);
  std::vector<Swing> swings = certain_until(now - span(plan_.body.score_within_s + kAfter_s));
  forget(now - span(kKept_s));
  return swings;
}

std::vector<Swing> SwingFinder::State::finish() {
  if (plan_.preset == Preset::seed) {
    std::vector<Swing> swings = find_seed_swings(samples_, plan_.seed);
    for (Swing& swing : swings) score_as_given(swing, plan_);
    return swings;
  }
  return certain_until(std::numeric_limits<Nanoseconds>::max());
}

/// Those up to a little after the last sample: of a run that is read again more is known.
std::span<const SoundStretch> SwingFinder::State::sounds() const {
  if (samples_.empty()) return {};
  const Nanoseconds to = samples_.back().pts_ns + span(kHeardAhead_s);
  const auto end = std::find_if(sounds_.begin(), sounds_.end(),
                                [&](const SoundStretch& heard) { return heard.start_ns > to; });
  return std::span(sounds_).first(static_cast<std::size_t>(end - sounds_.begin()));
}

std::vector<Swing> SwingFinder::State::certain_until(Nanoseconds limit) {
  const std::vector<Swing> all = find_body_swings(samples_, plan_, clear_clicks(sounds(), plan_));
  std::vector<Swing> certain;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Nanoseconds at = moment_of(all[i]);
    if (at == kNoTime || at > limit || (done_ && at <= *done_ + span(kApart_s))) continue;
    Swing swing = all[i];
    settle(swing, std::span(all).subspan(i + 1));
    done_ = at;
    certain.push_back(std::move(swing));
  }
  return certain;
}

/// Holds a swing against those before and after it.
void SwingFinder::State::settle(Swing& swing, std::span<const Swing> later) {
  const Nanoseconds at = moment_of(swing), apart = span(plan_.body.between_tops_s);
  bool close = accepted_ && at - *accepted_ < apart;
  for (const Swing& next : later)
    close |= moment_of(next) - at < apart && next.confidence > swing.confidence;
  if (close) swing.rejected = "too_close";
  if (!swing.rejected && swing.top_height)
    swing.rejected = unlike(*swing.top_height, heights_, plan_.body);
  if (swing.rejected) return;
  swing.number = ++count_;
  accepted_ = at;
  measure(swing, later);
  score_as_given(swing, plan_);
  if (heights_.size() == kCompared) heights_.erase(heights_.begin());
  if (swing.top_height && swing.confidence >= kTrustedSwing) heights_.push_back(*swing.top_height);
}

/// The score after the swing, until the next one begins, and the body's measures.
void SwingFinder::State::measure(Swing& swing, std::span<const Swing> later) const {
  const Nanoseconds at = moment_of(swing);
  const EventMark& finish = swing.at(SwingEvent::finish);
  Nanoseconds until = at + span(plan_.body.score_within_s);
  for (const Swing& next : later)
    if (next.confidence >= kTrustedSwing && next.at(SwingEvent::address).frame)
      until = std::min(until, next.at(SwingEvent::address).pts_ns);
  swing.score = find_score_hand(samples_, finish.frame ? finish.pts_ns : at, until, plan_);
  tell_struck(swing, sounds(), plan_);
  swing.kind = kind_by(swing.score, swing.struck);
  swing.curves = std::make_shared<const SwingCurves>(swing_curves(samples_, swing, plan_));
}

void SwingFinder::State::forget(Nanoseconds now) {
  while (!samples_.empty() && samples_.front().pts_ns < now) samples_.pop_front();
  std::erase_if(sounds_, [&](const SoundStretch& heard) { return heard.end_ns < now; });
}

SwingFinder::SwingFinder(SwingPlan plan) : state_(std::make_unique<State>(std::move(plan))) {}
SwingFinder::~SwingFinder() = default;
SwingFinder::SwingFinder(SwingFinder&&) noexcept = default;
SwingFinder& SwingFinder::operator=(SwingFinder&&) noexcept = default;

void SwingFinder::hear(std::span<const SoundStretch> sounds) { state_->hear(sounds); }
std::vector<Swing> SwingFinder::push(PoseSample sample) { return state_->push(std::move(sample)); }
std::vector<Swing> SwingFinder::finish() { return state_->finish(); }

std::vector<Swing> find_swings(const PoseSeries& series, const SwingPlan& plan,
                               std::span<const SoundStretch> sounds) {
  SwingFinder finder(plan);
  finder.hear(sounds);
  std::vector<Swing> swings;
  const auto keep = [&](std::vector<Swing> more) {
    swings.insert(swings.end(), more.begin(), more.end());
  };
  for (const PoseSample& sample : series) keep(finder.push(sample));
  keep(finder.finish());
  return swings;
}

}  // namespace touchline::golf
