// Kits as points of one space in which distances are what the eye, and a cloud, make of them.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "records/kit.h"

namespace touchline {

/// Shirt L a b, then shorts L a b, weighted: lightness counts 0.6 because shade changes it and the
/// hue much less; shorts count half, because they are small and often hidden.
using KitVector = std::array<double, 6>;
inline constexpr KitVector kKitWeights = {0.6, 1, 1, 0.3, 0.5, 0.5};

inline KitVector kit_vector(const KitSample& kit) {
  const auto &s = kit.shirt, &t = kit.shorts;
  KitVector v = {s.L, s.a, s.b, t.L, t.a, t.b};
  for (std::size_t d = 0; d < v.size(); ++d) v[d] *= kKitWeights[d];
  return v;
}

/// The shirt of a point of the space.
inline Lab shirt_of(const KitVector& v) {
  return {static_cast<float>(v[0] / kKitWeights[0]), static_cast<float>(v[1] / kKitWeights[1]),
          static_cast<float>(v[2] / kKitWeights[2])};
}

inline double kit_distance2(const KitVector& a, const KitVector& b) {
  double sum = 0;
  for (std::size_t d = 0; d < a.size(); ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}
inline double kit_distance(const KitVector& a, const KitVector& b) {
  return std::sqrt(kit_distance2(a, b));
}

/// A leaky average of kits and of their scatter, by the time each sample speaks for.
class KitAverage {
 public:
  /// `seconds` of a sample, already weighted; what is older than `memory_s` fades.
  void add(const KitVector& kit, double seconds, double passed_s, double memory_s) {
    seconds_ *= std::exp(-passed_s / memory_s);
    total_s_ += seconds;
    // Once there is an average, a sample far off it (another person in the box) pulls no harder
    // than one at the limit does.
    const double apart = seconds_ > 0 ? kit_distance(kit, mean_) : 0;
    const double pull = seconds * (total_s_ > kSettled_s ? std::min(1.0, kFar / apart) : 1.0);
    seconds_ += pull;
    if (!(seconds_ > 0)) return;
    const double gain = pull / seconds_;
    for (std::size_t d = 0; d < kit.size(); ++d) {
      const double off = kit[d] - mean_[d];
      mean_[d] += gain * off;
      variance_[d] = (1 - gain) * (variance_[d] + gain * off * off);
    }
  }
  [[nodiscard]] const KitVector& mean() const { return mean_; }
  /// Of a single sample, per coordinate.
  [[nodiscard]] const KitVector& variance() const { return variance_; }
  /// Root mean square distance of a sample from the average, units.
  [[nodiscard]] double noise() const {
    double sum = 0;
    for (const double v : variance_) sum += v;
    return std::sqrt(sum);
  }
  /// Time seen in all.
  [[nodiscard]] double total_s() const { return total_s_; }
  /// Time the average rests on.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  static constexpr double kSettled_s = 0.4, kFar = 20;
  KitVector mean_{}, variance_{};
  double seconds_ = 0, total_s_ = 0;
};

/// sRGB from CIELAB (D65, 2 degrees; IEC 61966-2-1), cut to what a screen can show.
inline Rgb to_rgb(const Lab& lab) {
  const double fy = (lab.L + 16) / 116, fx = fy + lab.a / 500.0, fz = fy - lab.b / 200.0;
  const auto inverse = [](double f) {
    return f > 6.0 / 29 ? f * f * f : 3 * (6.0 / 29) * (6.0 / 29) * (f - 4.0 / 29);
  };
  const double x = 0.95047 * inverse(fx), y = inverse(fy), z = 1.08883 * inverse(fz);
  const auto code = [](double linear) {
    const double v =
        linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
    return static_cast<unsigned char>(std::lround(255 * std::clamp(v, 0.0, 1.0)));
  };
  return {code(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
          code(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
          code(0.0556434 * x - 0.2040259 * y + 1.0572252 * z)};
}

/// The way back.
inline Lab to_lab(const Rgb& rgb) {
  const auto linear = [](unsigned char code) {
    const double v = code / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  const double r = linear(rgb.r), g = linear(rgb.g), b = linear(rgb.b);
  const auto f = [](double t) {
    return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  };
  const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047),
               y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b),
               z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
  return {static_cast<float>(116 * y - 16), static_cast<float>(500 * (x - y)),
          static_cast<float>(200 * (y - z))};
}

}  // namespace touchline
