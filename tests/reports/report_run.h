// A made-up run folder: 22 players round their places, a ball that is passed on every three
// seconds, a change of ends half-way, and stretches where something is missing.
#pragma once

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "records/record.h"
#include "reports/report.h"
#include "sports/soccer/pitch.h"
#include "support/temp_dir.h"

namespace touchline::testing {

struct RunOptions {
  double seconds = 60, fps = 25;
  std::string source_id = "harbour-united.mp4";
  bool change_ends = true, video = false, ball = true;
  double shift_a_m = 0;    ///< moves team a's players along the field
  double regret_b = 0.12;  ///< of team b's passes in the second half
};

class MadeUpRun {
 public:
  explicit MadeUpRun(const RunOptions& options) : o_(options) {}

  void write(const std::string& dir) {
    std::ofstream tracking(dir + "/tracking.jsonl"), events(dir + "/events.jsonl");
    for (std::int64_t i = 0; i < frames(); ++i) tracking << json_of(frame(i), kClasses) << '\n';
    for (const auto& event : happenings()) events << json_of(event, o_.source_id) << '\n';
  }

  [[nodiscard]] ReportInput input(const std::string& dir) const {
    ReportInput in;
    in.field = field_of({});
    in.run_dir = dir;
    in.source_id = o_.source_id;
    in.share_dir = std::string(TOUCHLINE_ROOT) + "/share";
    in.classes = kClasses;
    in.ball_class = 0;
    in.guard_class = 1;
    in.official_class = 3;
    in.team_names = {"Harbour", "Valley"};
    in.team_colours = {"#be1820", "#f4f4f4"};
    in.summary_json = R"({"status":"ok","media_seconds":60,"degraded":[],"notes":[]})";
    in.has_video = o_.video;
    return in;
  }

  /// Where the people of id 1..22 (team a first), 23 (the referee) and 24 (the ball) are.
  [[nodiscard]] Vec2d place(int id, double t) const {
    if (id == kBall) return ball(t);
    if (id == kReferee) return {12 * std::sin(0.1 * t), 8 * std::cos(0.13 * t)};
    const int number = (id - 1) % 11;
    const double side = (id <= 11 ? -1 : 1) * attack(t);
    const double phase = 0.7 * id;
    if (number == 0) return {side * 49, 2.5 * std::sin(0.4 * t + phase)};
    const int line = (number - 1) / 4, row = (number - 1) % 4;
    const double push = 8 * std::sin(0.12 * t) * attack(t) * -1;
    return {side * (34 - 15 * line) + push * (id <= 11 ? 1 : 1) + 5 * std::sin(0.31 * t + phase) +
                (id <= 11 ? o_.shift_a_m : 0),
            -21 + 14 * row + 6 * std::sin(0.23 * t + 2 * phase)};
  }

  [[nodiscard]] std::int64_t frames() const {
    return static_cast<std::int64_t>(o_.seconds * o_.fps);
  }
  /// As the record holds it.
  [[nodiscard]] FrameRecord frame(std::int64_t i) const {
    FrameRecord record = frame(i, static_cast<double>(i) / o_.fps);
    quantise(record);
    return record;
  }

  static constexpr int kReferee = 23, kBall = 24;
  static constexpr double kPassEvery = 3, kFlight = 0.8;
  inline static const std::vector<std::string> kClasses{"ball", "goalkeeper", "player", "referee"};

 protected:
  [[nodiscard]] bool second_half(double t) const { return o_.change_ends && t >= o_.seconds / 2; }
  /// The sign of the x axis towards the goal team a attacks.
  [[nodiscard]] double attack(double t) const { return second_half(t) ? -1 : 1; }
  /// Whoever has the ball in its n-th spell; team b in every third and fourth of six.
  [[nodiscard]] static int holder(std::int64_t n) {
    const bool b = n % 6 >= 3;
    return (b ? 12 : 1) + 1 + static_cast<int>(n * 7 % 10);
  }
  [[nodiscard]] Vec2d ball(double t) const {
    const auto n = static_cast<std::int64_t>(t / kPassEvery);
    const double in = t - kPassEvery * static_cast<double>(n);
    const double fly = (in - (kPassEvery - kFlight)) / kFlight;
    const Vec2d from = place(holder(n), t);
    if (fly <= 0) return from + Vec2d{0.6, 0};
    return (1 - fly) * from + fly * place(holder(n + 1), kPassEvery * static_cast<double>(n + 1)) +
           Vec2d{0.6, 0};
  }
  [[nodiscard]] double share(double t) const { return t / o_.seconds; }

