// Golf's pictures of a report.
#pragma once

#include "reports/plot_svg.h"
#include "sports/golf/report/figures.h"

namespace touchline::golf {

/// The height of the hands over time, with the swings.
report::Plot draw_hands(const report::Data& data, const Figures& figures);
/// Every swing's height of the hands, laid over the others at contact.
report::Plot draw_swings(const Figures& figures);

}  // namespace touchline::golf
