#include "sports/soccer/layers/coverage_words.h"

#include <algorithm>

namespace touchline {
namespace {

bool any_sides(std::span<const TrackSample> people) {
  return std::any_of(people.begin(), people.end(),
                     [](const TrackSample& p) { return p.team != Team::none; });
}

auto on_field(std::span<const TrackSample> people) {
  return std::count_if(people.begin(), people.end(),
                       [](const TrackSample& p) { return p.on_field; });
}

auto placed(std::span<const TrackSample> people) {
  return std::count_if(people.begin(), people.end(),
                       [](const TrackSample& p) { return p.on_field && p.field; });
}

}  // namespace

template <class... Args>
void CoverageWords::put(fmt::format_string<Args...> format, Args&&... args) {
  const auto end = fmt::format_to_n(line_ + length_, sizeof line_ - length_, format,
                                    std::forward<Args>(args)...);
  length_ = std::min(sizeof line_, length_ + end.size);
}

std::string_view CoverageWords::of(const Measures& m, const Scene& scene, bool passes) {
  length_ = 0;
  const Coverage& c = m.coverage;
  const bool lost = !scene.view || scene.view->state == CalibrationState::lost;
  if (!lost && scene.has_teams && c.placed == 0 && !any_sides(scene.people))
    put("   {} people, teams not known yet", c.people);
  else if (scene.view && scene.view->state == CalibrationState::stale)
    put("   {} of {} placed, not measured", placed(scene.people), on_field(scene.people));
  else
    put("   {} of {} placed", c.placed, c.people);
  put("   calibrated {:.0f} %", 100 * c.calibrated_share);
  put("   ball {:.0f} %", 100 * c.ball_share);
  if (passes && !lost && !m.options) put("   no pass options: {}", m.options.why);
  return {line_, length_};
}

}  // namespace touchline
