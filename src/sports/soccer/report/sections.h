// Soccer's parts of the page, as HTML. Sections are empty where nothing was measured; the others
// are of measures that are there.
#pragma once

#include <string>

#include "reports/report_page.h"
#include "sports/soccer/report/figures.h"

namespace touchline::soccer {

/// The section that compares the teams.
std::string teams_html(const report::Page& page, const Figures& figures);
/// The section of the maps: places, passes and regret.
std::string maps_html(const report::Page& page, const Figures& figures);
/// The section with a row per track.
std::string players_html(const report::Page& page, const Figures& figures);

/// How much of the match has an evaluation bar: a card, a row of the coverage's table, and the
/// reasons why it was withheld, the longest first.
std::string bar_card(const report::Data& data, const Figures& figures);
std::string bar_row(const Figures& figures);
std::string withheld_html(const report::Data& data, const Figures& figures);

}  // namespace touchline::soccer
