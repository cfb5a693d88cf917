// A match's strokes as ShuttleSet has them.
#pragma once

#include <string>

#include "reports/convert.h"
#include "sports/badminton/analysis.h"

namespace touchline::badminton {

/// set1.csv: ShuttleSet's columns, a line for each stroke. A are players 1 and 3, B 2 and 4; places
/// are pixels of the source. What no run knows (score, where the shuttle landed, who won the rally)
/// is empty and told in `unknown`. Errc::usage where the run looked for no shuttle.
WrittenFiles convert_shuttleset(const ConvertInput& in, const std::string& dir, AnalysisPlan plan,
                                Unknown& unknown);
/// ShuttleSet's word for a stroke; of none: that it is not known.
const char* shuttleset_word(const Known<StrokeKind>& kind);

}  // namespace touchline::badminton
