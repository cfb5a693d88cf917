// A stream that comes as it is filmed: when it is lost it is opened again, for as long as it takes,
// and its times and numbers go on.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/channel.h"
#include "source/live_clock.h"
#include "source/source.h"

namespace touchline {

/// Pictures are read on a thread of its own and only the newest is kept: whoever takes them too
/// slowly misses some, which are counted, and is never late. On a live address every end is a loss.
/// After one the epoch counts up, and pictures are in the shape of the first whatever theirs is.
class LiveSource final : public Source {
 public:
  /// Waits for the first picture, however long that takes (see LiveOptions::give_up_s).
  /// Errc::usage: what the url names is no live stream. Errc::cancelled: options.stop.
  static Result<std::unique_ptr<Source>> open(const SourceOptions& options);
  ~LiveSource() override;

  [[nodiscard]] const MediaInfo& info() const override { return info_; }
  [[nodiscard]] const FrameInfo& frame_info() const override { return shape_; }
  Result<std::optional<SourceFrame>> read() override;
  std::vector<Packet> drain_audio() override;
  [[nodiscard]] MediaCounts counts() const override;
  void interrupt() override;

 private:
  explicit LiveSource(const SourceOptions& options);
  Status connect();
  [[nodiscard]] Result<std::unique_ptr<Source>> try_once() const;
  bool pause(Nanoseconds gone_for);
  void listen();
  void take(SourceFrame&& frame);
  void lose(const std::string& why);
  [[nodiscard]] bool is_wanted(const SourceFrame& frame) const;
  [[nodiscard]] bool stopped() const { return stop_.stop_requested(); }

  SourceOptions options_;
  std::string name_;
  std::stop_source stop_;
  std::optional<std::stop_callback<std::function<void()>>> stopped_with_;
  std::mutex mutex_;  ///< of the pause
  std::condition_variable_any woken_;
  MediaInfo info_;
  FrameInfo shape_;

  // Of the thread that listens, once it runs.
  std::unique_ptr<Source> connection_;
  LiveClock clock_;
  bool fresh_ = false;  ///< no picture of this connection has come yet

  Channel<SourceFrame> newest_{1};
  mutable std::mutex told_;  ///< of what follows
  MediaCounts counts_;       ///< of connections that are over
  std::optional<Error> error_;
  std::int64_t delivered_ = 0;
  std::thread thread_;
};

}  // namespace touchline
