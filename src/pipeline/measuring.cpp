#include "pipeline/measuring.h"

#include <filesystem>

#include "pipeline/share.h"
#include "sports/soccer/report/sheets.h"

namespace touchline {

bool has_measures(const Sport& sport, const Settings& settings) {
  return sport.pitch && !sport.threat.empty() && settings.measures.enabled;
}

Result<MakeAnalysis> make_analysis(const Sport& sport, const PitchSpec& pitch,
                                   const Settings& settings) {
  if (!has_measures(sport, settings)) return MakeAnalysis();
  const auto grid = share_dir() / "sports" / (sport.threat + ".csv");
  TL_ASSIGN(const ThreatGrid threat, ThreatGrid::load(grid.string(), pitch));
  TL_ASSIGN(Analyser analyser, Analyser::create(pitch, threat, settings.soccer,
                                                {sport.keeper, sport.referee, sport.ball}));
  return analyses_of(std::move(analyser));
}

MakeSheets sheets_of(const Sport& sport) {
  return sport.pitch ? MakeSheets(soccer::make_sheets) : MakeSheets();
}

std::string line_of(const SportRecord& record, const std::string& source_id) {
  std::string line;
  record.append_json(line, source_id);
  return line;
}

bool shows_bar(const SportRecord& record) {
  const Measures* measures = measures_of(&record);
  return measures && measures->evaluation.bar;
}

}  // namespace touchline
