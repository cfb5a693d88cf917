#include "sports/badminton/foreseen_play.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include "sports/badminton/play_words.h"

namespace touchline::badminton {
namespace {

constexpr Nanoseconds kRallyShown = 2 * kSecond;  // after its last stroke

double figure(const Event& event, std::string_view name) {
  for (const auto& [key, value] : event.values)
    if (key == name) return value.value_or(0);
  return 0;
}

}  // namespace

ForeseenPlay::ForeseenPlay(std::span<const Event> events) {
  for (const auto& event : events) {
    const int rally = static_cast<int>(figure(event, "rally"));
    if (event.type == kRallyType) rallies_.push_back({rally, event.start_ns, event.end_ns});
    if (event.type != kStrokeType) continue;
    Stroke stroke;
    stroke.rally = rally;
    stroke.end = figure(event, "far_end") > 0 ? End::far : End::near;
    stroke.shown.at_ns = event.start_ns;
    if (!event.track_ids.empty()) stroke.shown.track_id = event.track_ids.front();
    stroke.shown.shuttle_px = {figure(event, "x_px"), figure(event, "y_px")};
    stroke.shown.kind = event.subtype;
    stroke.shown.backhand = figure(event, "backhand") > 0;
    strokes_.push_back(std::move(stroke));
  }
  std::stable_sort(rallies_.begin(), rallies_.end(),
                   [](const Rally& a, const Rally& b) { return a.from < b.from; });
  std::stable_sort(strokes_.begin(), strokes_.end(),
                   [](const Stroke& a, const Stroke& b) { return a.shown.at_ns < b.shown.at_ns; });
}

std::optional<RallyNow> ForeseenPlay::at(Nanoseconds now) const {
  const auto later =
      std::upper_bound(rallies_.begin(), rallies_.end(), now,
                       [](Nanoseconds t, const Rally& rally) { return t < rally.from; });
  if (later == rallies_.begin() || now > std::prev(later)->to + kRallyShown) return {};
  RallyNow shown;
  shown.number = std::prev(later)->number;
  auto stroke = std::lower_bound(strokes_.begin(), strokes_.end(), std::prev(later)->from,
                                 [](const Stroke& s, Nanoseconds t) { return s.shown.at_ns < t; });
  for (; stroke != strokes_.end() && stroke->shown.at_ns <= now; ++stroke) {
    if (stroke->rally != shown.number) continue;
    ++shown.strokes[static_cast<std::size_t>(stroke->end)];
    if (now - stroke->shown.at_ns < kStrokeShown) shown.fresh.push_back(stroke->shown);
  }
  return shown;
}

}  // namespace touchline::badminton
