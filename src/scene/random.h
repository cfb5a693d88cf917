// Numbers that look random and are the same everywhere.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace touchline {

/// Mixes four numbers into 64 unrelated bits.
constexpr std::uint64_t scene_hash(std::uint64_t seed, std::int64_t a, std::int64_t b = 0,
                                   std::int64_t c = 0) {
  std::uint64_t x = seed * 0x9E3779B97F4A7C15ULL;
  for (const std::int64_t v : {a, b, c}) {
    x += static_cast<std::uint64_t>(v) + 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    x ^= x >> 31;
  }
  return x;
}

/// Uniform in [0, 1), a function of its arguments alone.
constexpr double scene_random(std::uint64_t seed, std::int64_t a, std::int64_t b = 0,
                              std::int64_t c = 0) {
  return static_cast<double>(scene_hash(seed, a, b, c) >> 11) * 0x1p-53;
}

/// Smooth noise of time in [-1, 1]: three waves with periods of `period_s` and less.
inline double scene_wave(std::uint64_t seed, std::int64_t who, double period_s, double t) {
  double sum = 0;
  for (int k = 0; k < 3; ++k) {
    const double rate = (1 + 0.6 * k + 0.5 * scene_random(seed, who, k, 1)) / period_s;
    sum += std::sin(2 * std::numbers::pi * (rate * t + scene_random(seed, who, k, 2)));
  }
  return sum / 3;
}

/// A sequence of draws.
class SceneRandom {
 public:
  explicit SceneRandom(std::uint64_t seed) : seed_(seed) {}
  /// Uniform in [0, 1).
  double uniform() { return scene_random(seed_, ++count_); }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  /// Mean 0, standard deviation 1 (Box-Muller).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  std::uint64_t seed_;
  std::int64_t count_ = 0;
};

}  // namespace touchline
