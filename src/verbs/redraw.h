// A recorded run's pictures drawn again: decoder -> rows -> outputs. A thread decodes, the caller's
// joins pictures and rows by time, each output has its own.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/channel.h"
#include "base/credits.h"
#include "pipeline/output.h"
#include "source/source.h"
#include "verbs/recorded_rows.h"

namespace touchline {

struct RedrawSetup {
  std::unique_ptr<Source> source;
  std::vector<OutputSetup> outputs;
  ShownAs shown_as;
  /// The run met damage in its source: what comes out there may differ from one decoder to another,
  /// so a row without its picture proves nothing.
  bool damaged = false;
};

struct Redrawn {
  std::int64_t frames = 0;  ///< drawn
  VideoEndings videos;
  std::vector<std::string> reasons;  ///< why it is not all of the run; empty: it is
  /// CPU time of the threads that decode, join rows and pictures (`measure`), draw and encode.
  std::array<Nanoseconds, kStages> cpu{};
};

class Redraw {
 public:
  Redraw(RedrawSetup setup, RecordedRows rows);
  ~Redraw();
  Redraw(const Redraw&) = delete;
  Redraw& operator=(const Redraw&) = delete;

  /// Draws every row, or until `stop`. Errc::bad_input when the pictures are not those that were
  /// recorded. Called once.
  Result<Redrawn> walk(const std::stop_token& stop);
  [[nodiscard]] std::int64_t frames_done() const {
    return frames_done_.load(std::memory_order_relaxed);
  }

 private:
  void decode();
  void end_decoding(const Error& error);
  /// No picture is wanted any more.
  void interrupt();
  Status advance();
  Status join(SourceFrame&& picture);
  Status check_is_recorded(Nanoseconds pts_ns) const;
  void present(SourceFrame&& picture);
  void account(const Presented& presented);
  Result<Redrawn> conclude(bool stopped);

  RedrawSetup setup_;
  RecordedRows rows_;
  std::optional<Moment> row_;  ///< the next to be drawn
  Credits credits_;
  Channel<SourceFrame> pictures_;
  std::vector<Packet> sound_;  ///< of pictures without a row
  std::vector<std::unique_ptr<Output>> outputs_;
  std::atomic<bool> damaged_, done_{false};
  std::atomic<std::int64_t> frames_done_{0};
  std::int64_t without_picture_ = 0, without_row_ = 0;
  Nanoseconds last_pts_ = kNoTime;
  bool goes_on_ = false;  ///< the source has pictures behind the run's last one
  // Of the decoding thread, until pictures_ is closed:
  std::optional<Error> decoding_;
  std::vector<Packet> last_sound_;
  Nanoseconds decoding_cpu_ = 0;
  std::mutex account_mutex_;
  Nanoseconds drawing_cpu_ = 0, encoding_cpu_ = 0;  ///< of all outputs
  std::mutex failed_mutex_;
  std::optional<Error> failed_;  ///< of drawn.jsonl
  std::thread decoder_;
};

}  // namespace touchline
