// TRACAB tracking data in both its forms, centimetres; convert_tracab_sheets.cpp writes the
// line-up.
#include "reports/convert_tracab.h"

#include "records/decimal.h"
#include "reports/convert_file.h"

namespace touchline {
namespace {

constexpr int kHome = 1, kAway = 0, kOfficial = 3, kUnknownTeam = -1;

int team_code(const ConvertInput& in, const TrackSample& s) {
  if (s.class_id == in.referee_class) return kOfficial;
  return s.team == Team::a ? kHome : s.team == Team::b ? kAway : kUnknownTeam;
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
  ball.owner = now.possession == Team::b ? 'A' : 'H';
  return ball;
}

std::string text(std::optional<std::int64_t> value, const char* unknown) {
  return value ? std::to_string(*value) : unknown;
}

std::string speed_text(const FrameMeasures& now, std::int64_t id, const char* unknown) {
  const auto* motion = now.of(id);
  if (!motion || !motion->speed_m_s) return unknown;
  return fmt::format("{:.2f}", *motion->speed_m_s);
}

std::string dat_line(const ConvertInput& in, std::int64_t tick, const FrameRecord& row,
                     const FrameMeasures& now) {
  std::string line = fmt::format("{}:", tick);
  for (const auto& s : row.objects) {
    if (is_ball(in, s) || !tracab_holds(s)) continue;
    const auto at = place(s);
    line += fmt::format("{},{},{},{},{},{};", team_code(in, s), s.track_id, s.track_id, *at.x_cm,
                        *at.y_cm, speed_text(now, s.track_id, "nan"));
  }
  const auto ball = ball_of(in, row, now);
  return line + fmt::format(":{},{},nan,nan,{},{};:\n", text(ball.at.x_cm, "nan"),
                            text(ball.at.y_cm, "nan"), ball.owner, ball.alive ? "Alive" : "Dead");
}

std::string json_frame(const ConvertInput& in, std::int64_t tick, const FrameRecord& row,
                       const FrameMeasures& now) {
  const auto ball = ball_of(in, row, now);
  std::string out = fmt::format(
      R"({{"FrameCount":{},"GameRunning":{},"Phase":1,"PlayerPositions":[)", tick, int(ball.alive));
  const char* comma = "";
  for (const auto& s : row.objects) {
    if (is_ball(in, s) || !tracab_holds(s)) continue;
    const auto at = place(s);
    out += fmt::format(R"({}{{"Team":{},"JerseyNumber":{},"X":{},"Y":{},"Speed":{}}})", comma,
                       team_code(in, s), s.track_id, *at.x_cm, *at.y_cm,
                       speed_text(now, s.track_id, "null"));
    comma = ",";
  }
  return out + fmt::format(R"(],"BallPosition":[{{"X":{},"Y":{},"Z":null,"Speed":null,)"
                           R"("BallOwningTeam":"{}","BallStatus":"{}"}}]}})",
                           text(ball.at.x_cm, "null"), text(ball.at.y_cm, "null"), ball.owner,
                           ball.alive ? "Alive" : "Dead");
}

Result<TracabOverview> overview(const ConvertInput& in) {
  TracabOverview run;
  TracabClock clock(whole_fps(in));
  TL_CHECK(each_frame(in, [&](const FrameRecord& row) -> Status {
    run.last = clock.tick(row.pts_ns);
    if (!run.any_frame) {
      run.first = run.last;
      run.utc_ns = row.utc_ns;
    }
    run.any_frame = true;
    for (const auto& s : row.objects) {
      if (is_ball(in, s) || s.team == Team::none || !tracab_holds(s)) continue;
      auto& player = run.players.try_emplace(s.track_id, TracabPlayer{}).first->second;
      if (player.team == Team::none) player.first = run.last;
      player.team = s.team;
      player.last = run.last;
      player.goalkeeper = s.class_id == in.goalkeeper_class;
    }
    return {};
  }));
  TL_ASSIGN(run.attack_a, attack_of_a(in));
  return run;
}

}  // namespace

WrittenFiles convert_tracab(const ConvertInput& in, const std::string& dir) {
  const std::string folder = dir + "/tracab";
  TL_ASSIGN(const auto run, overview(in));
  TL_ASSIGN(auto files, tracab_sheets(in, run, folder));
  TL_ASSIGN(auto dat, TextFile::create(folder + "/tracking.dat"));
  TL_ASSIGN(auto json, TextFile::create(folder + "/tracking.json"));
  TL_ASSIGN(auto frames, TextFile::create(folder + "/frames.csv"));
  frames.write("FrameCount,frame,pts_ns\n");
  json.write("{\"FrameData\":[");
  TracabClock clock(whole_fps(in));
  MeasureLines measures(in);
  const char* comma = "\n";
  TL_CHECK(each_frame(in, [&](const FrameRecord& row) -> Status {
    TL_ASSIGN(const auto now, measures.at(row.frame));
    const auto tick = clock.tick(row.pts_ns);
    dat.write(dat_line(in, tick, row, now));
    json.write(comma + json_frame(in, tick, row, now));
    frames.print("{},{},{}\n", tick, row.frame, row.pts_ns);
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

}  // namespace touchline
