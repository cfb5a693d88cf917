#include "kernels/luma_pyramid.h"

#include <algorithm>

#include "kernels/blend_clones.h"

namespace touchline {
namespace {

constexpr int kWidest = 720;

TL_CLONES void halve_row(const std::uint8_t* top, const std::uint8_t* low, int width,
                         std::uint8_t* out) {
  for (int x = 0; x < width; ++x)
    out[x] = static_cast<std::uint8_t>(
        (top[2 * x] + top[2 * x + 1] + low[2 * x] + low[2 * x + 1] + 2) >> 2);
}

Plane<const std::uint8_t> halve(const Plane<const std::uint8_t>& from,
                                std::vector<std::uint8_t>& bytes) {
  const int width = std::max(1, from.width / 2), height = std::max(1, from.height / 2);
  bytes.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height && from.width > 1; ++y)
    halve_row(from.row(2 * y), from.row(std::min(2 * y + 1, from.height - 1)), width,
              bytes.data() + static_cast<std::ptrdiff_t>(y) * width);
  return {bytes.data(), width, height, width};
}

}  // namespace

void LumaPyramid::build(const Frame& frame) {
  Plane<const std::uint8_t> plane = frame.plane(0);
  scale_ = 1;
  std::size_t store = 0;
  while (store < kMostHalvings && (plane.width > kWidest || store == 0)) {
    plane = halve(plane, stores_[store++]);  // at least once: level 0 is always our own copy
    scale_ *= 2;
  }
  for (Size& size : sizes_) {
    size = {plane.width, plane.height, store - 1};
    if (&size != &sizes_.back()) plane = halve(plane, stores_[store++]);
  }
}

}  // namespace touchline
