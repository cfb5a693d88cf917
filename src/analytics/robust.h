// Statistics that a few wild samples cannot move.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

namespace touchline {

/// The mean of the two middle ones of an even number; nothing of none.
inline std::optional<double> middle_of(std::span<const double> samples) {
  if (samples.empty()) return {};
  std::vector<double> sorted(samples.begin(), samples.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/// Median absolute deviation from the median, as it is: times 1.4826 it estimates a standard
/// deviation. Nothing of none.
inline std::optional<double> mad_of(std::span<const double> samples) {
  const auto middle = middle_of(samples);
  if (!middle) return {};
  std::vector<double> off;
  off.reserve(samples.size());
  for (const double sample : samples) off.push_back(std::abs(sample - *middle));
  return middle_of(off);
}

/// The sample below which `share` (0..1) of them lie, interpolated as NumPy's percentile does.
inline std::optional<double> quantile_of(std::span<const double> samples, double share) {
  if (samples.empty()) return {};
  std::vector<double> sorted(samples.begin(), samples.end());
  std::sort(sorted.begin(), sorted.end());
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], at - static_cast<double>(below));
}

}  // namespace touchline
