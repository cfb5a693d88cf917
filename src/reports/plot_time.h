// Pictures over time. All share one axis, so they can stand below each other.
#pragma once

#include <array>
#include <string>

#include "reports/plot_svg.h"
#include "reports/report_data.h"

namespace touchline::report {

using TeamNames = std::array<std::string, 2>;

/// The evaluation bar; hatched where it is withheld, with the reason.
Plot draw_evaluation(const Data& data, const TeamNames& names);
/// Who has the ball.
Plot draw_possession(const Data& data, const TeamNames& names);
/// Events as marks, one lane per kind.
Plot draw_events(const Data& data, const TeamNames& names);
/// Calibration: its state as a band, its error in metres as a line.
Plot draw_calibration(const Data& data);

}  // namespace touchline::report
