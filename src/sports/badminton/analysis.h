// Badminton's analysis of a source: follows the players on the court, and tells rallies and strokes
// where the shuttle is seen.
#pragma once

#include "analytics/analysis.h"
#include "sports/badminton/format.h"
#include "sports/badminton/match_play.h"

namespace touchline::badminton {

struct AnalysisPlan {
  Format format = Format::automatic;
  int ball_class = -1;  ///< of the sport's classes, the one that is nobody; -1: none
  PlayRules rules = {};
};

MakeAnalysis badminton_analyses(AnalysisPlan plan);

}  // namespace touchline::badminton
