// Common Data Format v0.2.3: tracking and events; convert_cdf_sheets.cpp writes the rest.
#include <chrono>
#include <cmath>
#include <map>

#include "records/decimal.h"
#include "reports/convert_cdf.h"
#include "reports/convert_file.h"

namespace touchline {

void CdfClock::see(const FrameRecord& row) {
  if (!offset_ && row.utc_ns) offset_ = *row.utc_ns - row.pts_ns;
}

std::string CdfClock::at(Nanoseconds pts_ns) const {
  using namespace std::chrono;
  const auto us = floor<microseconds>(nanoseconds(pts_ns + offset_.value_or(0) + 500));
  const sys_time<microseconds> time(us);
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

namespace {

std::string number(std::optional<double> value) {
  std::string out;
  value ? append_decimal<3>(out, *value) : void(out = "null");
  return out;
}

std::string place(const std::optional<FieldPoint>& field) {
  return fmt::format(R"("x":{},"y":{})", number(field ? std::optional(field->m.x) : std::nullopt),
                     number(field ? std::optional(field->m.y) : std::nullopt));
}

std::string person(const TrackSample& s, const FrameMeasures& now) {
  const auto* motion = now.of(s.track_id);
  std::string out = fmt::format(R"({{"id":"{}",{},"is_visible":{})", s.track_id, place(s.field),
                                s.source == SampleSource::measured);
  if (motion && motion->speed_m_s) out += ",\"vel\":" + number(motion->speed_m_s);
  return out + "}";
}

std::string team(const ConvertInput& in, Team side, const std::string& players) {
  const auto index = static_cast<std::size_t>(side);
  const auto& colour = in.team_colours[index];
  return fmt::format(R"({{"id":"{}","name":{},{}"players":[{}]}})", to_string(side),
                     json_text(team_name(in, side)),
                     colour.empty() ? "" : "\"jersey_colour\":" + json_text(colour) + ",", players);
}

std::string tracking_line(const ConvertInput& in, const CdfClock& clock, const FrameRecord& row,
                          const FrameMeasures& now) {
  std::string people[2], referees, ball = R"({"x":null,"y":null,"z":null})";
  for (const auto& s : row.objects) {
    if (is_ball(in, s)) {
      ball = fmt::format(R"({{{},"z":null}})", place(s.field));
      continue;
    }
    const bool official = s.class_id == in.referee_class;
    if (!official && s.team == Team::none) continue;  // the format has no place for them
    auto& list = official ? referees : people[static_cast<std::size_t>(s.team)];
    list += (list.empty() ? "" : ",") + person(s, now);
  }
  std::string line =
      fmt::format(R"({{"frame_id":{},"timestamp":"{}","period":"{}","match":{{"id":{}}},)"
                  R"("teams":{{"home":{},"away":{}}},"ball":{},"referees":[{}])",
                  row.frame, clock.at(row.pts_ns), kCdfPeriod, json_text(in.source_id),
                  team(in, Team::a, people[0]), team(in, Team::b, people[1]), ball, referees);
  if (now.possession != Team::none)
    line += fmt::format(R"(,"ball_poss_team_id":"{}")", to_string(now.possession));
  return line + "}\n";
}

Result<CdfOverview> overview(const ConvertInput& in) {
  CdfOverview run;
  std::map<std::int64_t, Team> teams;
  TL_CHECK(each_frame(in, [&](const FrameRecord& row) -> Status {
    if (!run.any_frame) {
      run.first_ns = row.pts_ns;
      run.first_frame = row.frame;
    }
    run.any_frame = true;
    run.last_ns = row.pts_ns;
    run.last_frame = row.frame;
    run.clock.see(row);
    for (const auto& s : row.objects)
      if (s.team != Team::none && !is_ball(in, s)) teams[s.track_id] = s.team;
    return {};
  }));
  for (const auto& [id, side] : teams) run.players[static_cast<std::size_t>(side)].insert(id);
  TL_ASSIGN(run.attack_a, attack_of_a(in));
  return run;
}

Result<std::string> write_tracking(const ConvertInput& in, const CdfOverview& run,
                                   const std::string& path) {
  TL_ASSIGN(auto file, TextFile::create(path));
  MeasureLines measures(in);
  TL_CHECK(each_frame(in, [&](const FrameRecord& row) -> Status {
    TL_ASSIGN(const auto now, measures.at(row.frame));
    file.write(tracking_line(in, run.clock, row, now));
    return {};
  }));
  TL_CHECK(file.close());
  return path;
}

std::string event_line(const ConvertInput& in, const CdfOverview& run, const Event& e) {
  const auto axis = [](const std::optional<Vec2d>& p, double Vec2d::* of) {
    return number(p ? std::optional((*p).*of) : std::nullopt);
  };
  const auto id = [](const std::vector<std::int64_t>& ids, std::size_t i) {
    return i < ids.size() ? fmt::format("\"{}\"", ids[i]) : std::string("null");
  };
  const bool completed = e.subtype == "completed";
  const bool received = completed && e.track_ids.size() > 1;
  std::string line = fmt::format(
      R"({{"match":{{"id":{}}},"meta":{{"is_synced":true}},"event":{{"id":"{}","time":"{}",)"
      R"("period":"{}","type":{},"sub_type":null,"is_successful":{},"outcome_type":{},)",
      json_text(in.source_id), e.id, run.clock.at(e.start_ns), kCdfPeriod, json_text(e.type),
      e.subtype.empty() ? "null" : (completed ? "true" : "false"),
      e.subtype.empty() ? "null" : json_text(e.subtype));
  line += fmt::format(
      R"("player_id":{},"team_id":{},"receiver_id":{},"receiver_time":{},"x":{},"y":{},)"
      R"("x_end":{},"y_end":{},"body_part":null,"related_event_ids":null}})",
      id(e.track_ids, 0), e.team == Team::none ? "null" : json_text(to_string(e.team)),
      received ? id(e.track_ids, 1) : "null",
      received ? '"' + run.clock.at(e.end_ns) + '"' : "null", axis(e.field_m, &Vec2d::x),
      axis(e.field_m, &Vec2d::y), axis(e.field_end_m, &Vec2d::x), axis(e.field_end_m, &Vec2d::y));
  if (!e.evidence.empty())
    line += fmt::format(R"(,"tracking":{{"frame_id":{},"frame_id_end":{}}})", e.evidence.front(),
                        e.evidence.back());
  return line + "}\n";
}

Result<std::string> write_events(const ConvertInput& in, const CdfOverview& run,
                                 const std::string& path) {
  TL_ASSIGN(const auto events, last_events(in));
  TL_ASSIGN(auto file, TextFile::create(path));
  for (const auto& event : events)
    if (event.type == "pass" || event.type == "shot") file.write(event_line(in, run, event));
  TL_CHECK(file.close());
  return path;
}

}  // namespace

WrittenFiles convert_cdf(const ConvertInput& in, const std::string& dir) {
  const std::string folder = dir + "/cdf";
  TL_ASSIGN(const auto run, overview(in));
  TL_ASSIGN(auto files, cdf_sheets(in, run, folder));
  TL_ASSIGN(auto tracking, write_tracking(in, run, folder + "/tracking.jsonl"));
  TL_ASSIGN(auto events, write_events(in, run, folder + "/event.jsonl"));
  files.push_back(tracking);
  files.push_back(events);
  return files;
}

}  // namespace touchline
