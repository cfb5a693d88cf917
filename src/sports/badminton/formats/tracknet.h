// The shuttle as TrackNet's tools read it.
#pragma once

#include <string>

#include "reports/convert.h"

namespace touchline::badminton {

/// ball.csv: Frame,Visibility,X,Y, a line for each row of tracking.jsonl; whole pixels. Where the
/// shuttle was not measured all three are 0, as the format has it: it does not tell whether anybody
/// looked. Errc::usage where the run looked for no shuttle.
WrittenFiles convert_tracknet(const ConvertInput& in, const std::string& dir);

}  // namespace touchline::badminton
