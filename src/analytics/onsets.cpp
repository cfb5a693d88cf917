#include "analytics/onsets.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <numbers>
#include <utility>

#include "analytics/robust.h"

namespace touchline {
namespace {

// Bands, hertz.
constexpr double kLowFrom = 500, kLowTo = 1500, kHighFrom = 1800, kHighTo = 3600;
// In milliseconds, which are hops.
constexpr std::int64_t kFloorWindow = 400;
constexpr std::int64_t kFloorLeast = 100;  // heard before anything can be judged
constexpr std::int64_t kAlone = 30;        // the highest for so long before and after
constexpr std::int64_t kAttack = 5;
constexpr std::int64_t kPulses = 20;  // the longest between two of a voice
constexpr std::int64_t kGoneFrom = 30, kGoneTo = 60;
constexpr std::int64_t kStretch = 1000;
constexpr double kLeastRise_db = 18;
constexpr double kAttackRise = 10;     // times the energy of what was before the attack
constexpr double kGone = 4;            // times the energy of what is left afterwards
constexpr double kStartBelow_db = 10;  // below the peak an onset begins
constexpr double kFaintest = 1e-9;     // energy: what is below is silence
constexpr double kSilence_db = -120;
constexpr Nanoseconds kGap = kSecond / 50;  // stamps that are off by more are a gap or a jump

double decibel(double ratio) { return 10 * std::log10(ratio); }

}  // namespace

void RunningMedian::push(double value) {
  if (order_.size() == window_) {
    sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), order_.front()));
    order_.pop_front();
  }
  order_.push_back(value);
  sorted_.insert(std::lower_bound(sorted_.begin(), sorted_.end(), value), value);
}

void RunningMedian::clear() {
  order_.clear();
  sorted_.clear();
}

BandPass::BandPass(double low_hz, double high_hz, double sample_rate) {
  const double middle = std::sqrt(low_hz * high_hz);
  const double w = 2 * std::numbers::pi * middle / sample_rate;
  const double alpha = std::sin(w) * (high_hz - low_hz) / (2 * middle);
  b0_ = alpha / (1 + alpha);
  a1_ = -2 * std::cos(w) / (1 + alpha);
  a2_ = (1 - alpha) / (1 + alpha);
}

double BandPass::pass(double sample) {
  for (Memory& m : memory_) {
    const double out = b0_ * (sample - m.x2) - a1_ * m.y1 - a2_ * m.y2;
    m = {sample, m.x1, out, m.y1};
    sample = out;
  }
  return sample;
}

OnsetFinder::OnsetFinder()
    : low_(kLowFrom, kLowTo, 48000),
      high_(kHighFrom, kHighTo, 48000),
      low_floor_(kFloorWindow),
      high_floor_(kFloorWindow) {}

void OnsetFinder::restart(Nanoseconds pts_ns, int sample_rate) {
  auto before = finish();
  done_.insert(done_.end(), std::make_move_iterator(before.begin()),
               std::make_move_iterator(before.end()));
  begun_ = kFloorLeast;
  rate_ = sample_rate;
  anchor_ = pts_ns;
  low_ = BandPass(kLowFrom, kLowTo, sample_rate);
  high_ = BandPass(kHighFrom, kHighTo, sample_rate);
}

void OnsetFinder::push(std::span<const float> samples, Nanoseconds pts_ns, int sample_rate) {
  if (sample_rate < kLeastRate || samples.empty()) return;
  const Nanoseconds due =
      anchor_ == kNoTime ? kNoTime : anchor_ + from_seconds(static_cast<double>(samples_) / rate_);
  if (due == kNoTime || sample_rate != rate_ || std::abs(pts_ns - due) > kGap)
    restart(pts_ns, sample_rate);
  for (const float sample : samples) {
    const double x = std::isfinite(sample) ? static_cast<double>(sample) : 0;
    const double low = low_.pass(x), high = high_.pass(x);
    low_sum_ += low * low;
    high_sum_ += high * high;
    ++in_hop_;
    // Of a rate that is no multiple of 1000, hops differ by a sample.
    if (++samples_ * 1000 / rate_ > first_ + std::ssize(hops_)) end_hop();
  }
}

