// One source's walk: decode -> (shared inference) -> track -> draw, encode, write. Three threads,
// one bound on frames.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/channel.h"
#include "base/credits.h"
#include "overlay/overlay.h"
#include "pipeline/accounting.h"
#include "pipeline/batcher.h"
#include "pipeline/reorder.h"
#include "records/record.h"
#include "sink/line_writer.h"
#include "sink/stage_files.h"
#include "sink/video_writer.h"
#include "source/source.h"
#include "touchline/touchline.h"
#include "track/tracker.h"

namespace touchline {

/// Everything one lane needs. Writers and overlay are optional: tests and data-only runs leave them
/// out.
struct LaneSetup {
  std::size_t index = 0;
  int frames_under_way = 8;  ///< most frames of this source between decoder and file at any time
  std::unique_ptr<Source> source;
  TrackerOptions tracker;
  std::vector<std::string> classes;
  std::unique_ptr<Overlay> overlay;
  std::unique_ptr<VideoWriter> video;
  std::optional<LineWriter> tracking, events;
  std::unique_ptr<TraceWriter> trace;
  const Callbacks* callbacks = nullptr;
};

/// How one source ended.
struct LaneResult {
  MediaInfo media;
  MediaCounts counts;
  VideoCounts video;
  Account account;
  std::optional<Error> error;
  std::vector<std::string>
      degraded;             ///< named conditions that make the result worse than it should be
  std::int64_t frames = 0;  ///< rows written
  std::int64_t detections = 0, tracks = 0, events = 0;
  std::int64_t ball_visible = 0;  ///< frames in which the ball was measured
  Nanoseconds first_row_ns = 0;   ///< wall clock when the first row was written; 0: none was
  Nanoseconds first_pts_ns = 0, last_pts_ns = 0;
};

class Lane {
 public:
  explicit Lane(LaneSetup setup);
  ~Lane();

  void start(Batcher& batcher);
  /// From an inference stream: a moment with its detections.
  void accept(Moment&& moment) { reorder_.accept(std::move(moment)); }
  /// Ends the stream early; what is under way is finished.
  void stop() { setup_.source->interrupt(); }
  /// Records the first error and ends the stream; frames under way are no longer recorded.
  void fail(Error error);
  /// Waits for all three threads and closes the files.
  LaneResult join();

  [[nodiscard]] const MediaInfo& media() const { return setup_.source->info(); }
  [[nodiscard]] std::int64_t frames_done() const {
    return frames_done_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] Nanoseconds last_pts() const { return last_pts_.load(std::memory_order_relaxed); }

 private:
  void decode(Batcher& batcher);
  void analyse();
  void present();
  void draw_and_encode(Moment& moment);
  void record(Moment& moment);
  void report(const FrameRecord& row);
  void write_event(Event event);
  void note_gap(Moment& moment);
  void trace(const Moment& moment);
  [[nodiscard]] bool failed() const { return failed_.load(); }

  LaneSetup setup_;
  Credits credits_;
  Channel<Moment> inferred_, analysed_;
  Reorder reorder_;
  Tracker tracker_;
  Pool images_;
  std::array<TraceWriter::Lane*, kStages> trace_rows_{};
  std::thread decoder_, analyst_, presenter_;
  std::mutex error_mutex_;
  std::atomic<bool> failed_{false};
  std::atomic<std::int64_t> frames_done_{0};
  std::atomic<Nanoseconds> last_pts_{0};
  LaneResult result_;
  std::vector<Packet> last_audio_;  ///< demuxed after the last picture
  std::vector<Event> last_events_;  ///< from the tracker's end, written after the last row
  std::vector<Object> objects_;     ///< reused for the callback
  struct Row {
    std::int64_t frame;
    Nanoseconds pts_ns;
  };
  std::optional<Row> last_row_;
  Nanoseconds usual_step_ns_ =
      0;  ///< typical time between rows, to tell a gap from a variable rate
};

}  // namespace touchline
