#include "reports/report_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace touchline::report {
namespace {

constexpr EventFigure kFigures[] = {
    {"distance_m", "", " m", 1}, {"top_speed_m_s", "top ", " m/s", 1}, {"duration_s", "", " s", 1}};
constexpr std::array kHidden{"track_start", "track_end",    "ball_lost",
                             "ball_found",  "flight_break", "clutter"};
constexpr std::array kOfThePicture{"cut", "replay", "timeline_gap"};

bool is_one_of(std::span<const char* const> types, const Event& event) {
  return std::find(types.begin(), types.end(), event.type) != types.end();
}

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

void append_figures(std::string& text, const Event& event, std::span<const EventFigure> figures) {
  for (const auto& [name, before, after, decimals] : figures)
    if (const auto value = value_of(event, name))
      text += fmt::format(", {}{}{}", before, fixed(*value, decimals), after);
}

Telling tell(const Event& event) {
  Telling telling;
  telling.text = title_of(event);
  if (!event.subtype.empty()) telling.text += ", " + spaced(event.subtype);
  append_figures(telling.text, event, kFigures);
  if (is_one_of(kOfThePicture, event)) telling.lane = kPictureLane;
  telling.shown = !is_one_of(kHidden, event);
  return telling;
}

}  // namespace touchline::report
