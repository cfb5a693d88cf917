#include "source/codec_sign.h"

#include <algorithm>
#include <array>

namespace touchline {
namespace {

/// Sequence parameter set of a profile that there is (ISO/IEC 14496-10, A.2).
bool is_h264_sps(std::uint8_t header, std::uint8_t profile) {
  constexpr std::array<std::uint8_t, 9> kProfiles{44, 66, 77, 83, 86, 88, 100, 110, 122};
  const bool is_sps = (header & 0x80U) == 0 && (header & 0x60U) != 0 && (header & 0x1FU) == 7;
  return is_sps && (profile == 244 ||
                    std::find(kProfiles.begin(), kProfiles.end(), profile) != kProfiles.end());
}

}  // namespace

AVCodecID codec_announced(std::span<const std::uint8_t> packet) {
  constexpr std::uint8_t kPicture = 0x00, kSequence = 0xB3, kGroup = 0xB8;  // of MPEG-2
  const std::array<std::uint8_t, 3> start{0, 0, 1};
  auto at = packet.begin();
  while (true) {
    at = std::search(at, packet.end(), start.begin(), start.end());
    if (packet.end() - at < 5) return AV_CODEC_ID_NONE;
    const std::uint8_t header = at[3], next = at[4];
    if (header == kSequence) return AV_CODEC_ID_MPEG2VIDEO;
    // What follows are slices, which may look like anything.
    if (header == kPicture || header == kGroup) return AV_CODEC_ID_NONE;
    if (header == 0x40 && next == 0x01) return AV_CODEC_ID_HEVC;
    if (is_h264_sps(header, next)) return AV_CODEC_ID_H264;
    at += 3;
  }
}

}  // namespace touchline
