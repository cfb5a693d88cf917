// Savitzky-Golay: smoothing and derivatives by a polynomial fitted to each window.
#pragma once

#include <span>
#include <vector>

namespace touchline {

struct SavgolRule {
  int window = 5;      ///< samples, odd, above `order`
  int order = 2;       ///< of the polynomial
  int derivative = 0;  ///< 0: the smoothed values
  double spacing = 1;  ///< between samples, in the unit of a derivative
};

/// As many values as `samples` has, as SciPy's savgol_filter with mode "interp": near the ends the
/// polynomial of the first or last whole window is evaluated. A window longer than `samples` is
/// made as long as they are; with `order` samples or fewer the polynomial's order is lowered to
/// fit.
std::vector<double> savgol(std::span<const double> samples, const SavgolRule& rule);

}  // namespace touchline
