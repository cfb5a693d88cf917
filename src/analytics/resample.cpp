#include "analytics/resample.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace touchline {
namespace {

/// The slope at an end: a parabola through three samples, kept from overshooting.
double end_slope(double step, double next_step, double rise, double next_rise) {
  const double slope = ((2 * step + next_step) * rise - step * next_rise) / (step + next_step);
  if (slope * rise <= 0) return 0;
  if (rise * next_rise <= 0 && std::abs(slope) > 3 * std::abs(rise)) return 3 * rise;
  return slope;
}

std::vector<double> slopes_of(std::span<const double> t, std::span<const double> y) {
  const std::size_t n = t.size();
  std::vector<double> slopes(n, 0);
  if (n < 2) return slopes;
  std::vector<double> step(n - 1), rise(n - 1);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    step[i] = t[i + 1] - t[i];
    TL_ASSERT(step[i] > 0);
    rise[i] = (y[i + 1] - y[i]) / step[i];
  }
  if (n == 2) return {rise[0], rise[0]};
  for (std::size_t i = 1; i + 1 < n; ++i) {
    if (rise[i - 1] * rise[i] <= 0) continue;
    const double a = 2 * step[i] + step[i - 1], b = step[i] + 2 * step[i - 1];
    slopes[i] = (a + b) / (a / rise[i - 1] + b / rise[i]);
  }
  slopes[0] = end_slope(step[0], step[1], rise[0], rise[1]);
  slopes[n - 1] = end_slope(step[n - 2], step[n - 3], rise[n - 2], rise[n - 3]);
  return slopes;
}

}  // namespace

FilledSignal fill_gaps(std::span<const double> times,
                       std::span<const std::optional<double>> samples, double longest) {
  TL_ASSERT(times.size() == samples.size());
  FilledSignal out{std::vector<double>(samples.size(), 0),
                   std::vector<Filled>(samples.size(), Filled::missing)};
  std::optional<std::size_t> last;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!samples[i]) continue;
    out.values[i] = *samples[i];
    out.state[i] = Filled::measured;
    if (last && times[i] - times[*last] <= longest)
      for (std::size_t k = *last + 1; k < i; ++k) {
        const double share = (times[k] - times[*last]) / (times[i] - times[*last]);
        out.values[k] = std::lerp(*samples[*last], *samples[i], share);
        out.state[k] = Filled::interpolated;
      }
    last = i;
  }
  return out;
}

Pchip::Pchip(std::span<const double> times, std::span<const double> samples)
    : times_(times.begin(), times.end()),
      samples_(samples.begin(), samples.end()),
      slopes_(slopes_of(times, samples)) {
  TL_ASSERT(!times.empty() && times.size() == samples.size());
}

double Pchip::at(double time) const {
  if (time <= times_.front()) return samples_.front();
  if (time >= times_.back()) return samples_.back();
  const auto above = std::upper_bound(times_.begin(), times_.end(), time);
  const auto i = static_cast<std::size_t>(above - times_.begin()) - 1;
  const double h = times_[i + 1] - times_[i], s = (time - times_[i]) / h, r = 1 - s;
  // Written so that it is exact where two samples are equal.
  return samples_[i] + (samples_[i + 1] - samples_[i]) * s * s * (3 - 2 * s) +
         h * s * r * (slopes_[i] * r - slopes_[i + 1] * s);
}

std::vector<double> resample(const Pchip& signal, double from, double to, std::size_t count) {
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double share = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0;
    out[i] = signal.at(std::lerp(from, to, share));
  }
  return out;
}

}  // namespace touchline
