// What golf's sheets show, gathered in one pass over measures.jsonl.
#pragma once

#include <optional>
#include <vector>

#include "reports/report_data.h"
#include "sports/golf/swing_words.h"

namespace touchline::golf {

/// How high the hands are in one frame.
struct HandsSample {
  Nanoseconds time = 0;
  std::optional<double> up_torso;  ///< above the hips, body lengths
};

struct ToldSwing {
  Event event;
  SwingNow swing;
};

struct Figures {
  bool measured = false;
  std::vector<HandsSample> hands;
  std::int64_t frames = 0, with_golfer = 0;
  std::vector<ToldSwing> swings;
};

/// Errc::bad_input names file and line of a record that cannot be read.
Result<Figures> gather_figures(const ReportInput& input, const report::Data& data);

}  // namespace touchline::golf
