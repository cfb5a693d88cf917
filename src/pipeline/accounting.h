// Where the time of every frame went: constant memory however long the run.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace touchline {

/// In walking order; a frame passes each at most once.
enum class Stage {
  decode,
  infer,
  landmarks,
  bodies,
  peaks,
  calibrate,
  track,
  measure,
  write,
  draw,
  encode
};
inline constexpr std::size_t kStages = 11;
const char* to_string(Stage stage);

/// One frame's visit to a stage.
struct Span {
  Nanoseconds begin = 0, end = 0;  ///< wall clock
  Nanoseconds cpu = 0;             ///< CPU time of the lane's thread
};
using Spans = std::array<Span, kStages>;

/// Times the scope it lives in.
class SpanTimer {
 public:
  explicit SpanTimer(Span& span) : span_(span), cpu_(thread_cpu_now()) { span_.begin = wall_now(); }
  ~SpanTimer() {
    span_.end = wall_now();
    span_.cpu = thread_cpu_now() - cpu_;
  }
  SpanTimer(const SpanTimer&) = delete;
  SpanTimer& operator=(const SpanTimer&) = delete;

 private:
  Span& span_;
  Nanoseconds cpu_;
};

/// Durations in buckets 1/32 apart (3 % resolution), from 1 ns to hours.
class Histogram {
 public:
  void add(Nanoseconds duration);
  void add(const Histogram& other);
  /// Duration below which `share` (0..1) of the samples lie; 0 when empty.
  [[nodiscard]] Nanoseconds quantile(double share) const;
  /// The longest, exactly; 0 when empty.
  [[nodiscard]] Nanoseconds longest() const { return longest_; }

 private:
  static constexpr int kSteps = 32;
  std::array<std::uint64_t, 48 * kSteps> count_{};
  std::uint64_t total_ = 0;
  Nanoseconds longest_ = 0;
};

struct StageAccount {
  std::int64_t frames = 0;
  Nanoseconds
      wall = 0,
      cpu = 0,
      wait = 0;  ///< totals; wait: between the end of the stage before and the start of this one
  Histogram durations;
};

/// All stages of one source.
class Account {
 public:
  /// `due`: when the frame's data was there, if it waited before decoding; kNoTime: it did not.
  void add(const Spans& spans, Nanoseconds due = kNoTime);
  /// What one frame took of the thread that analyses: its own camera, people and teams, and the
  /// measures of all rows that it completed. CPU time, so that other threads do not count.
  void add_analysis(Nanoseconds cpu) { analysis_.add(cpu); }
  /// The frames of another source too.
  void add(const Account& other);
  [[nodiscard]] const StageAccount& stage(Stage stage) const {
    return stages_[static_cast<std::size_t>(stage)];
  }
  [[nodiscard]] const Histogram& latency() const {
    return latency_;
  }  ///< start of decode, or when it was due, to end of the last stage
  [[nodiscard]] const Histogram& analysis() const { return analysis_; }
  [[nodiscard]] Nanoseconds cpu() const;

 private:
  std::array<StageAccount, kStages> stages_;
  Histogram latency_, analysis_;
};

struct Bottleneck {
  std::string stage, why;
};
/// Names what limits one source of a run that took `wall` on `cores`. Its lanes are its own; the
/// cores and the `streams` of inference it shares with all sources of the run, which are in `all`.
Bottleneck find_bottleneck(const Account& source, const Account& all, Nanoseconds wall,
                           Nanoseconds process_cpu, int cores, int streams);

}  // namespace touchline
