// What a pass decision cost: the best option at that moment against the one chosen.
#pragma once

#include <optional>

#include "sports/soccer/pass_options.h"
#include "sports/soccer/possession.h"

namespace touchline {

struct Regret {
  Known<double> best_score, chosen_score, regret;
};

/// regret = best score of the options that are not offside, or of the receiver when that is
/// higher - score of the real receiver at the moment of the pass; a ball that was lost (`receiver`
/// 0) scores 0. Withheld, with the reason, when the passer or receiver was not placed at that
/// moment or is a goalkeeper that does not count, when there was no option, and when the spell was
/// shorter than min_holder_moved_m / min_ball_moved_m.
Regret regret_of(PassOptions& options, const FieldState& at_release, const Spell& passer,
                 std::int64_t receiver, int direction, const PassSettings& settings);

}  // namespace touchline
