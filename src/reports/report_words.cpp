#include "reports/report_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace touchline::report {
namespace {

struct Figure {
  const char* name;
  const char* before;
  const char* after;
  int decimals;
};
constexpr Figure kFigures[] = {
    {"distance_m", "", " m", 1},        {"top_speed_m_s", "top ", " m/s", 1},
    {"duration_s", "", " s", 1},        {"regret", "regret ", "", 2},
    {"threat_added", "threat ", "", 3}, {"pressure", "pressure ", "", 2}};

std::string spaced(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

}  // namespace

std::string clock_text(double seconds, bool tenths) {
  const auto total = std::llround(std::max(0.0, seconds) * 10);
  const auto whole = tenths ? total / 10 : (total + 5) / 10;
  const auto h = whole / 3600, m = whole / 60 % 60, s = whole % 60;
  std::string text = h ? fmt::format("{}:{:02}:{:02}", h, m, s) : fmt::format("{}:{:02}", m, s);
  if (tenths) text += fmt::format(".{}", total % 10);
  return text;
}

std::string percent(double share) {
  constexpr const char* kSpace = "\u00a0";  // a number and its unit stay on one line
  if (share > 0 && share < 0.01) return fmt::format("<{0}1{0}%", kSpace);
  if (share < 1 && share > 0.99) return fmt::format(">{0}99{0}%", kSpace);
  return fmt::format("{:.0f}{}%", 100 * share, kSpace);
}

std::string fixed(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return fmt::format("{:.{}f}", std::round(value * scale) / scale + 0.0, decimals);
}

std::string not_measured(std::string_view why) {
  return why.empty() || why == "not measured" ? "not measured"
                                              : fmt::format("not measured: {}", why);
}

std::optional<double> value_of(const Event& event, std::string_view name) {
  for (const auto& [key, value] : event.values)
    if (key == name) return value;
  return std::nullopt;
}

std::string title_of(const Event& event) {
  std::string text = spaced(event.type);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

std::string describe(const Event& event) {
  std::string text = title_of(event);
  if (!event.subtype.empty()) text += ", " + spaced(event.subtype);
  for (const auto& [name, before, after, decimals] : kFigures)
    if (const auto value = value_of(event, name))
      text += fmt::format(", {}{}{}", before, fixed(*value, decimals), after);
  if (event.type == "pass" && !value_of(event, "regret")) text += ", regret not measured";
  return text;
}

bool is_shown(const Event& event) {
  constexpr std::array kHidden{"track_start", "track_end",  "ball_lost",
                               "ball_found",  "possession", "reception"};
  return std::find(kHidden.begin(), kHidden.end(), event.type) == kHidden.end();
}

std::optional<int> longest_key(const Runs& runs, int over) {
  std::map<int, Nanoseconds> sums;
  for (const auto& run : runs.all())
    if (run.key > over) sums[run.key] += run.to - run.from;
  if (sums.empty()) return std::nullopt;
  return std::max_element(sums.begin(), sums.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

}  // namespace touchline::report
