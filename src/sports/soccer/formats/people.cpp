#include "sports/soccer/formats/people.h"

#include <algorithm>

#include "reports/convert_run.h"

namespace touchline::soccer {
namespace {

/// Shirts have three digits at most, so no track stands in for one that is worn.
constexpr std::int64_t kAfterShirts = 1000;

const SheetTeam* sheet_team(const ConvertInput& in, Team team) {
  const auto* sheet = sheet_of(in);
  return sheet ? &sheet->teams[side_of(in, team)] : nullptr;
}

/// The better of two samples of one person has the higher rank.
int rank(const TrackSample& s) {
  return s.source == SampleSource::measured ? 2 : s.source == SampleSource::interpolated ? 1 : 0;
}

}  // namespace

std::size_t side_of(const ConvertInput& in, Team team) {
  const auto* sheet = sheet_of(in);
  return team == (sheet ? sheet->home : Team::a) ? 0 : 1;
}

Team team_at(const ConvertInput& in, std::size_t side) {
  return side_of(in, Team::a) == side ? Team::a : Team::b;
}

std::string team_id(const ConvertInput& in, Team team) {
  const auto* told = sheet_team(in, team);
  return told ? told->id : to_string(team);
}

std::string team_colour(const ConvertInput& in, Team team) {
  const auto side = static_cast<std::size_t>(team);
  if (in.sheet && !in.sheet->team_colours[side].empty()) return in.sheet->team_colours[side];
  return in.team_colours[side];
}

std::optional<int> attack_of_a(const ConvertInput& in, std::optional<int> measured) {
  const auto* sheet = sheet_of(in);
  if (!sheet || !sheet->home_attacks) return measured;
  return sheet->home == Team::a ? *sheet->home_attacks : -*sheet->home_attacks;
}

People::People(const ConvertInput& in) : in_(in) {
  if (const auto* sheet = sheet_of(in))
    for (const auto& team : sheet->teams)
      for (const auto& player : team.players)
        for (const auto track : player.tracks) players_[track] = &player;
}

const SheetPlayer* People::player(std::int64_t track) const {
  const auto found = players_.find(track);
  return found == players_.end() ? nullptr : found->second;
}

std::string People::id(std::int64_t track) const {
  if (const auto* person = named_person(in_, track)) return person->id;
  return fmt::format("{}{}", in_.sheet ? "track_" : "", track);
}

std::int64_t People::shirt(std::int64_t track) const {
  const auto* known = player(track);
  return known ? known->number : track + (in_.sheet ? kAfterShirts : 0);
}

std::vector<const TrackSample*> People::in_frame(const FrameRecord& row) const {
  std::vector<const TrackSample*> people;
  for (const auto& s : row.objects) {
    if (is_ball(in_, s)) continue;
    const auto* known = player(s.track_id);
    const auto same = std::find_if(people.begin(), people.end(), [&](const TrackSample* other) {
      return known && player(other->track_id) == known;
    });
    if (same == people.end())
      people.push_back(&s);
    else if (rank(s) > rank(**same))
      *same = &s;
  }
  return people;
}

}  // namespace touchline::soccer
