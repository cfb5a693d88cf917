// Frames through the tracker, and the rows as a file would have them.
#pragma once

#include <cmath>
#include <set>
#include <vector>

#include "track/flight_scene.h"
#include "track/tracker.h"

namespace touchline::testing {

struct FlightRun {
  std::vector<BallSample> balls;
  std::vector<Event> events;
  std::vector<std::int64_t> open_since;  ///< after each frame
  [[nodiscard]] std::vector<double> breaks() const {
    std::vector<double> all;
    for (const auto& event : events)
      if (event.type == "flight_break") all.push_back(to_seconds(event.start_ns) - 1);
    return all;
  }
  [[nodiscard]] std::set<std::int64_t> ids() const {
    std::set<std::int64_t> all;
    for (const auto& ball : balls)
      if (ball.state != BallState::lost) all.insert(ball.sample.track_id);
    return all;
  }
};

/// `held`: how many frames' rows wait for what the tracker becomes sure of later; 0: none does.
inline FlightRun follow(const std::vector<SeenFrame>& frames, const SceneCamera& camera = {},
                        int held = 0, float start_score = 0) {
  TrackerOptions options;
  options.ball_start_score = start_score;
  options.class_count = 1;
  options.ball_class = 0;
  options.first_samples = held > 0;
  Tracker tracker(options);
  FlightRun run;
  const Detections none;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    FrameInput input{static_cast<std::int64_t>(i), frames[i].pts_ns, static_cast<int>(camera.width),
                     static_cast<int>(camera.height), none};
    input.peaks = &frames[i].peaks;
    const auto& update = tracker.update(input);
    for (const auto& [frame, ball] : update.ball_firsts) {
      auto& row = run.balls[static_cast<std::size_t>(frame)];
      if (frame + held >= static_cast<std::int64_t>(i) && row.state != BallState::visible)
        row = ball;
    }
    run.balls.push_back(update.ball);
    run.open_since.push_back(update.open_since);
    run.events.insert(run.events.end(), update.events.begin(), update.events.end());
  }
  const auto& last = tracker.finish();
  run.events.insert(run.events.end(), last.events.begin(), last.events.end());
  return run;
}

/// As many as a run of a file holds (rows_held()).
inline int rows_of_a_file(double fps) { return static_cast<int>(std::ceil(0.1 * fps)) + 2; }

/// How the shown ball and the truth agree, frame by frame.
struct Agreement {
  int frames = 0;     ///< with a ball
  int seen = 0;       ///< of these with a peak of it
  int visible = 0;    ///< of all these measured within five pixels of 720 lines
  int elsewhere = 0;  ///< shown as measured farther off, or where there is no ball
  void add(const Agreement& more) {
    frames += more.frames;
    seen += more.seen;
    visible += more.visible;
    elsewhere += more.elsewhere;
  }
  [[nodiscard]] double recall() const { return static_cast<double>(visible) / frames; }
  [[nodiscard]] double of_seen() const { return static_cast<double>(visible) / seen; }
  [[nodiscard]] double precision() const {
    return static_cast<double>(visible) / (visible + elsewhere);
  }
};
inline Agreement compare(const std::vector<SeenFrame>& frames, const FlightRun& run,
                         double height = 720) {
  Agreement all;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    all.frames += frames[i].truth.has_value();
    all.seen += frames[i].truth && frames[i].seen;
    if (run.balls[i].state != BallState::visible) continue;
    const Vec2f at = run.balls[i].sample.box.center();
    const bool near = frames[i].truth && distance(at, *frames[i].truth) < 5 * height / 720;
    (near ? all.visible : all.elsewhere)++;
  }
  return all;
}

}  // namespace touchline::testing
