// The comparison of a session's swings on the page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reports/report_page.h"
#include "sports/golf/report/comparison.h"

namespace touchline::golf {

/// A link that opens a swing's clip, `at` its source's time where one is given; without a clip one
/// that goes to that time of the page's own video. `text` is HTML.
std::string clip_link(const report::Page& page, std::int64_t number, Nanoseconds start,
                      std::optional<Nanoseconds> at, const std::string& text);

/// A section: what differs in sentences that open their clips, the groups, the most typical swing
/// of each beside the other, and the measures' plots, which are among page.plots.
std::string comparison_html(const report::Page& page, const Comparison& all);

}  // namespace touchline::golf
