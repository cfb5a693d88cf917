// Signals with their own times: gaps, and values between samples.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace touchline {

enum class Filled : std::uint8_t { measured, interpolated, missing };

struct FilledSignal {
  std::vector<double> values;  ///< 0 where missing
  std::vector<Filled> state;   ///< of each value
};

/// Bridges by straight lines those gaps between two samples that are at most `longest` wide, from
/// sample to sample, in the unit of `times`. Longer gaps, and those at the ends, stay missing.
FilledSignal fill_gaps(std::span<const double> times,
                       std::span<const std::optional<double>> samples, double longest);

/// Monotone cubic interpolation (PCHIP, Fritsch and Butland's slopes, as SciPy's
/// PchipInterpolator): it never leaves the range of the two samples around a place, so a step has
/// no ringing. `times` increase; at least one sample.
class Pchip {
 public:
  Pchip(std::span<const double> times, std::span<const double> samples);
  /// Before the first and after the last sample: theirs.
  [[nodiscard]] double at(double time) const;

 private:
  std::vector<double> times_, samples_, slopes_;
};

/// `count` values at even distances from `from` to `to`, both included.
std::vector<double> resample(const Pchip& signal, double from, double to, std::size_t count);

}  // namespace touchline
