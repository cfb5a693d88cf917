#include "pipeline/measuring.h"

#include <filesystem>

#include "pipeline/share.h"

namespace touchline {

bool has_measures(const Sport& sport, const Settings& settings) {
  return sport.pitch && !sport.threat.empty() && settings.measures.enabled;
}

Result<std::optional<Analyser>> make_analyser(const Sport& sport, const PitchSpec& pitch,
                                              const Settings& settings) {
  if (!has_measures(sport, settings)) return std::optional<Analyser>();
  const auto grid = share_dir() / "sports" / (sport.threat + ".csv");
  TL_ASSIGN(const ThreatGrid threat, ThreatGrid::load(grid.string(), pitch));
  TL_ASSIGN(Analyser analyser, Analyser::create(pitch, threat, settings.soccer,
                                                {sport.keeper, sport.referee, sport.ball}));
  return std::optional(std::move(analyser));
}

}  // namespace touchline