  RunOptions o_;

 private:
  [[nodiscard]] CalibrationState calibration(double t) const {
    const double s = share(t);
    if (s > 0.30 && s < 0.36) return CalibrationState::lost;
    if (s > 0.36 && s < 0.42) return CalibrationState::stale;
    if (s > 0.70 && s < 0.80) return CalibrationState::propagated;
    return CalibrationState::measured;
  }

  [[nodiscard]] FrameRecord frame(std::int64_t i, double t) const {
    FrameRecord r;
    r.source_id = o_.source_id;
    r.frame = i;
    r.pts_ns = from_seconds(t);
    r.calibration = calibration(t);
    const bool lost = r.calibration == CalibrationState::lost;
    if (!lost) r.sigma_m = 0.22 + 0.1 * std::sin(t) + (share(t) > 0.7 && share(t) < 0.8 ? 0.4 : 0);
    r.counted = !(share(t) > 0.55 && share(t) < 0.6);
    if (!r.counted) r.why_uncounted = "a replay";
    r.shot = share(t) > 0.6 ? 2 : share(t) > 0.55 ? 1 : 0;
    for (int id = 1; id <= kBall; ++id) {
      if (id == kBall && share(t) > 0.85 && share(t) < 0.92) continue;
      TrackSample s;
      s.track_id = id;
      s.class_id = id == kBall ? 0 : id == kReferee ? 3 : (id - 1) % 11 == 0 ? 1 : 2;
      const Vec2d at = place(id, t);
      s.box = {static_cast<float>(640 + 10 * at.x), static_cast<float>(360 - 6 * at.y), 20, 50};
      s.conf = 0.9F;
      if (id == 5 && std::fmod(t, 10) > 8) s.source = SampleSource::predicted;
      if (!lost) s.field = FieldPoint{at, {0.05, 0, 0.05}};
      if (id < kReferee) s.team = id <= 11 ? Team::a : Team::b, s.team_conf = 0.97F;
      r.objects.push_back(s);
    }
    r.ball = share(t) > 0.85 && share(t) < 0.92 ? BallState::lost : BallState::visible;
    return r;
  }

  [[nodiscard]] std::vector<Event> happenings() const {
    std::vector<Event> events;
    const auto add = [&](const char* type, const char* subtype, double t, Team team) -> Event& {
      Event& e = events.emplace_back();
      e.id = static_cast<std::int64_t>(events.size());
      e.type = type;
      e.subtype = subtype;
      e.start_ns = e.end_ns = from_seconds(t);
      e.team = team;
      return e;
    };
    add("track_start", "", 0, Team::none);
    if (!o_.ball) return events;
    for (std::int64_t n = 0; kPassEvery * static_cast<double>(n + 1) < o_.seconds; ++n) {
      const double start = kPassEvery * static_cast<double>(n + 1) - kFlight, end = start + kFlight;
      const int from = holder(n), to = holder(n + 1);
      const Team team = from <= 11 ? Team::a : Team::b;
      const bool completed = (from <= 11) == (to <= 11);
      Event& e = add("pass", completed ? "completed" : "intercepted", start, team);
      e.end_ns = from_seconds(end);
      e.track_ids = {from, to};
      e.field_m = place(from, start);
      e.field_end_m = place(to, end);
      const double regret =
          team == Team::b && second_half(start) ? o_.regret_b : 0.02 * static_cast<double>(n % 9);
      e.values = {{"distance_m", distance(*e.field_m, *e.field_end_m)},
                  {"regret", n % 5 == 4 ? std::nullopt : std::optional(regret)}};
      if (!completed) add("turnover", "interception", end, team).track_ids = {from, to};
    }
    Event& sprint = add("sprint", "", 0.2 * o_.seconds, Team::a);
    sprint.track_ids = {7};
    sprint.values = {{"distance_m", 21.4}, {"top_speed_m_s", 7.9}};
    add("cut", "", 0.55 * o_.seconds, Team::none);
    add("cut", "", 0.6 * o_.seconds, Team::none);
    if (o_.change_ends) add("attack_direction", "changed", 0.5 * o_.seconds, Team::none);
    return events;
  }
};

}  // namespace touchline::testing
