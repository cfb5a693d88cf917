// Common Data Format 0.3.2: the tracking. cdf_sheets.cpp and cdf_events.cpp write
// the rest.
#include "sports/soccer/formats/cdf.h"

#include <chrono>
#include <cmath>
#include <map>

#include "reports/convert_file.h"

namespace touchline::soccer {

CdfClock::CdfClock(const ConvertInput& in) {
  const auto* sheet = sheet_of(in);
  if (!sheet || !sheet->kickoff_utc_ns || !sheet->kickoff_s) return;
  offset_ = *sheet->kickoff_utc_ns - (from_seconds(*sheet->kickoff_s) - in.clock.origin_ns);
}

void CdfClock::see(const ExportFrame& f) {
  if (!offset_ && f.row.utc_ns) offset_ = *f.row.utc_ns - f.time_ns;
}

std::string CdfClock::at(Nanoseconds time_ns) const { return utc(time_ns + offset_.value_or(0)); }

std::string CdfClock::utc(Nanoseconds utc_ns) {
  using namespace std::chrono;
  const auto us = floor<microseconds>(nanoseconds(utc_ns + 500));
  const sys_time<microseconds> time(us);
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

const char* cdf_period(const ConvertInput& in) {
  return in.sheet ? in.sheet->period.c_str() : "first_half";
}

std::optional<Vec2d> cdf_place(const std::optional<Vec2d>& m) {
  constexpr double kMostX = 65, kMostY = 42.5;
  return m && std::abs(m->x) <= kMostX && std::abs(m->y) <= kMostY ? m : std::nullopt;
}

void write_axis(JsonLine& json, JsonKey key, const std::optional<Vec2d>& m, double Vec2d::* axis) {
  json.key(key).decimal<3>(m ? std::optional((*m).*axis) : std::nullopt);
}

namespace {

void write_place(JsonLine& json, const std::optional<FieldPoint>& field) {
  const auto at = cdf_place(field ? std::optional(field->m) : std::nullopt);
  write_axis(json, "x", at, &Vec2d::x);
  write_axis(json, "y", at, &Vec2d::y);
}

using Samples = std::vector<const TrackSample*>;

void write_people(JsonLine& json, const People& people, const Samples& samples,
                  const FrameMeasures& now) {
  json.begin_array();
  for (const auto* s : samples) {
    json.begin_object();
    json.key("id").string(people.id(s->track_id));
    write_place(json, s->field);
    json.key("is_visible").boolean(s->source == SampleSource::measured);
    const auto* motion = now.of(s->track_id);
    if (motion && motion->speed_m_s) json.key("vel").decimal<3>(motion->speed_m_s);
    json.end_object();
  }
  json.end_array();
}

void write_ball(JsonLine& json, const ConvertInput& in, const FrameRecord& row,
                const FrameMeasures& now) {
  const TrackSample* ball = nullptr;
  for (const auto& s : row.objects)
    if (is_ball(in, s)) ball = &s;
  json.begin_object();
  write_place(json, ball ? ball->field : std::nullopt);
  json.key("z").null();
  if (now.possession != Team::none) json.key("poss_team_id").string(team_id(in, now.possession));
  json.end_object();
}

void write_frame(JsonLine& json, const ConvertInput& in, const People& people,
                 const CdfClock& clock, const ExportFrame& f, const FrameMeasures& now) {
  Samples players[2], officials;
  for (const auto* s : people.in_frame(f.row)) {
    const bool official = s->class_id == in.official_class;
    if (!official && s->team == Team::none) continue;  // the format has no place for them
    (official ? officials : players[side_of(in, s->team)]).push_back(s);
  }
  const auto team = [&](std::size_t side) {
    json.begin_object();
    json.key("id").string(team_id(in, team_at(in, side)));
    write_people(json.key("players"), people, players[side], now);
    json.end_object();
  };
  json.begin_object();
  json.key("frame_id").integer(f.index);
  json.key("timestamp").string(clock.at(f.time_ns));
  json.key("period").string(cdf_period(in));
  json.key("match").begin_object();
  json.key("id").string(match_id(in));
  json.end_object();
  json.key("teams").begin_object();
  json.key("home");
  team(0);
  json.key("away");
  team(1);
  json.end_object();
  write_ball(json.key("ball"), in, f.row, now);
  write_people(json.key("officials"), people, officials, now);
  json.end_object();
}

Result<CdfOverview> overview(const ConvertInput& in) {
  CdfOverview run(in);
  std::map<std::int64_t, Team> teams;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    if (f.index == 0) run.first_ns = f.time_ns;
    run.any_frame = true;
    run.last_ns = f.time_ns;
    run.last_frame = f.index;
    run.clock.see(f);
    for (const auto& s : f.row.objects)
      if (s.team != Team::none && !is_ball(in, s)) teams[s.track_id] = s.team;
    return {};
  }));
  for (const auto& [id, side] : teams) run.players[static_cast<std::size_t>(side)].insert(id);
  TL_ASSIGN(run.attack_a, attack_of_a(in));
  return run;
}

/// The format counts frames from 0 and has no place for what the source calls them: frames.csv has.
WrittenFiles write_tracking(const ConvertInput& in, const CdfOverview& run,
                            const std::string& folder) {
  TL_ASSIGN(auto file, TextFile::create(folder + "/tracking.jsonl"));
  TL_ASSIGN(auto frames, TextFile::create(folder + "/frames.csv"));
  frames.write("frame_id,frame,pts_ns\n");
  MeasureLines measures(in);
  const People people(in);
  JsonLine line;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    TL_ASSIGN(const auto now, measures.at(f.row.frame));
    write_frame(line, in, people, run.clock, f, now);
    file.write_line(line.take());
    frames.print("{},{},{}\n", f.index, f.row.frame, f.row.pts_ns);
    return {};
  }));
  TL_CHECK(file.close());
  TL_CHECK(frames.close());
  return std::vector{file.path(), frames.path()};
}

}  // namespace

WrittenFiles convert_cdf(const ConvertInput& in, const std::string& dir, Unknown& unknown) {
  const std::string folder = dir + "/cdf";
  TL_ASSIGN(const auto run, overview(in));
  TL_ASSIGN(auto files, cdf_sheets(in, run, folder, unknown));
  TL_ASSIGN(const auto tracking, write_tracking(in, run, folder));
  TL_ASSIGN(auto events, cdf_events(in, run, folder + "/event.jsonl", unknown));
  files.insert(files.end(), tracking.begin(), tracking.end());
  files.push_back(events);
  return files;
}

}  // namespace touchline::soccer
