// Sharp sounds in the sound of a source, as it comes.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "base/clock.h"
#include "records/sound.h"

namespace touchline {

/// The median of the last values, the lower one of the two in the middle.
class RunningMedian {
 public:
  explicit RunningMedian(std::size_t window) : window_(window) {}
  void push(double value);
  void clear();
  [[nodiscard]] std::size_t size() const { return order_.size(); }
  [[nodiscard]] double value() const { return sorted_[(sorted_.size() - 1) / 2]; }

 private:
  std::size_t window_;
  std::deque<double> order_;
  std::vector<double> sorted_;
};

/// A band-pass of the second order, twice.
class BandPass {
 public:
  BandPass(double low_hz, double high_hz, double sample_rate);
  double pass(double sample);

 private:
  double b0_ = 0, a1_ = 0, a2_ = 0;
  struct Memory {
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
  };
  Memory memory_[2];
};

/// Finds onsets by energy in milliseconds: in two bands far apart, where speech and wind seldom
/// rise together, it jumps over the running median of the last 0.4 s within 5 ms, and is down again
/// within 60 ms. Bands below 4 kHz, so that the sample rate does not matter. What is found depends
/// on the samples alone, not on how they were cut into pushes. A stretch is sound in which an onset
/// would be told: the first 0.1 s and the last 0.06 s before a gap are in none. Memory is that of
/// two seconds.
class OnsetFinder {
 public:
  /// Fewer samples a second cannot hold the bands.
  static constexpr int kLeastRate = 7500;

  OnsetFinder();
  /// Samples of one channel, full scale 1, from `pts_ns` on. A gap, a jump or another rate begin a
  /// stretch of their own. Below kLeastRate nothing is heard.
  void push(std::span<const float> samples, Nanoseconds pts_ns, int sample_rate);
  /// Stretches that are complete, in order, quantised.
  std::vector<SoundStretch> take();
  /// The rest; new sound begins a stretch of its own.
  std::vector<SoundStretch> finish();

 private:
  struct Hop {
    double low = 0, high = 0;  ///< energy, mean square
    double rise_db = -1e9;     ///< -1e9: too little was heard before
  };
  [[nodiscard]] Nanoseconds time_of(std::int64_t hop) const { return anchor_ + hop * kHop; }
  [[nodiscard]] const Hop& at(std::int64_t hop) const {
    return hops_[static_cast<std::size_t>(hop - first_)];
  }
  void restart(Nanoseconds pts_ns, int sample_rate);
  void end_hop();
  [[nodiscard]] bool is_onset(std::int64_t hop) const;
  void judge(std::int64_t hop);
  void end_stretch(std::int64_t end);

  static constexpr Nanoseconds kHop = kSecond / 1000;

  int rate_ = 0;
  Nanoseconds anchor_ = kNoTime;  ///< time of the first sample since the last gap
  std::int64_t samples_ = 0;      ///< since then
  BandPass low_, high_;
  double low_sum_ = 0, high_sum_ = 0;
  std::int64_t in_hop_ = 0;  ///< samples of the hop that is under way
  std::deque<Hop> hops_;     ///< those that are still needed
  std::int64_t first_ = 0;   ///< number of hops_.front()
  std::int64_t judged_ = 0;  ///< hops before this one are onsets or not
  std::int64_t begun_ = 0;   ///< first hop of the stretch under way
  RunningMedian low_floor_, high_floor_;
  std::vector<SoundOnset> onsets_;  ///< of the stretch under way
  std::vector<SoundStretch> done_;
};

}  // namespace touchline
