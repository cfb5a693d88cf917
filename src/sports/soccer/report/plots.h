// Soccer's plots. Those over time share the page's axis; maps are turned so that the team attacks
// to the right.
#pragma once

#include <string>

#include "reports/plot_svg.h"
#include "sports/soccer/report/figures.h"

namespace touchline::soccer {

/// One side of the match, as maps name it.
struct Side {
  Team team = Team::a;
  std::string name;
};

/// The evaluation bar; hatched where it is withheld, with the reason.
report::Plot draw_evaluation(const report::Data& data, const Figures& figures,
                             const report::TeamNames& names);
/// Who has the ball.
report::Plot draw_possession(const report::Data& data, const Figures& figures,
                             const report::TeamNames& names);
/// Where the side's players were.
report::Plot draw_heat(const FieldSpec& field, const Figures& figures, const Side& side);
/// The side's passes.
report::Plot draw_passes(const FieldSpec& field, const report::Data& data, const Figures& figures,
                         const Side& side);
/// Mean regret of the side's passes by where they began, 16 x 10 cells, in period `period`.
report::Plot draw_regret(const FieldSpec& field, const report::Data& data, const Figures& figures,
                         const Side& side, std::size_t period);

/// Which way a map's team attacks, in words.
const char* attack_text(const Figures& figures);

}  // namespace touchline::soccer