void OnsetFinder::end_hop() {
  const auto n = static_cast<double>(std::max<std::int64_t>(in_hop_, 1));
  Hop hop{low_sum_ / n, high_sum_ / n};
  low_sum_ = high_sum_ = 0;
  in_hop_ = 0;
  if (low_floor_.size() >= static_cast<std::size_t>(kFloorLeast))
    hop.rise_db = std::min(decibel((hop.low + kFaintest) / (low_floor_.value() + kFaintest)),
                           decibel((hop.high + kFaintest) / (high_floor_.value() + kFaintest)));
  low_floor_.push(hop.low);
  high_floor_.push(hop.high);
  hops_.push_back(hop);
  const std::int64_t end = first_ + std::ssize(hops_);
  while (judged_ + kGoneTo < end) {
    judge(judged_++);
    if (judged_ == begun_ + kStretch) end_stretch(judged_);
  }
}

bool OnsetFinder::is_onset(std::int64_t hop) const {
  const Hop& peak = at(hop);
  if (peak.rise_db < kLeastRise_db || hop - kAlone < first_) return false;
  for (std::int64_t i = hop - kAlone; i <= hop + kAlone; ++i)
    if (i != hop && (at(i).rise_db > peak.rise_db || (i < hop && at(i).rise_db == peak.rise_db)))
      return false;
  Hop crest;  // the bands need not be highest in the same millisecond
  for (std::int64_t i = hop - kAttack + 1; i < hop + kAttack; ++i) {
    crest.low = std::max(crest.low, at(i).low);
    crest.high = std::max(crest.high, at(i).high);
  }
  // The most of every millisecond: a voice is pulses, with little between them.
  const auto stays_below = [&](std::int64_t from, std::int64_t to, double times) {
    for (std::int64_t i = from; i <= to; ++i)
      if (at(i).low * times > crest.low || at(i).high * times > crest.high) return false;
    return true;
  };
  return stays_below(hop - kPulses, hop - kAttack, kAttackRise) &&
         stays_below(hop + kGoneFrom, hop + kGoneTo, kGone);
}

void OnsetFinder::judge(std::int64_t hop) {
  if (!is_onset(hop)) return;
  std::int64_t start = hop;
  while (start > hop - kAttack && at(start - 1).rise_db >= at(hop).rise_db - kStartBelow_db)
    --start;
  onsets_.push_back({time_of(start), at(hop).rise_db});
}

void OnsetFinder::end_stretch(std::int64_t end) {
  std::vector<double> energy;
  for (std::int64_t i = begun_; i < end; ++i) energy.push_back(at(i).low + at(i).high);
  SoundStretch stretch{time_of(begun_), time_of(end), kSilence_db, std::exchange(onsets_, {})};
  if (const double middle = *middle_of(energy); middle > 0)
    stretch.level_db = std::max(kSilence_db, decibel(middle));
  quantise(stretch);
  done_.push_back(std::move(stretch));
  begun_ = end;
  for (; first_ < begun_ - kFloorWindow; ++first_) hops_.pop_front();
}

std::vector<SoundStretch> OnsetFinder::take() { return std::exchange(done_, {}); }

std::vector<SoundStretch> OnsetFinder::finish() {
  if (anchor_ != kNoTime) {
    if (judged_ > begun_) end_stretch(judged_);
  }
  anchor_ = kNoTime;
  samples_ = in_hop_ = first_ = judged_ = 0;
  begun_ = kFloorLeast;
  low_sum_ = high_sum_ = 0;
  hops_.clear();
  low_floor_.clear();
  high_floor_.clear();
  return take();
}

}  // namespace touchline
