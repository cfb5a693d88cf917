// What badminton's sheets show: the players over the run, and the play.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "reports/plot_heat.h"
#include "reports/report_data.h"
#include "sports/badminton/analysis.h"
#include "sports/badminton/report/way.h"

namespace touchline::badminton {

/// Thirds of a half by depth.
enum class CourtZone : std::uint8_t { front, middle, back };
inline constexpr std::size_t kCourtZones = 3;
const char* to_string(CourtZone zone);
CourtZone zone_at(Vec2d court_m);

struct PlayerFigures {
  report::HeatGrid heat{67, 31};  ///< of cells of a fifth of a metre
  std::array<double, kCourtZones> zone_s{};
  double placed_s = 0;  ///< time with a place
  Way way;
  std::optional<double> top_m_s;
};

struct Figures {
  std::int64_t frames = 0, with_both_ends = 0;
  std::map<int, PlayerFigures> players;  ///< by number
  std::optional<MatchPlay> play;         ///< nothing: it could not be told
  [[nodiscard]] bool measured() const { return frames > 0; }
};

/// Of measures.jsonl, and of the run's records by `plan`, whose ball class is the run's. Errors are
/// those of the files' readers.
Result<Figures> gather_figures(const ReportInput& input, const report::Data& data,
                               AnalysisPlan plan);

}  // namespace touchline::badminton
