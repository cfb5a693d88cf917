// Who takes what a video's encoder makes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "libav/libav.h"
#include "records/media.h"

namespace touchline {

/// What was taken.
struct Muxed {
  std::int64_t pictures = 0, sounds = 0;  ///< packets
  std::int64_t bytes = 0;                 ///< of the file; of what is sent, those of the packets
  std::vector<std::string> degraded;
};

class PacketSink {
 public:
  virtual ~PacketSink() = default;
  /// Takes the packet's data; its times are in ticks of kVideoClock.
  virtual Status write(AVPacket& packet) = 0;
  /// Times relative to the video's 0.
  virtual Status write_audio(const Packet& packet, Nanoseconds pts_ns) = 0;
  /// Writes what waits and what ends the video. Closing twice is harmless.
  virtual Status close() = 0;
  /// After an error of the sink: nothing more is written, so that nothing lies behind a hole.
  virtual Status end() = 0;
  /// Whether somebody can begin with a key frame only, and waits for one; asking takes it back.
  virtual bool take_wish_for_key() { return false; }

  [[nodiscard]] virtual bool has_audio() const = 0;
  [[nodiscard]] virtual Muxed muxed() const = 0;
};

}  // namespace touchline
