// CDF's events: passes and shots. Its schema has no unknown for a place, a player, an outcome and a
// body part: without a match sheet those are null; with one, an event that lacks them is left out
// and counted, and the body part, which no camera run tells, is "other".
#include "reports/convert_file.h"
#include "sports/soccer/formats/cdf.h"

namespace touchline::soccer {
namespace {

/// One event as the file has it.
struct CdfEvent {
  const Event& event;
  std::optional<Vec2d> at, end;
  bool completed = false;

  explicit CdfEvent(const Event& e)
      : event(e),
        at(cdf_place(e.field_m)),
        end(cdf_place(e.field_end_m)),
        completed(e.subtype == "completed") {}
  /// What the schema wants and is not known.
  [[nodiscard]] std::vector<const char*> missing() const {
    std::vector<const char*> names;
    if (event.track_ids.empty()) names.push_back("player_id");
    if (event.team == Team::none) names.push_back("team_id");
    if (event.subtype.empty()) names.insert(names.end(), {"is_successful", "outcome_type"});
    if (!at) names.insert(names.end(), {"x", "y"});
    if (!end) names.insert(names.end(), {"x_end", "y_end"});
    return names;
  }
};

std::string id_text(const People& people, const Event& e, std::size_t i) {
  return i < e.track_ids.size() ? json_text(people.id(e.track_ids[i])) : "null";
}

std::string axis(const std::optional<Vec2d>& p, double Vec2d::* of) {
  return cdf_number(p ? std::optional((*p).*of) : std::nullopt);
}

std::string line_of(const ConvertInput& in, const People& people, const CdfOverview& run,
                    const CdfEvent& told) {
  const Event& e = told.event;
  const bool received = told.completed && e.track_ids.size() > 1;
  const auto team = e.team == Team::none ? "null" : json_text(team_id(in, e.team));
  std::string line = fmt::format(
      R"({{"match":{{"id":{}}},"meta":{{"is_synced":true}},"event":{{"id":"{}","time":"{}",)"
      R"("period":"{}","type":{},"sub_type":null,"is_successful":{},"outcome_type":{},)",
      json_text(match_id(in)), e.id, run.clock.at(e.start_ns), cdf_period(in), json_text(e.type),
      e.subtype.empty() ? "null" : (told.completed ? "true" : "false"),
      e.subtype.empty() ? "null" : json_text(e.subtype));
  line += fmt::format(
      R"("player_id":{},"team_id":{},"receiver_id":{},"receiver_time":{},"receiver_team_id":{},)"
      R"("x":{},"y":{},"x_end":{},"y_end":{},"body_part":{},"related_event_ids":null}})",
      id_text(people, e, 0), team, received ? id_text(people, e, 1) : "null",
      received ? '"' + run.clock.at(e.end_ns) + '"' : "null", received ? team : "null",
      axis(told.at, &Vec2d::x), axis(told.at, &Vec2d::y), axis(told.end, &Vec2d::x),
      axis(told.end, &Vec2d::y), in.sheet ? "\"other\"" : "null");
  if (!e.evidence.empty())
    line += fmt::format(R"(,"tracking":{{"frame_id":{},"frame_id_end":{}}})", e.evidence.front(),
                        e.evidence.back());
  return line + "}\n";
}

}  // namespace

Result<std::string> cdf_events(const ConvertInput& in, const CdfOverview& run,
                               const std::string& path, Unknown& unknown) {
  TL_ASSIGN(auto events, export_events(in));
  TL_CHECK(count_evidence_in_rows(in, events));
  TL_ASSIGN(auto file, TextFile::create(path));
  const People people(in);
  int left_out = 0;
  for (const auto& event : events) {
    if (event.type != "pass" && event.type != "shot") continue;
    const CdfEvent told(event);
    const auto missing = told.missing();
    if (in.sheet && !missing.empty()) {
      ++left_out;
      continue;
    }
    if (!in.sheet) unknown.insert("event.jsonl: event.body_part");
    for (const char* name : missing) unknown.insert(fmt::format("event.jsonl: event.{}", name));
    file.write(line_of(in, people, run, told));
  }
  if (left_out > 0)
    unknown.insert(fmt::format(
        "event.jsonl: place, player, team or outcome of {} events, which are left out", left_out));
  TL_CHECK(file.close());
  return path;
}

}  // namespace touchline::soccer
