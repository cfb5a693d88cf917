// Owners of libav's C handles, each wrapped once.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <cstdint>
#include <memory>
#include <string>

namespace touchline {

inline constexpr AVRational kNanoseconds{1, 1'000'000'000};

template <auto free_function>
struct LibavFree {
  template <class T>
  void operator()(T* handle) const {
    free_function(&handle);
  }
};
using UniqueAVFrame = std::unique_ptr<AVFrame, LibavFree<av_frame_free>>;
using UniqueAVPacket = std::unique_ptr<AVPacket, LibavFree<av_packet_free>>;
using UniqueAVFilterGraph = std::unique_ptr<AVFilterGraph, LibavFree<avfilter_graph_free>>;
using UniqueAVFilterInOut = std::unique_ptr<AVFilterInOut, LibavFree<avfilter_inout_free>>;
using UniqueAVCodecContext = std::unique_ptr<AVCodecContext, LibavFree<avcodec_free_context>>;

struct FormatFree {
  void operator()(AVFormatContext* format) const { avformat_free_context(format); }
};
using UniqueAVFormatContext = std::unique_ptr<AVFormatContext, FormatFree>;

struct IoFree {
  void operator()(AVIOContext* io) const {
    if (io) av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
using UniqueAVIOContext = std::unique_ptr<AVIOContext, IoFree>;

/// What an AVIOContext's write callback is given: const since FFmpeg 7.
#if LIBAVFORMAT_VERSION_MAJOR >= 61
using IoByte = const std::uint8_t;
#else
using IoByte = std::uint8_t;
#endif

inline std::string libav_error(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

}  // namespace touchline
