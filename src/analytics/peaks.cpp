#include "analytics/peaks.h"

#include <algorithm>
#include <numeric>

namespace touchline {
namespace {

std::vector<std::size_t> maxima(std::span<const double> signal) {
  std::vector<std::size_t> found;
  for (std::size_t i = 1; i + 1 < signal.size(); ++i) {
    if (!(signal[i - 1] < signal[i])) continue;
    std::size_t end = i + 1;
    while (end + 1 < signal.size() && signal[end] == signal[i]) ++end;
    if (signal[end] < signal[i]) found.push_back((i + end - 1) / 2);
    i = end - 1;
  }
  return found;
}

/// The higher stay; of equal ones the later.
std::vector<std::size_t> apart(std::span<const double> signal,
                               const std::vector<std::size_t>& peaks, std::size_t distance) {
  std::vector<std::size_t> order(peaks.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return signal[peaks[a]] < signal[peaks[b]];
  });
  std::vector<char> kept(peaks.size(), 1);
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const std::size_t i = *it;
    if (!kept[i]) continue;
    for (std::size_t k = i; k-- > 0 && peaks[i] - peaks[k] < distance;) kept[k] = 0;
    for (std::size_t k = i + 1; k < peaks.size() && peaks[k] - peaks[i] < distance; ++k)
      kept[k] = 0;
  }
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < peaks.size(); ++i)
    if (kept[i]) left.push_back(peaks[i]);
  return left;
}

double prominence_of(std::span<const double> signal, std::size_t peak) {
  double before = signal[peak], after = signal[peak];
  for (std::size_t i = peak + 1; i-- > 0 && signal[i] <= signal[peak];)
    before = std::min(before, signal[i]);
  for (std::size_t i = peak; i < signal.size() && signal[i] <= signal[peak]; ++i)
    after = std::min(after, signal[i]);
  return signal[peak] - std::max(before, after);
}

}  // namespace

std::vector<SignalPeak> find_peaks(std::span<const double> signal, double prominence,
                                   std::size_t distance) {
  std::vector<SignalPeak> found;
  for (const std::size_t at : apart(signal, maxima(signal), distance))
    if (const double own = prominence_of(signal, at); own >= prominence) found.push_back({at, own});
  return found;
}

}  // namespace touchline
