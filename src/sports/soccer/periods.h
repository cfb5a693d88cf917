// The periods of the match, where the user gives them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace touchline {

struct Period {
  Nanoseconds from = 0, to = 0;  ///< by the source's clock; to: the first moment after it
  [[nodiscard]] bool contains(Nanoseconds t) const { return t >= from && t < to; }
};

/// "12.5-2790, 1:01:52-1:49:30": START-END or START, in seconds or h:mm:ss, apart by commas. A
/// period without an end lasts until the next one begins, the last one for ever. Nothing when it is
/// not written so, when a period ends before it begins, or when one begins within another. The
/// empty text is no period at all.
std::optional<std::vector<Period>> parse_periods(std::string_view text);

}  // namespace touchline
