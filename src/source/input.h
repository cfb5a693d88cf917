// One opened container: finds the streams, hands out packets, and gives up in time when nothing
// comes.
#pragma once

#include <atomic>
#include <memory>

#include "source/libav.h"
#include "source/location.h"
#include "source/source.h"

namespace touchline {

/// Larger pictures are refused: a few hostile bytes can claim any size.
inline constexpr int kMaxPictureSide = 16384;

class Input {
 public:
  /// Errc::bad_input names the url, what was expected and what to do.
  static Result<std::unique_ptr<Input>> open(const SourceOptions& options);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  [[nodiscard]] AVFormatContext& container() const { return *container_; }
  [[nodiscard]] AVFormatContext* container_handle() const { return container_.get(); }
  [[nodiscard]] AVStream& video() const { return *video_; }
  [[nodiscard]] AVStream* audio() const { return audio_; }  ///< null without audio
  [[nodiscard]] bool is_network() const { return network_; }

  /// av_read_frame with a limit on how long it may stall.
  int read(AVPacket& packet);
  /// Makes a blocked or later read() fail with AVERROR_EXIT. Callable from any thread.
  void interrupt() { stop_ = true; }
  [[nodiscard]] bool interrupted() const { return stop_; }
  [[nodiscard]] bool timed_out() const { return timed_out_; }

 private:
  Input() = default;
  Status open_container(const SourceOptions& options, const Location& location);
  Status choose_streams(const std::string& name);
  void allow(double seconds) { deadline_ = wall_now() + from_seconds(seconds); }
  static int should_stop(void* self);
  static int read_stdin(void* self, std::uint8_t* buffer, int size);
  static std::int64_t seek_stdin(void* self, std::int64_t offset, int whence);

  UniqueAVIOContext io_;  // outlives the container that reads through it
  UniqueAVFormatContext container_;
  AVStream* video_ = nullptr;
  AVStream* audio_ = nullptr;
  bool network_ = false;
  double timeout_s_ = 10.0;
  std::atomic<bool> stop_ = false, timed_out_ = false;
  std::atomic<Nanoseconds> deadline_ = 0;
};

}  // namespace touchline
