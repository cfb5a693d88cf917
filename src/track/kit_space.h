// Kits as points of one space in which distances are what the eye, and a cloud, make of them.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "records/kit.h"

namespace touchline {

/// Shirt L a b, then shorts L a b, weighted: lightness counts 0.6 because shade changes it and the
/// hue much less; shorts count half, because they are small and often hidden. Chroma C is drawn in
/// to ln(1 + 0.02 C) / 0.02: in CIELAB a strong blue near the camera lies farther from the same
/// blue across the field than white does (compare the weight of chroma in CIE94).
using KitVector = std::array<double, 6>;
inline constexpr KitVector kKitWeights = {0.6, 1, 1, 0.3, 0.5, 0.5};
inline constexpr double kChromaPull = 0.012;
/// Squared units, added to a kit's variance: a few looks that happen to agree prove no narrower
/// kit.
inline constexpr double kLeastScatter2 = 4;

inline KitVector kit_vector(const KitSample& kit) {
  const auto drawn_in = [](const Lab& c) {
    const double pull = kChromaPull * std::hypot(static_cast<double>(c.a), c.b);
    return pull > 0 ? std::log1p(pull) / pull : 1.0;
  };
  const auto &s = kit.shirt, &t = kit.shorts;
  const double of_shirt = drawn_in(s), of_shorts = drawn_in(t);
  KitVector v = {s.L, of_shirt * s.a, of_shirt * s.b, t.L, of_shorts * t.a, of_shorts * t.b};
  for (std::size_t d = 0; d < v.size(); ++d) v[d] *= kKitWeights[d];
  return v;
}

/// The shirt of a point of the space.
inline Lab shirt_of(const KitVector& v) {
  const double a = v[1] / kKitWeights[1], b = v[2] / kKitWeights[2];
  const double pull = kChromaPull * std::hypot(a, b);
  const double out = pull > 0 ? std::expm1(pull) / pull : 1.0;
  return {static_cast<float>(v[0] / kKitWeights[0]), static_cast<float>(out * a),
          static_cast<float>(out * b)};
}

inline double kit_distance2(const KitVector& a, const KitVector& b) {
  double sum = 0;
  for (std::size_t d = 0; d < a.size(); ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}
/// The same in units of the given scatter (variances): a Mahalanobis distance.
inline double kit_distance2(const KitVector& a, const KitVector& b, const KitVector& variance) {
  double sum = 0;
  for (std::size_t d = 0; d < a.size(); ++d) sum += (a[d] - b[d]) * (a[d] - b[d]) / variance[d];
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
  /// Takes in what another average rests on.
  void merge(const KitAverage& more) {
    const double all = seconds_ + more.seconds_;
    if (!(all > 0)) return;
    const double gain = more.seconds_ / all;
    for (std::size_t d = 0; d < mean_.size(); ++d) {
      const double off = more.mean_[d] - mean_[d];
      mean_[d] += gain * off;
      variance_[d] += gain * (more.variance_[d] - variance_[d]) + gain * (1 - gain) * off * off;
    }
    seconds_ = all;
    total_s_ += more.total_s_;
  }
  [[nodiscard]] const KitVector& mean() const { return mean_; }
  /// Of a single sample, per coordinate.
  [[nodiscard]] const KitVector& variance() const { return variance_; }
  /// Time seen in all.
  [[nodiscard]] double total_s() const { return total_s_; }
  /// Time the average rests on.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  static constexpr double kSettled_s = 0.4, kFar = 20;
  KitVector mean_{}, variance_{};
  double seconds_ = 0, total_s_ = 0;
};

}  // namespace touchline
