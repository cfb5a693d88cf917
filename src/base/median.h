// The middle one of a list of samples.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace touchline {

/// Of an even number of samples the upper one of the two in the middle; of none, zero.
template <class T>
T median(std::vector<T> samples) {
  if (samples.empty()) return T{};
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
  std::nth_element(samples.begin(), middle, samples.end());
  return *middle;
}

}  // namespace touchline
