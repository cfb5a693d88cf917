// Swings as an earlier system found them: a rule for whole files of one camera at 60 frames a
// second, kept so that its results can be compared.
#pragma once

#include <vector>

#include "sports/golf/pose_series.h"
#include "sports/golf/swing.h"

namespace touchline::golf {

/// Tops and contacts alone; samples are taken for consecutive frames. What a filter removed is
/// given too, as rejected: "end_of_video", "too_close", "mad_outlier", "follow_through".
std::vector<Swing> find_seed_swings(const PoseSeries& series, const SeedRule& rule);

}  // namespace touchline::golf
