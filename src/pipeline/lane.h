// One source's walk: decode -> (shared inference) -> track -> write -> outputs. Three threads and
// one for each output, one bound on frames.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/channel.h"
#include "base/credits.h"
#include "base/line_writer.h"
#include "pipeline/accounting.h"
#include "pipeline/analyst.h"
#include "pipeline/batcher.h"
#include "pipeline/hearing.h"
#include "pipeline/output.h"
#include "pipeline/pace.h"
#include "pipeline/past_views.h"
#include "pipeline/reorder.h"
#include "records/pose_file.h"
#include "records/record.h"
#include "sink/stage_files.h"
#include "source/source.h"
#include "touchline/session.h"

namespace touchline {

/// Everything one lane needs. Writers and outputs are optional: tests and data-only runs leave them
/// out.
struct LaneSetup {
  std::size_t index = 0;     ///< which source of the run
  int frames_under_way = 8;  ///< most frames of this source between decoder and file at any time
  /// The same until the first row is written: what is decoded sooner holds that row up. 0: as many.
  int frames_at_first = 0;
  std::unique_ptr<Source> source;
  bool realtime = false;      ///< pictures come at the file's own pace
  Nanoseconds first_due = 0;  ///< then the first one so long after the start
  AnalystOptions analyst;
  /// Each look sees a frame this often, seconds of media time; 0: every frame.
  std::vector<double> looks_every_s{0};
  ClipShape clip;
  /// Looks are told where the camera looked so long before, seconds; 0: none asks.
  double past_view_s = 0;
  std::span<const FrameCount> counts;  ///< what the sport has counted
  ShownAs shown_as;
  std::vector<OutputSetup> outputs;  ///< annotated.mp4 before others
  std::optional<LineWriter> tracking, events, calibration, measures, observations;
  std::optional<LineWriter> sounds;  ///< where the sport listens
  std::optional<PoseWriter> poses;   ///< of bodies that a look finds
  std::unique_ptr<TraceWriter> trace;
  Listener* listener = nullptr;  ///< null: nobody listens
};

/// A moment's poses, and its lines of observations, tracking, calibration and measures, to
/// whichever file is open, made in the memory of `line`. The last of them, the sport's record,
/// comes back: empty where nothing was measured, and there until `line` is written to.
Result<std::string_view> write_lines(LaneSetup& setup, const Moment& moment, JsonLine& line);

/// How one source ended.
struct LaneResult {
  MediaInfo media;
  MediaCounts counts;
  VideoCounts video;
  Account account;
  std::optional<Error> error;
  std::vector<std::string>
      degraded;  ///< named conditions that make the result worse than it should be
  std::vector<std::string> ended;  ///< outputs that ended before the source did, and why
  std::int64_t frames = 0;         ///< rows written
  std::int64_t detections = 0, tracks = 0, events = 0;
  std::int64_t ball_visible = 0;              ///< frames in which the ball was measured
  std::int64_t placed = 0;                    ///< people placed in metres, over all frames
  std::int64_t people = 0;                    ///< people reported, over all frames
  std::array<std::int64_t, 4> calibration{};  ///< frames per CalibrationState
  std::array<std::optional<Rgb>, 2> shirts;   ///< of the two teams, as measured at the end
  std::optional<ShownTeams> shown;            ///< their colours in the video, at the end
  std::int64_t uncounted = 0;                 ///< frames of replays and close-ups
  int rows_held = 0;                          ///< see AnalystOptions
  std::vector<std::int64_t> counted;          ///< frames of which LaneSetup::counts hold
  Nanoseconds first_row_ns = 0;      ///< wall clock when the first row was written; 0: none was
  Nanoseconds first_picture_ns = 0;  ///< likewise, when the first picture was drawn
  Nanoseconds first_pts_ns = 0, last_pts_ns = 0;
};

/// Adds a written row to the counts.
void count_row(const FrameRecord& row, int ball_class, LaneResult& result);

class Lane final : public Home {
 public:
  explicit Lane(LaneSetup setup);
  ~Lane() override;

