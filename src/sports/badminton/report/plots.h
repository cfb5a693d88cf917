// Badminton's plots.
#pragma once

#include <cstddef>
#include <string>

#include "reports/plot_svg.h"
#include "sports/badminton/report/figures.h"

namespace touchline::badminton {

/// 'a' for whoever began at the near end, 'b' for the others: their colours on the page.
inline char side_of(int player) { return player % 2 == 1 ? 'a' : 'b'; }
/// "short service".
std::string kind_words(StrokeKind kind);

/// Each rally as a band, each stroke as a mark on the row of the end that struck.
report::Plot draw_rallies(const report::Data& data, const MatchPlay& play);
/// Where on the court a player struck which stroke.
report::Plot draw_shots(const FieldSpec& court, const report::Data& data, const MatchPlay& play,
                        int player);
/// Where a player was, and how much of the time in which third of the half.
report::Plot draw_presence(const FieldSpec& court, int player, const PlayerFigures& figures);

}  // namespace touchline::badminton
