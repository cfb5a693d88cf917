// AAC as broadcast streams carry it (ADTS: a small header on every packet) made fit for MP4 (one
// configuration up front).
#pragma once

#include <cstdint>
#include <span>

#include "libav/libav.h"

namespace touchline {

/// True for AAC whose configuration is only in its ADTS headers.
bool needs_audio_specific_config(const AVCodecParameters& audio);
/// Gives such a stream the AudioSpecificConfig of ISO/IEC 14496-3 1.6.2.1 that its parameters
/// describe.
void set_audio_specific_config(AVCodecParameters& audio);
/// The packet without its ADTS header, when it has one.
std::span<const std::uint8_t> without_adts_header(std::span<const std::uint8_t> packet,
                                                  const AVCodecParameters& audio);

}  // namespace touchline