  /// Before start(): makes on the GPU what its first frame would have to wait for.
  void warm_up();
  void start(Batcher& batcher);
  /// From an inference stream: a moment with its detections.
  void accept(Moment&& moment) override { reorder_.accept(std::move(moment)); }
  /// Ends the stream early; what is under way is finished.
  void stop() {
    if (pace_) pace_->interrupt();
    setup_.source->interrupt();
  }
  /// Records the first error and ends the stream; frames under way are no longer recorded.
  void fail(Error error) override;
  /// The same when frames under way may have been lost: nobody waits for them any more.
  void give_up(Error error) override;
  /// Waits for all threads.
  void await();
  /// Where the time of its frames went so far.
  [[nodiscard]] Account account();
  /// The same, then closes the files.
  LaneResult join();

  [[nodiscard]] const MediaInfo& media() const { return setup_.source->info(); }
  [[nodiscard]] std::int64_t frames_done() const {
    return frames_done_.load(std::memory_order_relaxed);
  }
  /// From when a picture was due until its row was written, of the last one; 0: none was.
  [[nodiscard]] Nanoseconds last_lag() const { return last_lag_.load(std::memory_order_relaxed); }
  [[nodiscard]] Nanoseconds last_pts() const { return last_pts_.load(std::memory_order_relaxed); }

 private:
  /// What `work` throws ends this source like any other error.
  template <class Work>
  void attempt(Work&& work);
  /// Hands clips on until the source ends; `sent`: how many moments.
  void decode(std::int64_t& sent);
  /// The next moment with its picture; nothing when the source has ended.
  std::optional<Moment> next_moment();
  void analyse();
  void present();
  void present(const std::shared_ptr<Presented>& next);
  /// The moment gives its credit back when the last output has let go of it.
  std::shared_ptr<Presented> share(Moment&& moment);
  void finished(const Presented& presented);
  void start_outputs();
  void finish_outputs();
  void record(Moment& moment);
  /// The first row is written: all of frames_under_way may follow.
  void open_up();
  /// Tells the listener; what it throws ends this source.
  template <class Call>
  void tell(const char* what, Call&& call);
  void report(const Moment& moment, std::string_view record);
  [[nodiscard]] Object object_of(const TrackSample& sample) const;
  void write_event(Event event);
  void write_sounds(std::span<const SoundStretch> sounds);
  void trace(const Moment& moment, const Spans& spans);
  [[nodiscard]] bool failed() const { return failed_.load(); }

  LaneSetup setup_;
  std::optional<Pace> pace_;
  Credits credits_;
  Channel<Moment> inferred_, analysed_;
  Reorder reorder_;
  std::unique_ptr<Batcher::Port> port_;  ///< once started
  Analyst analyst_;
  GlanceNeeds needs_;  ///< of the analyst
  std::optional<PastViews> past_views_;
  std::optional<Hearing> hearing_;
  std::vector<std::unique_ptr<Output>> outputs_;
  std::mutex account_mutex_;
  std::array<TraceWriter::Lane*, kStages> trace_rows_{};
  std::thread decoder_, analysing_, presenter_;
  std::mutex error_mutex_;
  std::atomic<bool> failed_{false};
  std::atomic<std::int64_t> frames_done_{0};
  std::atomic<Nanoseconds> last_pts_{0}, last_lag_{0};
  LaneResult result_;
  std::vector<Packet> last_audio_;         ///< demuxed after the last picture
  std::vector<SoundStretch> last_sounds_;  ///< heard after the last picture
  std::vector<Event> last_events_;         ///< of the analysis's end, written after the last row
  std::vector<Object> objects_;            ///< reused for the callback
  JsonLine line_;                          ///< the same for what is written
};

}  // namespace touchline
