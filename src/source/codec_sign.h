// Which codec a packet's own parameter sets belong to, whatever its stream is said to carry.
#pragma once

#include <span>

#include "libav/libav.h"

namespace touchline {

/// By the first parameter set that says so: H.264 (SPS), HEVC (VPS) or MPEG-2 (sequence header)
/// with start codes, as in a transport stream. AV_CODEC_ID_NONE: none is there.
AVCodecID codec_announced(std::span<const std::uint8_t> packet);

}  // namespace touchline
