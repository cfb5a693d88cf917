// How a run spent its time: a timeline that Perfetto opens (trace.json) and the table of stages
// (stages.csv).
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "base/json_line.h"
#include "base/result.h"

namespace touchline {

/// One piece of work on one thread.
struct TraceEvent {
  const char* name = "";  ///< the stage; text that outlives the writer, such as a literal
  Nanoseconds start_ns = 0, end_ns = 0;  ///< wall_now()
  int source = -1;                       ///< index of the source; -1: none
  std::int64_t frame = -1;               ///< source frame number; -1: none
};

struct TraceOptions {
  std::int64_t max_events = 2'000'000;  ///< about 200 MB; what comes later is counted, not written
};

/// Chrome's trace event format as a JSON array that is still being written: a crash leaves "[" and
/// whole lines, which the format allows. Thread safe.
class TraceWriter {
 public:
  /// The row of one thread in the timeline. Threads that share a lane are safe, only their events
  /// overlap.
  class Lane {
   public:
    /// Takes well under a microsecond; every few hundred events one call writes them out.
    void record(const TraceEvent& event);

   private:
    friend class TraceWriter;
    Lane(TraceWriter& writer, int thread) : writer_(writer), thread_(thread) {
      events_.reserve(kBuffered);
    }
    static constexpr std::size_t kBuffered = 512;
    TraceWriter& writer_;
    int thread_;
    std::mutex mutex_;
    std::vector<TraceEvent> events_;
  };

  /// Errc::io names the path and the reason. Event times are written relative to this moment.
  static Result<std::unique_ptr<TraceWriter>> open(const std::string& path,
                                                   const TraceOptions& options = {});
  ~TraceWriter();

  /// A new row named `name`; lives as long as the writer.
  Lane& lane(std::string_view name);
  /// Events that found no room under max_events or whose writing failed.
  [[nodiscard]] std::int64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
  /// Writes what is buffered and the end of the array. The first error of any write comes back
  /// here: a trace that cannot be written never stops a run.
  Status close();

 private:
  TraceWriter(File file, const TraceOptions& options);
  /// Formats and writes `events` of `thread`, then empties it.
  void flush(int thread, std::vector<TraceEvent>& events);
  void append_event(int thread, const TraceEvent& event);
  /// That no more are written, from `event` on.
  void append_limit(int thread, const TraceEvent& event);
  /// Begins what names a row; its arguments follow.
  JsonLine& begin_metadata(std::string_view name, int thread);
  /// Ends an event that has arguments.
  void end_event();
  /// Writes what json_ holds: whole lines, but for the last one's end.
  void write_text();

  std::mutex mutex_;
  File file_;
  TraceOptions options_;
  Nanoseconds begin_ns_;
  JsonLine json_;  ///< the array; commas lead, so the file always is "[" and whole elements
  std::vector<std::unique_ptr<Lane>> lanes_;
  Status status_;
  std::int64_t written_ = 0;
  std::atomic<std::int64_t> dropped_ = 0;
  bool closed_ = false;
};

/// A cell of the stage table that was not measured: written empty.
inline constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

/// One stage of a run. Stages overlap, so wall times may add up to more than the run.
struct StageRow {
  std::string stage;  ///< "unattributed" for what no stage accounts for
  std::int64_t frames = 0;
  double wall_ms_total = kNotMeasured;  ///< summed over frames
  double wall_us_p50 = kNotMeasured, wall_us_p95 = kNotMeasured, wall_us_p99 = kNotMeasured;
  double cpu_us_mean = kNotMeasured;  ///< CPU time per frame
  double queue_wait_us_mean = kNotMeasured;
  double share = kNotMeasured;  ///< of the whole that the caller divides, 0..1
};

/// Writes the table, whole or not at all: a header line, then `rows` in their order.
Status write_stages_csv(const std::string& path, const std::vector<StageRow>& rows);

}  // namespace touchline
