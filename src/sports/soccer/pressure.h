// How hard the opponents press a player.
#pragma once

#include <cmath>

#include "sports/soccer/field_state.h"
#include "sports/soccer/settings.h"

namespace touchline {

/// 1 - product over opponents within radius_m of (1 - exp(-d^2 / (2 sigma_m^2))): 0 alone, 1 with
/// an opponent on the spot; every further opponent adds. A Gaussian of the distance is the form of
/// the pipeline before; the union keeps it in 0..1.
inline double pressure_on(const FieldState& state, Vec2d at, Team team, const PressureSettings& s) {
  double free = 1;
  for (const auto& p : state.players) {
    if (p.team != other(team) || p.team == Team::none) continue;
    const Vec2d d = p.position - at;
    const double d2 = dot(d, d);
    if (d2 > s.radius_m * s.radius_m) continue;
    free *= 1 - std::exp(-d2 / (2 * s.sigma_m * s.sigma_m));
  }
  return 1 - free;
}

}  // namespace touchline
