#include "reports/named_people.h"

#include <map>
#include <set>

#include "reports/convert_file.h"
#include "reports/convert_run.h"

namespace touchline {
namespace {

std::string who(const NamedPerson& person) {
  return person.number ? fmt::format("player '{}' (number {})", person.id, *person.number)
                       : fmt::format("official '{}'", person.id);
}

int class_of(const ConvertInput& in, NamedPerson::Role role) {
  if (role == NamedPerson::Role::any) return -1;
  return role == NamedPerson::Role::guard ? in.guard_class : in.official_class;
}

}  // namespace

const NamedPerson* named_person(const ConvertInput& in, std::int64_t track) {
  if (!in.sheet) return nullptr;
  const auto found = in.sheet->people.find(track);
  return found == in.sheet->people.end() ? nullptr : &found->second;
}

void settle_people(const ConvertInput& in, FrameRecord& row) {
  if (!in.sheet || in.sheet->people.empty()) return;
  for (auto& s : row.objects) {
    const auto* person = is_ball(in, s) ? nullptr : named_person(in, s.track_id);
    if (!person) continue;
    s.team = person->team;
    const int told = class_of(in, person->role);
    if (told >= 0) s.class_id = told;
  }
}

std::string match_id(const ConvertInput& in) {
  return in.sheet && !in.sheet->id.empty() ? in.sheet->id : in.source_id;
}

std::string team_name(const ConvertInput& in, Team team) {
  if (team == Team::none) return {};
  const auto side = static_cast<std::size_t>(team);
  if (in.sheet && !in.sheet->team_names[side].empty()) return in.sheet->team_names[side];
  return in.team_names[side].empty() ? to_string(team) : in.team_names[side];
}

Status check_people(const ConvertInput& in) {
  if (!in.sheet || in.sheet->people.empty()) return {};
  std::set<std::int64_t> met;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    std::map<std::string, std::int64_t> seen;
    for (const auto& s : f.row.objects) {
      if (is_ball(in, s)) continue;
      met.insert(s.track_id);
      const auto* person = named_person(in, s.track_id);
      if (!person || s.source != SampleSource::measured) continue;
      const auto [other, fresh] = seen.try_emplace(who(*person), s.track_id);
      if (!fresh)
        return fail(Errc::usage, "--match",
                    "the match sheet says that tracks {} and {} are both {}, but both are seen at "
                    "once, at {} s of the source (frame {}); take one of them out",
                    other->second, s.track_id, who(*person), seconds_text(f.row.pts_ns, 3),
                    f.row.frame);
    }
    return {};
  }));
  for (const auto& [track, person] : in.sheet->people)
    if (!met.contains(track))
      return fail(
          Errc::usage, "--match",
          "the match sheet says that track {} is {}, but this run has no person's track {}; "
          "the ids are in tracking.jsonl and on the video",
          track, who(person), track);
  return {};
}

}  // namespace touchline
