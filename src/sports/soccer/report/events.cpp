// How the events of a match are told.
#include "sports/soccer/report/sheets.h"

namespace touchline::soccer {
namespace {

using namespace report;

constexpr EventFigure kFigures[] = {{"regret", "regret ", "", 2},
                                    {"threat_added", "threat ", "", 3},
                                    {"pressure", "pressure ", "", 2}};

}  // namespace

Telling tell(const Event& event) {
  Telling telling = report::tell(event);
  const auto& type = event.type;
  append_figures(telling.text, event, kFigures);
  if (type == "pass") {
    telling.lane = kPassLane;
    telling.failed = event.subtype != "completed";
    if (!value_of(event, "regret")) telling.text += ", regret not measured";
  } else if (type == "turnover") {
    telling.lane = kTurnoverLane;
  } else if (type == "sprint") {
    telling.lane = kSprintLane;
  } else if (type == "attack_direction") {
    telling.lane = kPictureLane;
  } else if (type == "possession" || type == "reception") {
    telling.shown = false;  // passes tell the same
  }
  return telling;
}

}  // namespace touchline::soccer
