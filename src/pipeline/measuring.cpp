#include "pipeline/measuring.h"

#include "pipeline/sports.h"

namespace touchline {

bool has_measures(const Sport& sport, const Settings& settings) {
  return code_of(sport).has_measures(sport, settings);
}

Result<MakeAnalysis> make_analysis(const Sport& sport, const Settings& settings) {
  if (!has_measures(sport, settings)) return MakeAnalysis();
  return code_of(sport).analysis(sport, settings);
}

MakeSheets sheets_of(const Sport& sport, const Settings& settings) {
  const auto make = code_of(sport).sheets;
  if (!make) return {};
  return [make, settings] { return make(settings); };
}

void count_record(std::span<const FrameCount> counts, const SportRecord* record,
                  std::vector<std::int64_t>& counted) {
  counted.resize(counts.size());
  for (std::size_t i = 0; record && i < counts.size(); ++i) counted[i] += counts[i].holds(*record);
}

}  // namespace touchline
