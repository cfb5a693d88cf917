// Rallies, strokes and sums as JSON: the parts of play.json.
#pragma once

#include "base/json_line.h"
#include "sports/badminton/match_play.h"

namespace touchline::badminton {

/// One rally with its strokes, told by `method`. `number` in the source, from 1. What is null says
/// why.
void append_json(JsonLine& line, const PlayedRally& rally, int number, HitMethod method);
/// What is counted of all strokes.
void append_json(JsonLine& line, const PlaySums& sums);
/// One element for each player of `sums` or `hands`: strokes, hand, recovery.
void append_players(JsonLine& line, const PlaySums& sums, const Hands& hands);

}  // namespace touchline::badminton
