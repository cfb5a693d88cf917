// CDF's events: passes and shots. Its schema has no unknown for a place, a player, an outcome and a
// body part: without a match sheet those are null; with one, an event that lacks them is left out
// and counted, and the body part, which no camera run tells, is "other".
#include "base/text_file.h"
#include "records/record_line.h"
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

void write_what(JsonLine& json, const ConvertInput& in, const CdfOverview& run,
                const CdfEvent& told) {
  const Event& e = told.event;
  json.key("id").string(std::to_string(e.id));
  json.key("time").string(run.clock.at(e.start_ns));
  json.key("period").string(cdf_period(in));
  json.key("type").string(e.type);
  json.key("sub_type").null();
  json.key("is_successful");
  e.subtype.empty() ? json.null() : json.boolean(told.completed);
  write_word(json.key("outcome_type"), e.subtype);
}

void write_who(JsonLine& json, const ConvertInput& in, const People& people, const CdfOverview& run,
               const CdfEvent& told) {
  const Event& e = told.event;
  const bool received = told.completed && e.track_ids.size() > 1;
  const auto id = [&](std::size_t i) {
    return i < e.track_ids.size() ? people.id(e.track_ids[i]) : std::string();
  };
  const auto team = e.team == Team::none ? std::string() : team_id(in, e.team);
  write_word(json.key("player_id"), id(0));
  write_word(json.key("team_id"), team);
  write_word(json.key("receiver_id"), received ? id(1) : "");
  write_word(json.key("receiver_time"), received ? run.clock.at(e.end_ns) : "");
  write_word(json.key("receiver_team_id"), received ? team : "");
}

void write_event(JsonLine& json, const ConvertInput& in, const People& people,
                 const CdfOverview& run, const CdfEvent& told) {
  json.begin_object();
  json.key("match").begin_object();
  json.key("id").string(match_id(in));
  json.end_object();
  json.key("meta").begin_object();
  json.key("is_synced").boolean(true);
  json.end_object();
  json.key("event").begin_object();
  write_what(json, in, run, told);
  write_who(json, in, people, run, told);
  write_axis(json, "x", told.at, &Vec2d::x);
  write_axis(json, "y", told.at, &Vec2d::y);
  write_axis(json, "x_end", told.end, &Vec2d::x);
  write_axis(json, "y_end", told.end, &Vec2d::y);
  write_word(json.key("body_part"), in.sheet ? "other" : "");
  json.key("related_event_ids").null();
  json.end_object();
  if (const auto& frames = told.event.evidence; !frames.empty()) {
    json.key("tracking").begin_object();
    json.key("frame_id").integer(frames.front());
    json.key("frame_id_end").integer(frames.back());
    json.end_object();
  }
  json.end_object();
}

}  // namespace

Result<std::string> cdf_events(const ConvertInput& in, const CdfOverview& run,
                               const std::string& path, Unknown& unknown) {
  TL_ASSIGN(auto events, export_events(in));
  TL_CHECK(count_evidence_in_rows(in, events));
  TL_ASSIGN(auto file, TextFile::create(path));
  const People people(in);
  JsonLine line;
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
    write_event(line, in, people, run, told);
    file.write_line(line.take());
  }
  if (left_out > 0)
    unknown.insert(fmt::format(
        "event.jsonl: place, player, team or outcome of {} events, which are left out", left_out));
  TL_CHECK(file.close());
  return path;
}

}  // namespace touchline::soccer
