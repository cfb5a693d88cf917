#include "sports/golf/score_fingers.h"

#include <algorithm>

#include "sports/golf/swing_words.h"

namespace touchline::golf {
namespace {

constexpr std::int64_t kLooks = 7;  // of each swing

/// Null: it has a plateau that can be looked at, or is known anyhow.
const char* why_not_asked(const ScoreHand& score) {
  if (score.fingers) return nullptr;
  if (score.state == ScoreState::unknown) return score.reason;
  if (score.state == ScoreState::none) return "no_hand_raised";
  return score.plateau && score.crop ? nullptr : "hand_not_held_still";
}

}  // namespace

std::vector<HandAsk> score_hand_asks(std::span<const Swing> swings) {
  std::vector<HandAsk> asks;
  for (const Swing& swing : swings) {
    if (swing.rejected || swing.score.fingers || why_not_asked(swing.score)) continue;
    const auto [first, last] = *swing.score.plateau;
    const std::int64_t looks = std::min(kLooks, last - first + 1);
    for (std::int64_t i = 0; i < looks; ++i)
      asks.push_back({first + (2 * i + 1) * (last - first + 1) / (2 * looks), *swing.score.crop});
  }
  return asks;
}

void count_scores(std::span<Swing> swings, const std::vector<HandRow>* hands) {
  for (Swing& swing : swings) {
    ScoreHand& score = swing.score;
    score.uncounted = why_not_asked(score);
    if (score.uncounted || score.fingers) continue;
    score.uncounted = "hand_not_looked_at";
    if (!hands) continue;
    std::vector<FingerCount> counts;
    for (const HandRow& hand : *hands) {
      if (hand.frame < score.plateau->first || hand.frame > score.plateau->last) continue;
      if (counts.empty()) score.uncounted = "no_hand_seen";
      if (hand.score > 0) counts.push_back({hand.frame, hand.fingers, hand.score});
    }
    if (!counts.empty()) score.uncounted = "fingers_not_sure";
    score_by_fingers(swing, counts);
  }
}

void put_scores(std::span<Event> events, std::span<const Swing> swings) {
  for (const Swing& swing : swings)
    for (Event& event : events) {
      const auto told = swing_of(event);
      if (swing.rejected || !told || told->number != swing.number) continue;
      put_score(event, swing.score);
    }
}

}  // namespace touchline::golf
