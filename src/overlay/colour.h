// Theme colours: written as RGB, drawn as YUV.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "image/format.h"
#include "kernels/blend_cpu.h"

namespace touchline {

/// Non-linear R'G'B' with opacity, 0..255 each.
struct Rgba {
  std::uint8_t r = 255, g = 255, b = 255, a = 255;
  bool operator==(const Rgba&) const = default;
};

/// "#rrggbb" or "#rrggbbaa"; nothing when the text is neither.
std::optional<Rgba> parse_colour(std::string_view text);

/// The sample values a decoder of `colour` shows as `rgba`; `opacity` (0..1) multiplies its own.
/// Luma coefficients of ITU-R BT.601, BT.709 and BT.2020 (non-constant luminance); ranges of H.273.
YuvColour to_yuv(const Rgba& rgba, const Colour& colour, float opacity = 1.0F);

}  // namespace touchline
