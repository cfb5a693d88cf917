#include "sports/badminton/analysis.h"

#include <memory>
#include <utility>

#include "sports/badminton/players.h"
#include "sports/badminton/record.h"

namespace touchline::badminton {
namespace {

class BadmintonAnalysis final : public Analysis {
 public:
  explicit BadmintonAnalysis(const AnalysisPlan& plan) : players_(plan.format, plan.ball_class) {}

  Findings push(const FrameRecord& row, const Observation&) override {
    auto record = std::make_unique<BadmintonRecord>();
    record->frame = row.frame;
    record->pts_ns = row.pts_ns;
    record->players = players_.push(row);
    Findings found;
    found.record = std::move(record);
    return found;
  }
  /// A frame's record is of that frame alone.
  void discount(Nanoseconds, Nanoseconds) override {}
  std::vector<Event> finish() override { return {}; }

 private:
  PlayerFinder players_;
};

}  // namespace

MakeAnalysis badminton_analyses(AnalysisPlan plan) {
  return [plan] { return std::make_unique<BadmintonAnalysis>(plan); };
}

}  // namespace touchline::badminton
