// Maps: what happened where on the pitch. Metres, as seen from above, +y up.
#pragma once

#include <string>
#include <vector>

#include "geometry/field_spec.h"
#include "reports/plot_svg.h"
#include "reports/report_data.h"

namespace touchline::report {

/// One side of the match, as maps name it.
struct Side {
  Team team = Team::a;
  std::string name;
};

/// The empty pitch on which the page's radar moves.
Plot draw_radar(const FieldSpec& field);
/// Where the side's players were, turned so that it attacks to the right.
Plot draw_heat(const FieldSpec& field, const Data& data, const Side& side);
/// The side's passes, likewise.
Plot draw_passes(const FieldSpec& field, const Data& data, const Side& side);
/// Mean regret of the side's passes by where they began, 16 x 10 cells, in period `period`.
Plot draw_regret(const FieldSpec& field, const Data& data, const Side& side, std::size_t period);

}  // namespace touchline::report
