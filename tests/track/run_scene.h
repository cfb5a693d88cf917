// Runs a tracker over a synthetic scene and keeps what it said.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "sports/soccer/pitch.h"
#include "support/synthetic_scene.h"
#include "track/tracker.h"

namespace touchline::testing {

inline constexpr Nanoseconds kStep = 40'000'000;  ///< from one frame to the next

inline TrackerOptions soccer_options() {
  TrackerOptions options;
  options.class_count = 4;
  options.ball_class = kBallClass;
  options.field = field_of({});
  return options;
}

struct SceneRun {
  std::vector<SceneFrame> frames;
  std::vector<TrackSamples> people;  ///< per frame
  std::vector<BallSample> ball;
  std::vector<Event> events;  ///< all of them, those of finish() last
};

inline SceneRun run_tracker(const SyntheticScene& scene, std::vector<SceneFrame> frames,
                            const TrackerOptions& options = soccer_options()) {
  SceneRun run;
  run.frames = std::move(frames);
  Tracker tracker(options);
  for (const SceneFrame& f : run.frames) {
    const TrackUpdate& update =
        tracker.update({f.frame, f.pts_ns, scene.width(), scene.height(), f.detections});
    run.people.push_back(update.people);
    run.ball.push_back(update.ball);
    run.events.insert(run.events.end(), update.events.begin(), update.events.end());
  }
  const std::vector<Event> last = tracker.finish().events;
  run.events.insert(run.events.end(), last.begin(), last.end());
  return run;
}

/// The track that covers a truth object in one frame (IoU > 0.5), or 0.
inline std::int64_t track_of(const SceneRun& run, std::size_t frame, int object) {
  for (const TruthObject& truth : run.frames[frame].truth) {
    if (truth.object != object) continue;
    std::int64_t best = 0;
    float best_iou = 0.5F;
    for (const TrackSample& sample : run.people[frame]) {
      const float overlap = iou(sample.box, truth.box);
      if (overlap > best_iou) best_iou = overlap, best = sample.track_id;
    }
    return best;
  }
  return 0;
}

/// Share of the frames with truth in which a person is covered by the track that covers it most.
inline double purity(const SceneRun& run, int people) {
  std::int64_t same = 0, all = 0;
  for (int object = 1; object <= people; ++object) {
    std::map<std::int64_t, std::int64_t> counts;
    for (std::size_t f = 0; f < run.frames.size(); ++f) {
      for (const TruthObject& truth : run.frames[f].truth) all += truth.object == object;
      if (const std::int64_t id = track_of(run, f, object)) ++counts[id];
    }
    std::int64_t most = 0;
    for (const auto& [id, count] : counts) most = std::max(most, count);
    same += most;
  }
  return static_cast<double>(same) / static_cast<double>(all);
}

}  // namespace touchline::testing
