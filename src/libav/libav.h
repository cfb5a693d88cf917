// FFmpeg's C handles, each wrapped once, and its errors as text.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/hwcontext.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>

#include "base/clock.h"

namespace touchline {

inline constexpr AVRational kNanoseconds{1, static_cast<int>(kSecond)};

/// For libav's functions that free a handle and take its address.
template <auto free_function>
struct LibavFree {
  template <class T>
  void operator()(T* handle) const {
    free_function(&handle);
  }
};

using UniqueAVCodecContext = std::unique_ptr<AVCodecContext, LibavFree<avcodec_free_context>>;
using UniqueAVFrame = std::unique_ptr<AVFrame, LibavFree<av_frame_free>>;
using UniqueAVPacket = std::unique_ptr<AVPacket, LibavFree<av_packet_free>>;
using UniqueAVBufferRef = std::unique_ptr<AVBufferRef, LibavFree<av_buffer_unref>>;
/// A container that is read.
using UniqueInputFormat = std::unique_ptr<AVFormatContext, LibavFree<avformat_close_input>>;

/// A container that is written.
struct FreeOutputFormat {
  void operator()(AVFormatContext* format) const { avformat_free_context(format); }
};
using UniqueOutputFormat = std::unique_ptr<AVFormatContext, FreeOutputFormat>;

/// Frees a custom I/O context and the buffer it may have replaced.
struct FreeAVIOContext {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
using UniqueAVIOContext = std::unique_ptr<AVIOContext, FreeAVIOContext>;

/// What an AVIOContext's write callback is given: const since FFmpeg 7.
#if LIBAVFORMAT_VERSION_MAJOR >= 61
using IoByte = const std::uint8_t;
#else
using IoByte = std::uint8_t;
#endif

/// A stream's time stamp in nanoseconds; kNoTime stays kNoTime.
inline Nanoseconds to_ns(std::int64_t stamp, AVRational time_base) {
  if (stamp == AV_NOPTS_VALUE) return kNoTime;
  return av_rescale_q(stamp, time_base, kNanoseconds);
}

/// An enumeration's value as its bytes stand in a libav struct: decoders store there what a file
/// says, also numbers that no enumerator has, and to read those as an enumeration is undefined.
template <class Enumeration>
int number_in(const Enumeration& stored) {
  std::underlying_type_t<Enumeration> number;
  std::memcpy(&number, &stored, sizeof number);
  return static_cast<int>(number);
}

/// FFmpeg's words for one of its error codes.
std::string libav_error_text(int code);

/// What to do about a peer that could not be reached for this reason; empty: no telling.
std::string connection_advice(int code);

/// Sends FFmpeg's own log lines to log() at debug level; the first call installs it for the
/// process.
void route_libav_log();

/// While it lives, keeps the first error line FFmpeg logs on this thread: the reason behind a bare
/// error code.
class LibavErrorCapture {
 public:
  LibavErrorCapture();
  ~LibavErrorCapture();
  LibavErrorCapture(const LibavErrorCapture&) = delete;
  LibavErrorCapture& operator=(const LibavErrorCapture&) = delete;
  /// " (moov atom not found)" or nothing.
  [[nodiscard]] std::string reason() const;

 private:
  std::string text_;
  std::string* outer_;
};

}  // namespace touchline
