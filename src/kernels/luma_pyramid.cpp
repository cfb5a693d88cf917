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

/// HalvedLuma with one halving, a row at a time.
Plane<const std::uint8_t> halve(const Plane<const std::uint8_t>& from,
                                std::vector<std::uint8_t>& bytes) {
  const int width = std::max(1, from.width / 2), height = std::max(1, from.height / 2);
  bytes.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  if (from.width < 2) std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
  for (int y = 0; y < height && from.width > 1; ++y)
    halve_row(from.row(2 * y), from.row(std::min(2 * y + 1, from.height - 1)), width,
              bytes.data() + static_cast<std::ptrdiff_t>(y) * width);
  return {bytes.data(), width, height, width};
}

}  // namespace

LumaPyramid::Base LumaPyramid::base(int width, int height) {
  Base base{0, width, height};
  while (base.halvings < kMostHalvings && (base.width > kWidest || base.halvings == 0)) {
    ++base.halvings;  // at least once: level 0 is always our own copy
    base.width = std::max(1, base.width / 2), base.height = std::max(1, base.height / 2);
  }
  return base;
}

void LumaPyramid::build(const Plane<const std::uint8_t>& luma) {
  const int halvings = base(luma.width, luma.height).halvings;
  Plane<const std::uint8_t> plane = luma;
  std::size_t store = 0;
  for (int i = 0; i < halvings; ++i) plane = halve(plane, stores_[store++]);
  scale_ = 1 << halvings;
  build_levels(plane, store - 1);
}

void LumaPyramid::build(const Base& base, const std::uint8_t* samples) {
  const auto store = static_cast<std::size_t>(base.halvings - 1);
  auto& bytes = stores_[store];
  bytes.assign(samples, samples + static_cast<std::ptrdiff_t>(base.width) * base.height);
  scale_ = 1 << base.halvings;
  build_levels({bytes.data(), base.width, base.height, base.width}, store);
}

/// The levels from 0 on, of which `level` is the first, in `store`.
void LumaPyramid::build_levels(Plane<const std::uint8_t> level, std::size_t store) {
  for (Size& size : sizes_) {
    size = {level.width, level.height, store};
    if (&size != &sizes_.back()) level = halve(level, stores_[++store]);
  }
}

}  // namespace touchline
