// What soccer's sheets are made of, gathered in one pass over measures.jsonl. Bounded: one entry
// per sample, track and change of state, never per frame.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/plot_heat.h"
#include "reports/report_data.h"

namespace touchline::soccer {

/// What a track did while it was seen.
struct TrackFigures {
  double placed_s = 0;               ///< time with a measured position
  std::optional<double> distance_m;  ///< none: the measures never had this track
  std::optional<double> top_m_s;
  int sprints = 0;
};

struct BarSample {
  Nanoseconds time = 0;
  std::optional<double> bar;
};

inline constexpr int kHeatColumns = 126, kHeatRows = 81;

/// A period of the match: given by the user, or a stretch in which team a attacks one way, which is
/// a half when both were seen.
struct PeriodFigures {
  Nanoseconds from = 0, to = 0;
  int attack_a = 0;                      ///< +1, -1; 0: never known
  std::array<report::HeatGrid, 2> heat;  ///< as the pitch lies, not turned

  /// +1 or -1: the factor that turns the team's attack to the right; +1 when it is not known.
  [[nodiscard]] int turn(Team team) const {
    return (team == Team::b ? -attack_a : attack_a) < 0 ? -1 : 1;
  }
};

/// Keys of Figures::possession beside the two teams' 0 and 1; 3 + n: unknown, for reason n.
inline constexpr int kContested = 2, kUnknown = 3;

struct Figures {
  std::map<std::int64_t, TrackFigures> tracks;  ///< by id
  std::vector<BarSample> bar;
  report::Runs bar_withheld, possession;  ///< keys: reason, or kNoReason while the bar is shown
  std::int64_t frames = 0, bar_frames = 0;
  std::array<double, 2> possession_s{};
  std::optional<double> control_a;     ///< mean share of the pitch
  std::string no_control, no_speed;    ///< why there is none
  std::vector<PeriodFigures> periods;  ///< at least one where there are measures

  [[nodiscard]] bool measured() const { return frames > 0; }
  /// The period that `time` falls into; its number from 0.
  [[nodiscard]] std::size_t period_at(Nanoseconds time) const;
};

/// Reads measures.jsonl, where there is one. Teams and goalkeepers in `data` become those of the
/// measures. Errc::bad_input names file and line.
Result<Figures> gather_figures(const ReportInput& input, report::Data& data);

}  // namespace touchline::soccer
