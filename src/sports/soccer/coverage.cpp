#include "sports/soccer/coverage.h"

#include <algorithm>
#include <cmath>

namespace touchline {

void CoverageMeter::update(double dt, int people, int placed, bool calibrated, bool ball_placed) {
  value_.people = people;
  value_.placed = placed;
  value_.ball_placed = ball_placed;
  ball_unplaced_ = ball_placed ? 0 : ball_unplaced_ + dt;
  // An exponential window that is only as long as what has been seen: no share is claimed for the
  // time before the start.
  window_ = std::min(window_ + dt, settings_.window_s);
  const double keep = window_ > 0 ? std::max(0.0, 1 - dt / window_) : 0;
  const auto blend = [&](double& share, bool now) { share = keep * share + (1 - keep) * now; };
  blend(value_.calibrated_share, calibrated);
  blend(value_.ball_share, ball_placed);
}

const char* CoverageMeter::objection(const FieldState& state) const {
  if (value_.calibrated_share < settings_.min_calibrated_share)
    return "too little of the last seconds is calibrated";
  if (state.count(Team::a) < settings_.min_per_team ||
      state.count(Team::b) < settings_.min_per_team)
    return "too few players placed";
  if (ball_unplaced_ > settings_.max_ball_unplaced_s) return "the ball is not placed";
  return nullptr;
}

}  // namespace touchline
