// A finished run without footage, for what works on records alone.
#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text_file.h"
#include "pipeline/measuring.h"
#include "records/record_line.h"
#include "sports/soccer/scene/match_camera.h"
#include "sports/soccer/scene/truth.h"

namespace touchline::testing {

inline constexpr int kShown = 2 * kTeamSize + 1;  // the assistants are never in the picture
inline constexpr double kNoiseM = 0.2;
inline constexpr int kFilmWidth = 1280, kFilmHeight = 720;

/// Between -3 and 3, the sum of three, by a small generator that is the same everywhere.
class Noise {
 public:
  double next() {
    double sum = 0;
    for (int i = 0; i < 3; ++i) {
      state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
      sum += static_cast<double>(state_ >> 11) / 4503599627370496.0 - 1;
    }
    return sum;
  }
  Vec2d metres() {
    const double x = next();
    return {kNoiseM * x, kNoiseM * next()};
  }

 private:
  std::uint64_t state_ = 1;
};

inline Match half(double seconds, bool second) {
  MatchOptions options;
  options.seconds = seconds;
  options.seed = second ? 2 : 1;
  options.swap_sides = second;
  return Match(options);
}

struct RecordedMatchOptions {
  double seconds = 3600, fps = 25, shot_s = 30;
  int replay_every = 10;  ///< the last of so many shots is found to be a replay when it is over
};

/// The folder of a run that never took place: a match of two halves with an exact truth, recorded
/// as a perfect tracker with 0.2 m of noise would: 22 players, a referee and the ball in every
/// frame, cuts, and replays that are known only afterwards. measures.jsonl and events.jsonl are
/// made frame by frame as a live run makes them.
class RecordedMatch {
 public:
  explicit RecordedMatch(std::string dir, const RecordedMatchOptions& options = {})
      : dir_(std::move(dir)),
        o_(options),
        halves_{half(o_.seconds / 2, false), half(o_.seconds / 2, true)} {}

  Status write() {
    TL_CHECK(config_.set("sport", "soccer", "flag"));
    TL_ASSIGN(const Sport sport, load_sport("soccer"));
    TL_ASSIGN(const auto make, make_analysis(sport, config_.settings()));
    const auto analysis = make();
    std::error_code error;
    std::filesystem::create_directories(dir_, error);
    std::ofstream tracking(dir_ + "/tracking.jsonl"), measures(dir_ + "/measures.jsonl"),
        events(dir_ + "/events.jsonl");
    const auto note = [&](Event event) {
      event.id = ++events_;
      events << json_of(event, "hour") << '\n';
    };
    JsonLine line;
    for (; frame_ < static_cast<std::int64_t>(o_.seconds * o_.fps); ++frame_) {
      const FrameRecord row = record(sport);
      if (row.shot != shot_) {
        note(cut(row));
        if (shot_ % o_.replay_every == o_.replay_every - 1) {
          const Event replay = late_replay(row);
          analysis->discount(replay.start_ns, replay.end_ns);
          note(replay);
        }
      }
      shot_ = row.shot;
      const auto found = analysis->push(row, {});
      tracking << json_of(row, sport.classes) << '\n';
      found.record->append_json(line, "hour");
      measures << line.take() << '\n';
      for (const auto& event : found.events) note(event);
    }
    for (const auto& event : analysis->finish()) note(event);
    if (!tracking.flush() || !measures.flush() || !events.flush())
      return fail(Errc::io, dir_, "{}: cannot be written; is there room?", dir_);
    return write_manifest(sport);
  }

 private:
  [[nodiscard]] static Event cut(const FrameRecord& row) {
    Event event;
    event.type = "cut";
    event.start_ns = event.end_ns = row.pts_ns;
    event.evidence = {row.frame};
    event.row = row.frame;
    return event;
  }

  /// The shot before `row` was one.
  [[nodiscard]] Event late_replay(const FrameRecord& row) {
    Event event = cut(row);
    event.type = "replay";
    event.start_ns = from_seconds((row.shot - 1) * o_.shot_s);
    return event;
  }

  FrameRecord record(const Sport& sport) {
    const double t = static_cast<double>(frame_) / o_.fps;
    const bool second = t >= o_.seconds / 2;
    const Match& match = halves_[second];
    const double in_half = second ? t - o_.seconds / 2 : t;
    const MatchState state = match.at(in_half);
    const TrueView view = true_view(state, camera_at({CameraKind::wide, 0, 0, 1}, match, in_half),
                                    kFilmWidth, kFilmHeight);
    FrameRecord row;
    row.source_id = "hour";
    row.frame = frame_;
    row.pts_ns = from_seconds(t);
    row.calibration = CalibrationState::measured;
    row.sigma_m = 0.12 + 0.02 * noise_.next();
    row.shot = static_cast<int>(t / o_.shot_s);
    for (const auto& seen : view.people)
      if (seen.person <= kShown)
        row.objects.push_back(person(state.person(seen.person), row, seen.box));
    row.objects.push_back(sample(row, kPeople, sport.ball, state.ball.ground(), view.ball));
    row.ball = BallState::visible;
    quantise(row);
    return row;
  }

  TrackSample person(const PersonState& who, const FrameRecord& row, const Box& box) {
    auto s = sample(row, who.id, class_of(who.role), who.position_m, box);
    s.team = who.team == 0 ? Team::a : who.team == 1 ? Team::b : Team::none;
    s.team_conf = who.team == kNoTeam ? 0 : 0.97F;
    return s;
  }

  TrackSample sample(const FrameRecord& row, int id, int class_id, Vec2d at, Box box) {
    TrackSample s;
    s.track_id = row.shot * kPeople + id;
    s.class_id = class_id;
    s.box = box;
    s.conf = static_cast<float>(0.8 + 0.05 * noise_.next());
    s.field = FieldPoint{at + noise_.metres(), {0.0312, 0.0021, 0.0457}};
    return s;
  }

  Status write_manifest(const Sport& sport) const {
    nlohmann::ordered_json manifest{
        {"schema", kSchemaVersion},
        {"source",
         {{"id", "hour"}, {"width", kFilmWidth}, {"height", kFilmHeight}, {"nominal_fps", o_.fps}}},
        {"classes", sport.classes},
        {"teams",
         {{{"id", "a"}, {"name", "A"}, {"colour", "#be1820"}},
          {{"id", "b"}, {"name", "B"}, {"colour", "#2850be"}}}},
        {"run",
         {{"source_id", "hour"},
          {"status", "ok"},
          {"frames", frame_},
          {"media_seconds", o_.seconds}}},
        {"config_hash", config_.hash()},
        {"config", nlohmann::ordered_json::object()},
        {"video", {{"frames", 0}, {"origin_ns", nullptr}}},
        {"outputs", nlohmann::ordered_json::array()}};
    for (const auto& entry : config_.entries())
      manifest["config"][entry.key] = {{"value", entry.value}, {"origin", entry.origin}};
    return write_file_atomically(dir_ + "/manifest.json", manifest.dump(2) + "\n");
  }

  std::string dir_;
  RecordedMatchOptions o_;
  Match halves_[2];
  Config config_;
  Noise noise_;
  std::int64_t frame_ = 0, events_ = 0;
  int shot_ = 0;
};

}  // namespace touchline::testing
