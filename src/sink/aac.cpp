#include "sink/aac.h"

#include <algorithm>
#include <array>

namespace touchline {
namespace {

/// samplingFrequencyIndex of ISO/IEC 14496-3 table 1.18.
constexpr std::array kRates{96000, 88200, 64000, 48000, 44100, 32000, 24000,
                            22050, 16000, 12000, 11025, 8000,  7350};

int channels(const AVCodecParameters& audio) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(59, 24, 100)
  return audio.ch_layout.nb_channels;
#else
  return audio.channels;
#endif
}

}  // namespace

bool needs_audio_specific_config(const AVCodecParameters& audio) {
  return audio.codec_id == AV_CODEC_ID_AAC && audio.extradata_size == 0;
}

void set_audio_specific_config(AVCodecParameters& audio) {
  const auto rate = std::find(kRates.begin(), kRates.end(), audio.sample_rate);
  const int count = channels(audio);
  if (rate == kRates.end() || count < 1 || count > 8 || count == 7) return;
  auto* config = static_cast<std::uint8_t*>(av_mallocz(2 + AV_INPUT_BUFFER_PADDING_SIZE));
  if (!config) return;
  // audioObjectType (5 bits, 2 = low complexity; libav's profiles count from 0), rate index (4),
  // channels (4).
  const int type = audio.profile >= 0 && audio.profile <= 3 ? audio.profile + 1 : 2;
  const auto index = static_cast<int>(rate - kRates.begin());
  const int bits = type << 11 | index << 7 | (count == 8 ? 7 : count) << 3;
  config[0] = static_cast<std::uint8_t>(bits >> 8);
  config[1] = static_cast<std::uint8_t>(bits);
  audio.extradata = config;
  audio.extradata_size = 2;
}

std::span<const std::uint8_t> without_adts_header(std::span<const std::uint8_t> packet,
                                                  const AVCodecParameters& audio) {
  const bool adts = audio.codec_id == AV_CODEC_ID_AAC && packet.size() > 7 && packet[0] == 0xff &&
                    (packet[1] & 0xf6) == 0xf0;
  if (!adts) return packet;
  const std::size_t header = packet[1] & 1 ? 7 : 9;  // with or without a checksum
  return packet.subspan(std::min(header, packet.size()));
}

}  // namespace touchline
