// The fingers of the hands that show scores: which pictures are looked at, and what they tell.
#pragma once

#include <span>
#include <vector>

#include "analytics/hand_ask.h"
#include "records/event.h"
#include "records/hand.h"
#include "sports/golf/swing.h"

namespace touchline::golf {

/// Of each swing whose hand is held still, some frames of that time, evenly spread.
std::vector<HandAsk> score_hand_asks(std::span<const Swing> swings);

/// Counts what was seen into the swings' scores, but where the golfer gave them. `hands` null:
/// nobody looked.
void count_scores(std::span<Swing> swings, const std::vector<HandRow>* hands);
/// And tells the events of these swings.
void put_scores(std::span<Event> events, std::span<const Swing> swings);

}  // namespace touchline::golf
