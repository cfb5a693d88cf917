#include "sports/badminton/play_words.h"

#include <cmath>
#include <optional>

#include "base/decimal.h"

namespace touchline::badminton {
namespace {

constexpr int kPlaces = 3;

std::optional<double> rounded(const Known<double>& known) {
  return known ? std::optional(round_decimal<kPlaces>(*known)) : std::nullopt;
}

std::optional<double> flag(bool known, bool value) {
  return known ? std::optional(value ? 1.0 : 0.0) : std::nullopt;
}

Event event_of(const PlayedShot& played, int rally, int number) {
  const auto& shot = played.shot;
  const auto& at = shot.hit.at;
  Event event;
  event.type = kStrokeType;
  if (shot.kind) event.subtype = to_string(*shot.kind);
  event.start_ns = event.end_ns = at.pts_ns;
  if (played.track_id > 0) event.track_ids = {played.track_id};
  if (played.feet_m) event.field_m = *played.feet_m;
  event.conf = static_cast<float>(shot.hit.chance);
  event.evidence = {at.frame};
  const auto speed =
      at.speed_px_s ? std::optional(round_decimal<kPlaces>(*at.speed_px_s)) : std::nullopt;
  event.values = {
      {"rally", rally},
      {"number", number},
      {"far_end", shot.hit.hitter == End::far ? 1.0 : 0.0},
      {"player", played.player ? std::optional<double>(*played.player) : std::nullopt},
      {"x_px", round_decimal<kPlaces>(at.at_px.x)},
      {"y_px", round_decimal<kPlaces>(at.at_px.y)},
      {"speed_px_s", speed},
      {"kind_conf",
       shot.kind ? std::optional(round_decimal<kPlaces>(shot.confidence)) : std::nullopt},
      {"backhand", flag(shot.side.value.has_value(), shot.side && *shot.side == Side::backhand)},
      {"overhead",
       flag(shot.facts.overhead.value.has_value(), shot.facts.overhead && *shot.facts.overhead)},
      {"depth_m", rounded(shot.facts.depth_m)},
      {"reply_depth_m", rounded(shot.facts.reply_depth_m)},
      {"flight_s", rounded(shot.facts.flight_s)},
      {"turn_forced", shot.hit.forced ? 1.0 : 0.0}};
  return event;
}

}  // namespace

std::vector<Event> events_of(const PlayedRally& rally, int number) {
  Event whole;
  whole.type = kRallyType;
  whole.subtype = to_string(rally.source);
  whole.start_ns = rally.begin_ns();
  whole.end_ns = rally.end_ns();
  whole.values = {{"rally", number}, {"strokes", static_cast<double>(rally.shots.size())}};
  whole.evidence = {rally.shots.front().shot.hit.at.frame};
  if (const auto last = rally.shots.back().shot.hit.at.frame; last != whole.evidence[0])
    whole.evidence.push_back(last);
  std::vector<Event> events{whole};
  for (std::size_t i = 0; i < rally.shots.size(); ++i)
    events.push_back(event_of(rally.shots[i], number, static_cast<int>(i) + 1));
  return events;
}

}  // namespace touchline::badminton
