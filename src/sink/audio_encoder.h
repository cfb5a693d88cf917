// Sound that browsers do not play from MP4 becomes AAC, which all of them do.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "libav/filter_chain.h"
#include "libav/libav.h"
#include "records/media.h"

namespace touchline {

/// True for what Chromium, Firefox and Safari all play from an MP4 file: AAC, MP3 and FLAC. Opus is
/// not among them (MP4 with it needs a recent Safari), nor are AC-3 and E-AC-3 (Safari only), ALAC
/// (Safari only), PCM, DTS, Vorbis and MP2 (none, or not all).
bool browsers_play(const AVCodecParameters& audio);

/// Decodes packets and encodes them to AAC at their times: sound that begins late or pauses stays
/// late and silent, stamps that waver are held to within 20 ms. More than two channels are mixed to
/// two.
class AudioEncoder {
 public:
  /// Errc::no_device: no decoder for this sound, or no AAC encoder, in this FFmpeg.
  static Result<std::unique_ptr<AudioEncoder>> open(const AudioInfo& from);

  /// What comes out.
  [[nodiscard]] const AudioInfo& info() const { return info_; }
  /// AAC packets that are ready. A damaged packet is left out.
  Result<std::vector<Packet>> send(const Packet& packet);
  /// What is still inside, and the end of the sound.
  Result<std::vector<Packet>> finish();

 private:
  AudioEncoder() = default;
  Status start_decoder();
  Status start_encoder();
  Status build_chain(const AVFrame& frame);
  Status decode(const AVPacket* packet);
  Status filter(AVFrame* frame);
  Status encode(const AVFrame* frame);
  Status drain();

  std::shared_ptr<const void> parameters_;  // of what comes in
  AudioInfo info_;
  UniqueAVCodecContext decoder_, encoder_;
  FilterChain chain_;
  int rate_ = 0, format_ = -1, channels_ = 0;  // of the frames that chain_ takes
  UniqueAVPacket packet_, coded_;
  UniqueAVFrame frame_, filtered_;
  Nanoseconds expected_ns_ = kNoTime;  // when the next packet should sound
  Nanoseconds started_ns_ = kNoTime;   // when the first that goes through the chain should
  std::vector<Packet> ready_;
};

}  // namespace touchline
