// What a comparison of swings says, in words.
#pragma once

#include <string>

#include "sports/golf/report/comparison.h"

namespace touchline::golf {

/// A measure as a golfer knows it.
struct MetricWords {
  const char* name;  ///< "lead arm"
  const char* more;  ///< what a larger value looks like: "the lead arm is straighter"
  const char* less;
  bool degrees;      ///< else body lengths
  const char* note;  ///< what a value means: "180° is straight"
};
const MetricWords& words_of(SwingMetric metric);

/// Which part of a swing from `from` to `to` of a phase is: "at the top", "through the downswing".
std::string part_words(SwingPhase phase, double from, double to);

/// "12°" or "0.12 body lengths".
std::string amount_words(SwingMetric metric, double amount);

/// "In your best swings the lead arm is straighter at the top than in your worst swings: by 12°,
/// p = 0.020."
std::string finding_words(const Comparison& all, const Finding& finding);

}  // namespace touchline::golf
