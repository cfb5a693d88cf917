// The One-Euro filter, which smooths slow movement more than fast.
#pragma once

#include <cmath>
#include <numbers>
#include <optional>

namespace touchline::director {

/// Casiez, Roussel, Vogel, "1 Euro Filter", CHI 2012, of samples at one fixed rate. Speeds are
/// smoothed at 1 Hz, as there.
class OneEuro {
 public:
  /// `rate` in samples/s, `least` the cut-off of what stands still, Hz; `beta` how much the cut-off
  /// grows with the speed, Hz per unit/s.
  OneEuro(double rate, double least, double beta) : rate_(rate), least_(least), beta_(beta) {}
  /// The next sample, smoothed; the first is taken as it is.
  double next(double value) {
    if (!last_) return *(last_ = value);
    speed_ += share(1) * ((value - *last_) * rate_ - speed_);
    return *(last_ = *last_ + share(least_ + beta_ * std::abs(speed_)) * (value - *last_));
  }

 private:
  /// How much of a sample goes in, by the cut-off.
  [[nodiscard]] double share(double cut_off) const {
    return 1 / (1 + rate_ / (2 * std::numbers::pi * cut_off));
  }

  double rate_, least_, beta_;
  double speed_ = 0;
  std::optional<double> last_;
};

}  // namespace touchline::director
