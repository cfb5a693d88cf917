// Soccer's analysis as the schedule sees it.
#pragma once

#include "analytics/analysis.h"
#include "sports/soccer/analyser.h"

namespace touchline {

/// Analyses that begin as `fresh` is.
MakeAnalysis analyses_of(Analyser fresh);

/// What soccer records of a frame beside what every sport does.
struct SoccerRecord final : SportRecord {
  SoccerRecord() = default;
  explicit SoccerRecord(const Measures& of) : measures(of) {}
  void append_json(JsonLine& line, const std::string& source_id) const override;
  Measures measures;
};

/// Soccer's measures in a record; null when it is of another sport, or none.
const Measures* measures_of(const SportRecord* record);

/// Whether its evaluation bar is not withheld.
bool shows_bar(const SportRecord& record);
inline constexpr FrameCount kSoccerCounts[] = {{"bar_shown", shows_bar}};

}  // namespace touchline
