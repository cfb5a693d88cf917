#include "sports/soccer/analysis.h"

#include <utility>

namespace touchline {
namespace {

class SoccerAnalysis final : public Analysis {
 public:
  explicit SoccerAnalysis(Analyser analyser) : analyser_(std::move(analyser)) {}
  Findings push(const FrameRecord& row, const Observation&) override {
    const auto& update = analyser_.push(row);
    return {std::make_unique<SoccerRecord>(update.measures), update.events};
  }
  void discount(Nanoseconds from, Nanoseconds to) override { analyser_.discount(from, to); }
  std::vector<Event> finish() override { return analyser_.finish(); }

 private:
  Analyser analyser_;
};

}  // namespace

void SoccerRecord::append_json(JsonLine& line, const std::string& source_id) const {
  touchline::append_json(line, measures, source_id);
}

MakeAnalysis analyses_of(Analyser fresh) {
  return [fresh = std::move(fresh)] { return std::make_unique<SoccerAnalysis>(fresh); };
}

const Measures* measures_of(const SportRecord* record) {
  const auto* soccer = dynamic_cast<const SoccerRecord*>(record);
  return soccer ? &soccer->measures : nullptr;
}

bool shows_bar(const SportRecord& record) {
  const Measures* measures = measures_of(&record);
  return measures && measures->evaluation.bar;
}

}  // namespace touchline
