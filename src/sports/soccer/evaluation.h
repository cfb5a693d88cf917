// The evaluation bar: one formula, its terms named and kept.
#pragma once

#include "base/clock.h"
#include "sports/soccer/measures.h"
#include "sports/soccer/settings.h"

namespace touchline {

/// What the bar of one frame is a function of.
struct BarInput {
  Known<double> control_a, threat_a, threat_b, pressure;
  Known<Team> possession;
  bool ball_placed = false;
  int placed = 0;           ///< players in metres with a team
  double sigma_m = 0;       ///< of the calibration
  double unmeasured_s = 0;  ///< since the calibration was last measured
};

/// Terms, each -1..1 and positive when team a is better off:
///
///   control    = 2 share_a - 1
///   threat     = (tanh((xT_a - offset) / scale) - tanh((xT_b - offset) / scale)) / 2
///   possession = +1 a, -1 b, 0 contested
///   pressure   = -possession * pressure on the holder
///   linear     = sum of weight * term (an unknown term adds 0)
///   raw        = 100 tanh(gain * reliability * linear)
///   reliability = 1 - stale_per_s unmeasured_s (<= stale_max) - no_ball - contested
///                 - missing (1 - placed / 22) - sigma_per_m sigma_m (<= sigma_max),
///                 min_reliability at least
///
/// Terms and reliability are rounded to 1e-6 first, so that raw is recomputed from the record.
Evaluation evaluate(const BarInput& input, const EvaluationSettings& settings);

/// bar += (1 - exp(-dt / smoothing_s)) (raw - bar): the same curve at any frame rate.
class BarFilter {
 public:
  explicit BarFilter(double smoothing_s) : smoothing_s_(smoothing_s) {}
  /// Nothing, for the same reason, while raw is withheld; then it starts afresh.
  Known<double> update(double dt, const Known<double>& raw);

 private:
  double smoothing_s_;
  Known<double> bar_;
};

}  // namespace touchline
