#include "reports/convert_people.h"

#include <algorithm>
#include <set>

#include "reports/convert_file.h"
#include "reports/convert_run.h"

namespace touchline {
namespace {

/// Shirts have three digits at most, so no track stands in for one that is worn.
constexpr std::int64_t kAfterShirts = 1000;

const SheetTeam* sheet_team(const ConvertInput& in, Team team) {
  return in.sheet ? &in.sheet->teams[side_of(in, team)] : nullptr;
}

/// The better of two samples of one person has the higher rank.
int rank(const TrackSample& s) {
  return s.source == SampleSource::measured ? 2 : s.source == SampleSource::interpolated ? 1 : 0;
}

std::string name_of(const SheetPlayer& player) {
  return fmt::format("player '{}' (number {})", player.id, player.number);
}
std::string name_of(const SheetOfficial& official) {
  return fmt::format("official '{}'", official.person.id);
}

}  // namespace

std::size_t side_of(const ConvertInput& in, Team team) {
  return team == (in.sheet ? in.sheet->home : Team::a) ? 0 : 1;
}

Team team_at(const ConvertInput& in, std::size_t side) {
  return side_of(in, Team::a) == side ? Team::a : Team::b;
}

std::string team_id(const ConvertInput& in, Team team) {
  const auto* told = sheet_team(in, team);
  return told ? told->id : to_string(team);
}

std::string team_name(const ConvertInput& in, Team team) {
  if (team == Team::none) return {};
  if (const auto* told = sheet_team(in, team); told && !told->name.empty()) return told->name;
  const auto& name = in.team_names[static_cast<std::size_t>(team)];
  return name.empty() ? to_string(team) : name;
}

std::string team_colour(const ConvertInput& in, Team team) {
  if (const auto* told = sheet_team(in, team); told && !told->colour.empty()) return told->colour;
  return in.team_colours[static_cast<std::size_t>(team)];
}

std::string match_id(const ConvertInput& in) {
  return in.sheet && !in.sheet->id.empty() ? in.sheet->id : in.source_id;
}

std::optional<int> attack_of_a(const ConvertInput& in, std::optional<int> measured) {
  if (!in.sheet || !in.sheet->home_attacks) return measured;
  return in.sheet->home == Team::a ? *in.sheet->home_attacks : -*in.sheet->home_attacks;
}

People::People(const ConvertInput& in) : in_(in) {
  if (!in.sheet) return;
  for (const std::size_t side : {0U, 1U})
    for (const auto& player : in.sheet->teams[side].players)
      for (const auto track : player.tracks) tracks_[track] = {side, &player, nullptr};
  for (const auto& official : in.sheet->officials)
    for (const auto track : official.tracks) tracks_[track] = {0, nullptr, &official};
}

const People::Person* People::find(std::int64_t track) const {
  const auto found = tracks_.find(track);
  return found == tracks_.end() ? nullptr : &found->second;
}

const SheetPlayer* People::player(std::int64_t track) const {
  const auto* person = find(track);
  return person ? person->player : nullptr;
}

const SheetOfficial* People::official(std::int64_t track) const {
  const auto* person = find(track);
  return person ? person->official : nullptr;
}

std::string People::id(std::int64_t track) const {
  const auto* person = find(track);
  if (!person) return fmt::format("{}{}", in_.sheet ? "track_" : "", track);
  return person->player ? person->player->id : person->official->person.id;
}

std::int64_t People::shirt(std::int64_t track) const {
  const auto* known = player(track);
  return known ? known->number : track + (in_.sheet ? kAfterShirts : 0);
}

void People::settle(FrameRecord& row) const {
  if (tracks_.empty()) return;
  for (auto& s : row.objects) {
    const auto* person = is_ball(in_, s) ? nullptr : find(s.track_id);
    if (!person) continue;
    s.team = person->player ? team_at(in_, person->side) : Team::none;
    const bool keeper = person->player && person->player->position == "GK";
    const int role = keeper ? in_.goalkeeper_class : person->official ? in_.referee_class : -1;
    if (role >= 0) s.class_id = role;
  }
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

Status check_people(const ConvertInput& in) {
  if (!in.sheet) return {};
  std::map<std::int64_t, std::string> told;  // who each track is said to be
  const auto note = [&](const auto& person) {
    for (const auto track : person.tracks) told[track] = name_of(person);
  };
  for (const auto& team : in.sheet->teams)
    std::for_each(team.players.begin(), team.players.end(), note);
  std::for_each(in.sheet->officials.begin(), in.sheet->officials.end(), note);
  if (told.empty()) return {};
  std::set<std::int64_t> met;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    std::map<std::string, std::int64_t> seen;
    for (const auto& s : f.row.objects) {
      if (is_ball(in, s)) continue;
      met.insert(s.track_id);
      const auto who = told.find(s.track_id);
      if (who == told.end() || s.source != SampleSource::measured) continue;
      const auto [other, fresh] = seen.try_emplace(who->second, s.track_id);
      if (!fresh)
        return fail(Errc::usage, "--match",
                    "the match sheet says that tracks {} and {} are both {}, but both are seen at "
                    "once, at {} s of the source (frame {}); take one of them out",
                    other->second, s.track_id, who->second, seconds_text(f.row.pts_ns, 3),
                    f.row.frame);
    }
    return {};
  }));
  for (const auto& [track, who] : told)
    if (!met.contains(track))
      return fail(
          Errc::usage, "--match",
          "the match sheet says that track {} is {}, but this run has no person's track {}; "
          "the ids are in tracking.jsonl and on the video",
          track, who, track);
  return {};
}

}  // namespace touchline
