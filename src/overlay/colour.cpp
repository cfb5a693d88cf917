#include "overlay/colour.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "kernels/luma_share.h"

namespace touchline {
namespace {

std::uint8_t to_sample(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

}  // namespace

std::optional<Rgba> parse_colour(std::string_view text) {
  if ((text.size() != 7 && text.size() != 9) || text.front() != '#') return std::nullopt;
  Rgba rgba;
  std::uint8_t* const channels[] = {&rgba.r, &rgba.g, &rgba.b, &rgba.a};
  for (std::size_t i = 0; 2 * i + 1 < text.size(); ++i) {
    const char* first = text.data() + 1 + 2 * i;
    const auto [end, error] = std::from_chars(first, first + 2, *channels[i], 16);
    if (error != std::errc{} || end != first + 2) return std::nullopt;
  }
  return rgba;
}

YuvColour to_yuv(const Rgba& rgba, const Colour& colour, float opacity) {
  const auto [kr, kb] = luma_share(colour.matrix);
  const double r = rgba.r / 255.0, g = rgba.g / 255.0, b = rgba.b / 255.0;
  const double y = kr * r + (1 - kr - kb) * g + kb * b;
  const double u = (b - y) / (2 * (1 - kb)), v = (r - y) / (2 * (1 - kr));
  const bool full = colour.range == Colour::Range::full;
  const double share = std::clamp(static_cast<double>(opacity), 0.0, 1.0) * rgba.a / 255.0;
  return {to_sample(full ? 255 * y : 16 + 219 * y), to_sample(128 + (full ? 255 : 224) * u),
          to_sample(128 + (full ? 255 : 224) * v),
          static_cast<std::uint16_t>(std::lround(256 * share))};
}

}  // namespace touchline
