#include "sports/badminton/analysis.h"

#include <memory>
#include <span>
#include <utility>

#include "sports/badminton/foreseen_play.h"
#include "sports/badminton/match_play.h"
#include "sports/badminton/play_input.h"
#include "sports/badminton/play_words.h"
#include "sports/badminton/players.h"
#include "sports/badminton/record.h"

namespace touchline::badminton {
namespace {

class BadmintonAnalysis final : public Analysis {
 public:
  explicit BadmintonAnalysis(const AnalysisPlan& plan)
      : players_(plan.format, plan.ball_class), ball_class_(plan.ball_class), play_(plan.rules) {}

  Findings push(const FrameRecord& row, const Observation& seen) override {
    auto record = std::make_unique<BadmintonRecord>();
    record->frame = row.frame;
    record->pts_ns = row.pts_ns;
    record->players = players_.push(row);
    record->rally = foreseen_.at(row.pts_ns);
    Findings found;
    if (auto rally = play_.push(shuttle_of(row, ball_class_), bodies_of(row, seen, record->players),
                                seen.height))
      found.events = numbered(*rally);
    for (auto& event : found.events) event.row = row.frame;
    found.record = std::move(record);
    return found;
  }
  void foresee(std::span<const Event> events) override { foreseen_ = ForeseenPlay(events); }
  /// A frame's record is of that frame alone, and what is a replay by then was never played.
  void discount(Nanoseconds, Nanoseconds) override {}
  std::vector<Event> finish() override {
    std::vector<Event> events;
    for (const auto& rally : play_.finish())
      for (auto& event : numbered(rally)) events.push_back(std::move(event));
    return events;
  }

 private:
  std::vector<Event> numbered(const PlayedRally& rally) { return events_of(rally, ++rallies_); }

  PlayerFinder players_;
  int ball_class_;
  PlayFollower play_;
  ForeseenPlay foreseen_;
  int rallies_ = 0;
};

}  // namespace

MakeAnalysis badminton_analyses(AnalysisPlan plan) {
  return [plan] { return std::make_unique<BadmintonAnalysis>(plan); };
}

}  // namespace touchline::badminton
