#include "sports/soccer/periods.h"

#include <charconv>
#include <limits>

namespace touchline {
namespace {

constexpr Nanoseconds kForEver = std::numeric_limits<Nanoseconds>::max();
constexpr double kMostSeconds = 30.0 * 86400;

/// What stands before the next `mark`, without blanks around it; `text` goes on behind the mark.
std::string_view before(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  auto part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  while (part.starts_with(' ')) part.remove_prefix(1);
  while (part.ends_with(' ')) part.remove_suffix(1);
  return part;
}

/// "75.5", "1:15.5" or "0:01:15.5"
std::optional<Nanoseconds> time_of(std::string_view text) {
  double seconds = 0;
  for (int units = 0; units == 0 || !text.empty(); ++units) {
    const auto part = before(text, ':');
    double value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (units == 3 || error != std::errc() || end != part.data() + part.size()) return {};
    if (!(value >= 0 && value <= kMostSeconds) || (units > 0 && value >= 60)) return {};
    seconds = 60 * seconds + value;
  }
  return from_seconds(seconds);
}

}  // namespace

std::optional<std::vector<Period>> parse_periods(std::string_view text) {
  std::vector<Period> periods;
  while (!text.empty()) {
    auto span = before(text, ',');
    const bool has_end = span.find('-') != std::string_view::npos;
    const auto from = time_of(before(span, '-'));
    const auto to = has_end ? time_of(before(span, '\0')) : std::optional(kForEver);
    if (!from || !to || *to <= *from) return std::nullopt;
    if (!periods.empty()) {
      if (periods.back().to == kForEver) periods.back().to = *from;
      if (*from < periods.back().to || *from <= periods.back().from) return std::nullopt;
    }
    periods.push_back({*from, *to});
  }
  return periods;
}

}  // namespace touchline
