// How much of the match was seen: shares by time, and whether the bar may be shown.
#pragma once

#include "sports/soccer/field_state.h"
#include "sports/soccer/measures.h"
#include "sports/soccer/settings.h"

namespace touchline {

class CoverageMeter {
 public:
  explicit CoverageMeter(const CoverageSettings& settings) : settings_(settings) {}
  /// The last `dt` seconds. `people`: players seen, `placed`: those in metres with a team.
  void update(double dt, int people, int placed, bool calibrated, bool ball_placed);
  void reset() { *this = CoverageMeter(settings_); }
  [[nodiscard]] const Coverage& value() const { return value_; }
  [[nodiscard]] double ball_unplaced_s() const { return ball_unplaced_; }
  /// Why the bar is withheld for `state`; null when it may be shown.
  [[nodiscard]] const char* objection(const FieldState& state) const;

 private:
  CoverageSettings settings_;
  Coverage value_;
  double window_ = 0;  ///< seconds of the window that have been filled
  double ball_unplaced_ = 0;
};

}  // namespace touchline
