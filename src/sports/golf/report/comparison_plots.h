// The measures of compared swings as pictures.
#pragma once

#include <string>

#include "reports/plot_svg.h"
#include "sports/golf/report/comparison.h"

namespace touchline::golf {

/// How the names of these plots begin.
inline constexpr const char* kMeasurePlot = "measure";
/// "measure-lead_elbow".
std::string measure_plot(SwingMetric metric);

/// Whether a swing of any group has it.
bool is_measured(const Comparison& all, SwingMetric metric);

/// Mean and spread (one standard deviation) of each group over the parts of a swing, each of which
/// is drawn from its beginning to its end however long it took; the parts that differ are marked.
report::Plot draw_measure(const Comparison& all, SwingMetric metric);

}  // namespace touchline::golf
