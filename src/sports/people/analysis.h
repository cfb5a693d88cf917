// The default analysis of any sport: how many people are there, who was there so far, and who
// stays in which zone for how long.
#pragma once

#include "analytics/analysis.h"
#include "sports/people/record.h"

namespace touchline {

/// Analyses that count by `plan`.
///
/// - Somebody's place is where the box meets the ground, or metres of the field for a zone there.
///   What is predicted was not seen and has no place; so has nobody in a frame that does not count.
/// - Events: zone_enter and zone_leave, the zone's name as their subtype; a leave tells `dwell_s`.
///   A cut and the end of the source end every visit.
/// - A replay is taken back as far as the shots go that reach into the last two minutes, which is
///   as far back as one is ever found. Its events stay, as those of other analyses do.
/// - Its memory is that of the people present, a few counters per zone, and those of the shots
///   that can still be taken back.
MakeAnalysis people_analyses(PeoplePlan plan);

}  // namespace touchline
