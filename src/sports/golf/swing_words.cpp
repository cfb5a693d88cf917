#include "sports/golf/swing_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/decimal.h"

namespace touchline::golf {
namespace {

constexpr int kPlaces = 4;          // of seconds: kRounding
constexpr double kLongest_s = 9e9;  // that nanoseconds can hold

std::string key_of(SwingEvent which) { return std::string(to_string(which)) + "_s"; }

std::optional<double> rounded(const Known<double>& known) {
  return known ? std::optional(round_decimal<kPlaces>(*known)) : std::nullopt;
}

const std::optional<double>* value_of(const Event& event, std::string_view name) {
  const auto found = std::find_if(event.values.begin(), event.values.end(),
                                  [&](const auto& value) { return value.first == name; });
  return found == event.values.end() ? nullptr : &found->second;
}

std::optional<double> number_of(const Event& event, std::string_view name) {
  const auto* value = value_of(event, name);
  return value ? *value : std::nullopt;
}

}  // namespace

Event event_of(const Swing& swing, std::optional<std::int64_t> golfer) {
  Event event;
  event.type = kSwingType;
  event.subtype = to_string(swing.kind);
  event.conf = static_cast<float>(swing.confidence);
  if (golfer) event.track_ids = {*golfer};
  event.values = {
      {"number", static_cast<double>(swing.number)},
      {"tempo", rounded(swing.tempo)},
      {"backswing_s", rounded(swing.backswing_s)},
      {"downswing_s", rounded(swing.downswing_s)},
      {"left_handed", swing.hand == Hand::unknown
                          ? std::nullopt
                          : std::optional(swing.hand == Hand::left ? 1.0 : 0.0)},
      {"fingers", std::nullopt},
      {"struck", swing.struck ? std::optional(*swing.struck ? 1.0 : 0.0) : std::nullopt}};
  put_score(event, swing.score);
  bool first = true;
  for (std::size_t i = 0; i < kSwingEvents; ++i) {
    const auto& mark = swing.events[i];
    const auto which = static_cast<SwingEvent>(i);
    std::optional<double> at;
    if (mark.frame) {
      at = round_decimal<kPlaces>(to_seconds(mark.pts_ns));
      event.evidence.push_back(*mark.frame);
      if (first) event.start_ns = mark.pts_ns;
      event.end_ns = mark.pts_ns;
      first = false;
    }
    event.values.emplace_back(key_of(which), at);
  }
  return event;
}

void put_score(Event& event, const ScoreHand& score) {
  for (auto& [name, value] : event.values)
    if (name == "fingers") value = score.fingers;
}

std::optional<SwingNow> swing_of(const Event& event) {
  if (event.type != kSwingType) return std::nullopt;
  SwingNow now;
  now.number = std::llround(number_of(event, "number").value_or(0));
  now.kind = event.subtype;
  now.tempo = number_of(event, "tempo");
  now.downswing_s = number_of(event, "downswing_s");
  if (const auto left = number_of(event, "left_handed")) now.hand = *left > 0 ? "left" : "right";
  if (const auto fingers = number_of(event, "fingers"))
    now.fingers = static_cast<int>(std::lround(*fingers));
  for (std::size_t i = 0; i < kSwingEvents; ++i)
    if (const auto at = number_of(event, key_of(static_cast<SwingEvent>(i)));
        at && std::abs(*at) < kLongest_s)
      now.at_ns[i] = from_seconds(*at);
  return now;
}

std::string still_name(std::int64_t swing, SwingEvent which) {
  return fmt::format("swing_{}_{}", swing, to_string(which));
}

Nanoseconds clip_begin(Nanoseconds start, Nanoseconds origin) {
  return std::max(origin, start - kClipMargin);
}

std::string clip_file(std::int64_t swing) {
  return fmt::format("{}/swing-{:02}.mp4", kClips, swing);
}

std::vector<StillAsk> stills_of(std::span<const Event> events) {
  std::vector<StillAsk> asks;
  for (const auto& event : events) {
    const auto swing = swing_of(event);
    if (!swing || event.track_ids.empty()) continue;
    for (std::size_t i = 0; i < kSwingEvents; ++i)
      if (swing->at_ns[i])
        asks.push_back({still_name(swing->number, static_cast<SwingEvent>(i)),
                        // The event's times are rounded: of half a step before, the frame is next.
                        *swing->at_ns[i] - kRounding, event.track_ids.front()});
  }
  return asks;
}

}  // namespace touchline::golf
