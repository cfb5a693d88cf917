// TRACAB tracking data in both its forms, centimetres; tracab_sheets.cpp writes the
// line-up.
#include "sports/soccer/formats/tracab.h"

#include "base/decimal.h"
#include "reports/convert_file.h"

namespace touchline::soccer {
namespace {

constexpr int kHome = 1, kAway = 0, kOfficial = 3, kUnknownTeam = -1;

int team_code(const ConvertInput& in, const TrackSample& s) {
  if (s.class_id == in.official_class) return kOfficial;
  if (s.team == Team::none) return kUnknownTeam;
  return side_of(in, s.team) == 0 ? kHome : kAway;
}

struct Place {
  std::optional<std::int64_t> x_cm, y_cm;
};

Place place(const TrackSample& s) {
  return {std::llround(s.field->m.x * 100), std::llround(s.field->m.y * 100)};
}

/// The ball is in play only where its place and the team in possession are known: the owner that
/// the format wants of every frame means nothing where the ball is dead.
struct Ball {
  Place at;
  bool alive = false;
  char owner = 'H';
};

Ball ball_of(const ConvertInput& in, const FrameRecord& row, const FrameMeasures& now) {
  Ball ball;
  for (const auto& s : row.objects)
    if (is_ball(in, s) && tracab_holds(s)) ball.at = place(s);
  ball.alive = ball.at.x_cm && now.possession != Team::none;
  ball.owner = now.possession != Team::none && side_of(in, now.possession) == 1 ? 'A' : 'H';
  return ball;
}

/// TRACAB itself puts what is not in play 3 m behind the goal line and 10 m beside the touch line:
/// its JSON has no null for a ball, and readers compute with what stands there.
Place parked(const ConvertInput& in) {
  return {std::llround(in.field.length_m * 50) + 300, std::llround(in.field.width_m * 50) + 1000};
}

std::string text(std::optional<std::int64_t> value) {
  return value ? std::to_string(*value) : "nan";
}

std::string speed_text(const FrameMeasures& now, std::int64_t id, const char* unknown) {
  const auto* motion = now.of(id);
  if (!motion || !motion->speed_m_s) return unknown;
  return fmt::format("{:.2f}", *motion->speed_m_s);
}

std::string dat_line(const ConvertInput& in, const People& people, std::int64_t tick,
                     const FrameRecord& row, const FrameMeasures& now) {
  std::string line = fmt::format("{}:", tick);
  for (const auto* s : people.in_frame(row)) {
    if (!tracab_holds(*s)) continue;
    const auto at = place(*s);
    line +=
        fmt::format("{},{},{},{},{},{};", team_code(in, *s), s->track_id, people.shirt(s->track_id),
                    *at.x_cm, *at.y_cm, speed_text(now, s->track_id, "nan"));
  }
  const auto ball = ball_of(in, row, now);
  return line + fmt::format(":{},{},nan,nan,{},{};:\n", text(ball.at.x_cm), text(ball.at.y_cm),
                            ball.owner, ball.alive ? "Alive" : "Dead");
}

std::string json_frame(const ConvertInput& in, const People& people, std::int64_t tick,
                       const FrameRecord& row, const FrameMeasures& now) {
  const auto ball = ball_of(in, row, now);
  std::string out = fmt::format(
      R"({{"FrameCount":{},"GameRunning":{},"Phase":1,"PlayerPositions":[)", tick, int(ball.alive));
  const char* comma = "";
  for (const auto* s : people.in_frame(row)) {
    if (!tracab_holds(*s)) continue;
    const auto at = place(*s);
    out += fmt::format(R"({}{{"Team":{},"JerseyNumber":{},"X":{},"Y":{},"Speed":{}}})", comma,
                       team_code(in, *s), people.shirt(s->track_id), *at.x_cm, *at.y_cm,
                       speed_text(now, s->track_id, "null"));
    comma = ",";
  }
  const auto at = ball.at.x_cm ? ball.at : parked(in);
  return out + fmt::format(R"(],"BallPosition":[{{"X":{},"Y":{},"Z":null,"Speed":null,)"
                           R"("BallOwningTeam":"{}","BallStatus":"{}"}}]}})",
                           *at.x_cm, *at.y_cm, ball.owner, ball.alive ? "Alive" : "Dead");
}

}  // namespace

Result<TracabOverview> tracab_overview(const ConvertInput& in) {
  TracabOverview run;
  TracabClock clock(whole_fps(in));
  const People people(in);
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    run.last = clock.tick(f.time_ns);
    if (!run.any_frame) {
      run.first = run.last;
      run.utc_ns = f.row.utc_ns;
    }
    run.any_frame = true;
    for (const auto* s : people.in_frame(f.row)) {
      if (s->team == Team::none || !tracab_holds(*s)) continue;
      auto& player = run.players.try_emplace(s->track_id, TracabPlayer{}).first->second;
      if (player.team == Team::none) player.first = run.last;
      player.team = s->team;
      player.last = run.last;
      player.goalkeeper = s->class_id == in.guard_class;
    }
    return {};
  }));
  if (const auto* sheet = sheet_of(in); sheet && sheet->kickoff_utc_ns)
    run.utc_ns = sheet->kickoff_utc_ns;
  TL_ASSIGN(run.attack_a, attack_of_a(in));
  return run;
}

WrittenFiles convert_tracab(const ConvertInput& in, const std::string& dir, Unknown& unknown) {
  const std::string folder = dir + "/tracab";
  TL_ASSIGN(const auto run, tracab_overview(in));
  TL_ASSIGN(auto files, tracab_sheets(in, run, folder, unknown));
  TL_ASSIGN(auto dat, TextFile::create(folder + "/tracking.dat"));
  TL_ASSIGN(auto json, TextFile::create(folder + "/tracking.json"));
  TL_ASSIGN(auto frames, TextFile::create(folder + "/frames.csv"));
  frames.write("FrameCount,frame,pts_ns\n");
  json.write("{\"FrameData\":[");
  TracabClock clock(whole_fps(in));
  MeasureLines measures(in);
  const People people(in);
  const char* comma = "\n";
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    TL_ASSIGN(const auto now, measures.at(f.row.frame));
    const auto tick = clock.tick(f.time_ns);
    dat.write(dat_line(in, people, tick, f.row, now));
    json.write(comma + json_frame(in, people, tick, f.row, now));
    frames.print("{},{},{}\n", tick, f.row.frame, f.row.pts_ns);
    comma = ",\n";
    return {};
  }));
  json.write("]}\n");
  for (auto* file : {&dat, &json, &frames}) {
    TL_CHECK(file->close());
    files.push_back(file->path());
  }
  return files;
}

}  // namespace touchline::soccer
