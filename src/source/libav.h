// FFmpeg's C handles, wrapped once. Only this room's .cpp files (and tests) include it.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/hwcontext.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <cstring>
#include <memory>
#include <string>
#include <type_traits>

#include "base/clock.h"

namespace touchline {

template <auto free_by_address>
struct FreeByAddress {
  template <class T>
  void operator()(T* handle) const {
    free_by_address(&handle);
  }
};

using UniqueAVFormatContext = std::unique_ptr<AVFormatContext, FreeByAddress<avformat_close_input>>;
using UniqueAVCodecContext = std::unique_ptr<AVCodecContext, FreeByAddress<avcodec_free_context>>;
using UniqueAVFilterGraph = std::unique_ptr<AVFilterGraph, FreeByAddress<avfilter_graph_free>>;
using UniqueAVFilterInOut = std::unique_ptr<AVFilterInOut, FreeByAddress<avfilter_inout_free>>;
using UniqueAVFrame = std::unique_ptr<AVFrame, FreeByAddress<av_frame_free>>;
using UniqueAVPacket = std::unique_ptr<AVPacket, FreeByAddress<av_packet_free>>;

/// Frees a custom I/O context and the buffer it may have replaced.
struct FreeAVIOContext {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
using UniqueAVIOContext = std::unique_ptr<AVIOContext, FreeAVIOContext>;

/// FFmpeg's words for one of its error codes.
std::string libav_error_text(int code);

/// A stream's time stamp in nanoseconds; kNoTime stays kNoTime.
inline Nanoseconds to_ns(std::int64_t stamp, AVRational time_base) {
  if (stamp == AV_NOPTS_VALUE) return kNoTime;
  return av_rescale_q(stamp, time_base, AVRational{1, static_cast<int>(kSecond)});
}

/// An enumeration's value as its bytes stand in a libav struct: decoders store there what a file
/// says, also numbers that no enumerator has, and to read those as an enumeration is undefined.
template <class Enumeration>
int number_in(const Enumeration& stored) {
  std::underlying_type_t<Enumeration> number;
  std::memcpy(&number, &stored, sizeof number);
  return static_cast<int>(number);
}

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
