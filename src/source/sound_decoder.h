// A source's sound as samples, for those who listen to it.
#pragma once

#include <vector>

#include "base/result.h"
#include "libav/libav.h"
#include "records/media.h"

namespace touchline {

/// Samples of one channel, full scale 1.
struct SoundSamples {
  Nanoseconds pts_ns = 0;  ///< of the first one
  int sample_rate = 0;
  std::vector<float> mono;  ///< the mean of all channels
};

class SoundDecoder {
 public:
  /// Errc::bad_input: no decoder of this FFmpeg takes the sound; it names the codec.
  static Result<SoundDecoder> open(const AudioInfo& sound);
  /// What the packet sounds like, on the clock of its stamps. A damaged packet gives nothing.
  std::vector<SoundSamples> decode(const Packet& packet);

 private:
  explicit SoundDecoder(UniqueAVCodecContext context);

  UniqueAVCodecContext context_;
  UniqueAVPacket packet_;
  UniqueAVFrame frame_;
};

}  // namespace touchline
