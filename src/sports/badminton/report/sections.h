// Badminton's sections of a report, as HTML.
#pragma once

#include <string>

#include "reports/report_page.h"
#include "sports/badminton/report/figures.h"

namespace touchline::badminton {

/// Every rally, each of its strokes a way to its moment.
std::string rallies_html(const report::Page& page, const MatchPlay& play);
/// What was struck by whom, and where.
std::string strokes_html(const report::Page& page, const MatchPlay& play);
/// Where the players were, how fast, and how they got back to the base.
std::string players_html(const report::Page& page, const Figures& figures);

}  // namespace touchline::badminton
