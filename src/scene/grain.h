// The noise of a camera's sensor.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "image/frame.h"
#include "scene/random.h"

namespace touchline::scene {

class Grain {
 public:
  /// `sigma`: standard deviation in 8-bit luma steps; 0: none.
  Grain(double sigma, std::uint64_t seed) : sigma_(sigma), seed_(seed), grain_(kSize) {
    SceneRandom random(seed + 5);
    for (auto& g : grain_)
      g = static_cast<std::int8_t>(std::lround(std::clamp(sigma * random.normal(), -60.0, 60.0)));
  }

  /// Adds that of the picture at `t` seconds.
  void add(const Image& image, double t) const {
    if (sigma_ <= 0) return;
    const auto& luma = image.plane(0);
    for (int y = 0; y < luma.height; ++y) {
      std::uint8_t* row = luma.row(y);
      const auto start = scene_hash(seed_, std::llround(t * 1e6), y);
      for (int x = 0; x < luma.width; x += kRun) {
        const std::int8_t* g = grain_.data() + ((start >> (x / kRun % 40)) & (kSize - kRun - 1));
        const int end = std::min(kRun, luma.width - x);
        for (int i = 0; i < end; ++i)
          row[x + i] = static_cast<std::uint8_t>(std::clamp(row[x + i] + g[i], 16, 235));
      }
    }
  }

 private:
  static constexpr int kSize = 1 << 16, kRun = 256;
  double sigma_;
  std::uint64_t seed_;
  std::vector<std::int8_t> grain_;
};

}  // namespace touchline::scene
