// What a source is made of, as plain values that source, sink and pipeline share.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace touchline {

struct Rational {
  std::int64_t num = 0, den = 1;
  [[nodiscard]] double value() const {
    return den ? static_cast<double>(num) / static_cast<double>(den) : 0.0;
  }
};

/// A compressed packet handed from demuxer to muxer untouched.
struct Packet {
  std::vector<std::uint8_t> bytes;
  Nanoseconds pts_ns = kNoTime, dts_ns = kNoTime, duration_ns = 0;
  bool key = true;
};

/// An audio stream that travels beside the pictures without being decoded.
struct AudioInfo {
  std::string codec;
  int sample_rate = 0, channels = 0;
  int track = 1, tracks = 1;  ///< which of the source's audio streams this is, counted from 1
  std::string language;       ///< as the container names it; empty when it does not
  /// An AVCodecParameters: only source/ makes it; source/ and sink/ look inside.
  std::shared_ptr<const void> parameters;
};

/// A source after opening. Sizes are those of the delivered frames: after rotation, before sample
/// aspect.
struct MediaInfo {
  std::string id;                              ///< stable, file-name safe, unique in a run
  std::string url;                             ///< redacted
  std::string container, codec, pixel_format;  ///< FFmpeg's names, as found in the stream
  int width = 0, height = 0;
  int coded_width = 0, coded_height = 0;
  int rotation_deg = 0;   ///< clockwise rotation that was applied: 0, 90, 180, 270
  bool mirrored = false;  ///< a horizontal flip was applied after the rotation
  bool interlaced = false;
  Rational sample_aspect{1, 1};
  Rational
      nominal_rate;  ///< the container's claim; for display and rate control only, never for time
  std::optional<Nanoseconds> duration_ns;
  std::optional<std::int64_t> frames;  ///< the container's claim
  bool live = false;                   ///< it comes as it is filmed, and ends when told to
  bool still = false;                  ///< one photo: there is nothing before and after it
  std::vector<std::string> parts;      ///< files of a recording in several, redacted; empty for one
  std::optional<AudioInfo> audio;
  std::string decoder;      ///< what decodes it: "h264 by NVDEC on NVIDIA H200", "h264 on the CPU"
  std::string decoder_why;  ///< why not on the GPU, where one was to be used; else empty
  std::vector<std::string> conversions;  ///< what is done to each frame at the door ("yuv422p10 ->
                                         ///< i420"), empty when nothing
};

/// Who says when a picture was taken: the camera, in RTCP sender reports, or the clock here when it
/// came.
enum class ClockSource { none, rtcp, receipt };
/// "rtcp", "receipt"; empty for none.
constexpr const char* to_string(ClockSource clock) {
  return clock == ClockSource::rtcp ? "rtcp" : clock == ClockSource::receipt ? "receipt" : "";
}

/// What a source says of its time line just before a picture; empty before most.
struct Seam {
  /// The stream's own clock jumps by so much (+ ahead, - back); the two parts were joined.
  std::optional<Nanoseconds> joined_by;
  std::int64_t missing = 0;  ///< pictures of an image sequence that are not there
  bool reconnected = false;  ///< the connection was lost and is back
  [[nodiscard]] bool empty() const { return !joined_by && missing == 0 && !reconnected; }
  bool operator==(const Seam&) const = default;
};

/// What happened while reading; all zero on a sound file.
struct MediaCounts {
  std::int64_t frames_decoded = 0;    ///< pictures the decoder gave
  std::int64_t frames_delivered = 0;  ///< pictures handed on after --start/--end/--every
  std::int64_t frames_corrupt = 0;    ///< pictures dropped because the decoder flagged damage
  std::int64_t frames_doubtful = 0;   ///< pictures made from others that are missing
  std::int64_t packets_corrupt = 0;   ///< packets the decoder refused
  std::int64_t packets_left = 0;      ///< packets of pictures that could not be followed
  std::int64_t streams_followed = 0;  ///< times the pictures moved to another stream
  std::int64_t frames_dropped = 0;    ///< live pictures that gave way to newer ones
  std::int64_t reconnects = 0;        ///< times a live stream was lost and came back
  std::int64_t frames_combed = 0;     ///< pictures deinterlaced though flagged progressive
  /// Missing, wild or backward time stamps replaced, and clocks joined; stamps that a muxer crushed
  /// behind a wild one are counted with it.
  std::int64_t times_repaired = 0;
  bool truncated = false;            ///< it ended before it was to, or was cut off
  std::vector<std::string> reasons;  ///< why this is not all of it, in plain words
};

}  // namespace touchline
