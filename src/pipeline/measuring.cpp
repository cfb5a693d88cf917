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

MakeSheets sheets_of(const Sport& sport) { return code_of(sport).sheets; }

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
