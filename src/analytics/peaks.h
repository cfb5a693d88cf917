// Local maxima of a signal.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace touchline {

struct SignalPeak {
  std::size_t at = 0;
  double prominence = 0;
};

/// Maxima as SciPy's find_peaks(distance, prominence) finds them, in order. A flat top counts once,
/// at its middle, the lower one of two; the ends are no peaks. Of two peaks closer than `distance`
/// samples the higher stays. Prominence is the height above the higher one of the two valleys that
/// part the peak from higher ground.
std::vector<SignalPeak> find_peaks(std::span<const double> signal, double prominence,
                                   std::size_t distance = 1);

}  // namespace touchline
