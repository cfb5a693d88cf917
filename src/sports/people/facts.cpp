#include "sports/people/facts.h"

#include <fmt/format.h>

#include <iterator>

namespace touchline {
namespace {

constexpr std::size_t kMost = 280;  // bytes, of those a status line takes
constexpr double kMinute_s = 60;

void put_duration(std::string& out, double seconds) {
  const auto to = std::back_inserter(out);
  if (seconds < 2 * kMinute_s)
    fmt::format_to(to, "{:.0f} s", seconds);
  else
    fmt::format_to(to, "{:.0f} min", seconds / kMinute_s);
}

void put_zone(std::string& out, const Zone& zone, const ZoneFigures& figures) {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "   {}: ", zone.name);
  if (figures.inside)
    fmt::format_to(to, "{} inside", *figures.inside);
  else
    out += "not known";
  if (!figures.dwell_mean_s) return;
  out += ", ";
  put_duration(out, *figures.dwell_mean_s);
  out += " mean";
}

}  // namespace

std::string_view PeopleFacts::of(const PeopleRecord& record) {
  text_.clear();
  if (const auto total = record.total())
    fmt::format_to(std::back_inserter(text_), "   {} {}", *total,
                   *total == 1 ? "person" : "people");
  const auto& zones = record.plan->zones.zones;
  for (std::size_t i = 0; i < zones.size(); ++i) {
    fact_.clear();
    put_zone(fact_, zones[i], record.zones[i]);
    if (text_.size() + fact_.size() > kMost) {
      fmt::format_to(std::back_inserter(text_), "   and {} more", zones.size() - i);
      break;
    }
    text_ += fact_;
  }
  return text_;
}

}  // namespace touchline
