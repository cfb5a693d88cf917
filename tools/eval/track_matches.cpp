// Synthetic matches for the tracking ladder: truth and detections as MOTChallenge files, what our
// tracker makes of the very same detections, and how many of its team labels are right.
//
//   track_matches FOLDER [SEED...]     (built and run by tracking_ladder.py)
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <string>

#include "sports/soccer/pitch.h"
#include "sports/soccer/scene/detections.h"
#include "track/teams.h"
#include "track/tracker.h"

namespace touchline {
namespace {

constexpr int kWidth = 1280, kHeight = 720;
constexpr double kFps = 25, kSeconds = 40;
constexpr double kWarmUp_s = 1;  ///< of a track, before its team is asked for

/// What the tracker is told beside the detections.
struct Knowledge {
  const char* name;
  bool metres, motion, kits;
};
constexpr Knowledge kLevels[] = {{"ours", false, false, false},
                                 {"ours_motion", false, true, false},
                                 {"ours_metres", true, true, false},
                                 {"ours_all", true, true, true}};

/// A calibration with an error of its own in every frame: about `sigma` pixels at the corners.
FieldView view_of(const Camera& camera, std::mt19937& random, double sigma) {
  FieldView view;
  view.state = CalibrationState::measured;
  view.size = {kWidth, kHeight};
  view.lens = {0, {kWidth / 2.0, kHeight / 2.0}, std::hypot(kWidth, kHeight) / 2.0};
  std::normal_distribution<double> normal(0, sigma);
  const double dx = normal(random), dy = normal(random), zoom = 1 + normal(random) / kWidth;
  Mat3 error;
  error.m = {zoom, 0, dx - (zoom - 1) * kWidth / 2, 0, zoom, dy - (zoom - 1) * kHeight / 2, 0,
             0,    1};
  view.image_from_field = error * camera.image_from_field(kWidth, kHeight);
  const auto back = inverse(view.image_from_field);
  if (!back) {
    view.state = CalibrationState::lost;
    return view;
  }
  view.field_from_image = *back;
  for (std::size_t i = 0; i < 8; ++i) view.corner_cov[9 * i] = 2 * sigma * sigma;
  return view;
}

struct Tally {
  int right = 0, wrong = 0, unknown = 0;
};

void write(std::ofstream& file, std::int64_t frame, std::int64_t id, const Box& b, double score) {
  char line[160];
  std::snprintf(line, sizeof line, "%lld,%lld,%.3f,%.3f,%.3f,%.3f,%.4f,-1,-1,-1\n",
                static_cast<long long>(frame + 1), static_cast<long long>(id), b.x, b.y, b.w, b.h,
                score);
  file << line;
}

struct Scene {
  std::string name;
  MatchOptions match;
  CameraOptions camera;
  DetectionOptions detections;
};

void run(const Scene& scene, const std::string& folder) {
  const Match match(scene.match);
  std::ofstream gt(folder + "/" + scene.name + "_gt.txt"),
      det(folder + "/" + scene.name + "_det.txt");
  struct Run {
    Tracker tracker;
    Teams teams;
    std::ofstream file;
    std::map<int, Tally> people;
    std::map<std::int64_t, double> since;  ///< when a track was first reported
    int ball_right = 0, ball_wrong = 0;
  };
  TrackerOptions options;
  options.class_count = 4;
  options.ball_class = 0;
  options.field = field_of({});
  TeamsOptions team_options;
  team_options.guard_class = 1;
  team_options.player_class = 2;
  team_options.official_class = 3;
  for (std::size_t t = 0; t < 2; ++t) team_options.colours[t] = scene.match.kits.team[t].shirt;
  std::vector<Run> runs;
  for (const Knowledge& level : kLevels)
    runs.push_back({Tracker(options),
                    Teams(team_options),
                    std::ofstream(folder + "/" + scene.name + "_" + level.name + ".txt"),
                    {},
                    {}});
  std::mt19937 random(static_cast<std::uint32_t>(scene.match.seed));
  Mat3 field_from_last;
  int ball_frames = 0;
  for (std::int64_t f = 0; f < kFps * kSeconds; ++f) {
    const double t = static_cast<double>(f) / kFps;
    const MatchState state = match.at(t);
    const Camera camera = camera_at(scene.camera, match, t);
    const TrueView truth = true_view(state, camera, kWidth, kHeight);
    // As the scene's detector: people hidden or cut to less than a third are nobody's truth.
    for (const TrueBox& box : truth.people)
      if (box.visible >= 0.3) write(gt, f, box.person, box.box, 1);
    const SceneDetections seen = detect(state, truth, kWidth, kHeight, scene.detections);
    for (const Detection& d : seen.detections)
      if (d.class_id != 0) write(det, f, -1, d.box, d.score);
    std::vector<KitSample> kits;
    for (const int who : seen.truth) {
      double visible = 0;
      for (const TrueBox& box : truth.people)
        if (box.person == who) visible = box.visible;
      kits.push_back(who > 0 ? measure_kit(scene.match.kits, state.person(who), visible, t)
                             : KitSample{});
    }
    const FieldView view = view_of(camera, random, 0.8);
    const Mat3 exact = camera.image_from_field(kWidth, kHeight);
    ball_frames += truth.ball_visible > 0.5;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      const Knowledge& level = kLevels[r];
      Run& run = runs[r];
      FrameInput input{f, from_seconds(t), kWidth, kHeight, seen.detections};
      if (level.kits) input.kits = kits;
      if (level.metres) input.view = &view;
      if (level.motion && f > 0) input.motion = exact * field_from_last;
      const TrackUpdate& update = run.tracker.update(input);
      TrackSamples people = update.people;
      if (level.kits) run.teams.update(input.pts_ns, people, update.kits);
      for (const TrackSample& s : people) {
        // Predictions are of people behind others: truth does not hold them.
        if (s.source == SampleSource::measured) write(run.file, f, s.track_id, s.box, s.conf);
        double& since = run.since.try_emplace(s.track_id, t).first->second;
        if (!level.kits || t < 8 || t - since < kWarmUp_s) continue;
        for (const TrueBox& box : truth.people) {
          if (iou(box.box, s.box) < 0.6 || box.visible < 0.6) continue;
          const PersonState& person = state.person(box.person);
          const Team wanted = person.team == 0 ? Team::a : person.team == 1 ? Team::b : Team::none;
          Tally& tally = run.people[static_cast<int>(s.track_id)];
          if (s.team == wanted) {
            ++tally.right;
          } else if (s.team == Team::none) {
            ++tally.unknown;
          } else {
            ++tally.wrong;
          }
          break;
        }
      }
      if (update.ball.state == BallState::visible) {
        const Vec2f a = update.ball.sample.box.center(), b = truth.ball.center();
        const bool near = truth.ball.w > 0 && std::hypot(a.x - b.x, a.y - b.y) < 12;
        ++(near ? run.ball_right : run.ball_wrong);
      }
    }
    if (const auto back = inverse(exact)) field_from_last = *back;
  }
  for (std::size_t r = 0; r < runs.size(); ++r) {
    Tally all;
    int tracks = 0, sound = 0;
    for (const auto& [id, t] : runs[r].people) {
      all.right += t.right, all.wrong += t.wrong, all.unknown += t.unknown;
      const int samples = t.right + t.wrong + t.unknown;
      if (samples < kFps) continue;
      ++tracks;
      sound += t.right >= 0.98 * samples;
    }
    std::printf(
        "{\"match\": \"%s\", \"run\": \"%s\", \"team_right\": %d, \"team_wrong\": %d, "
        "\"team_unknown\": %d, \"tracks\": %d, \"tracks_98\": %d, \"ball_frames\": %d, "
        "\"ball_right\": %d, \"ball_wrong\": %d}\n",
        scene.name.c_str(), kLevels[r].name, all.right, all.wrong, all.unknown, tracks, sound,
        ball_frames, runs[r].ball_right, runs[r].ball_wrong);
  }
}

}  // namespace
}  // namespace touchline

int main(int argc, char** argv) {
  using namespace touchline;
  if (argc < 2) return 2;
  for (int seed = 1; seed <= (argc > 2 ? std::atoi(argv[2]) : 3); ++seed) {
    const auto s = static_cast<std::uint64_t>(seed);
    Scene broadcast{"broadcast" + std::to_string(seed), {}, {}, {}};
    broadcast.match.seconds = kSeconds;
    broadcast.match.seed = broadcast.camera.seed = broadcast.detections.seed = s;
    Scene wide = broadcast;
    wide.name = "wide" + std::to_string(seed);
    wide.camera.kind = CameraKind::wide;
    Scene near = broadcast;
    near.name = "near_kits" + std::to_string(seed);
    near.match.kits.team = {{{{70, 130, 210}, {235, 235, 235}, {235, 235, 235}},
                             {{35, 80, 160}, {235, 235, 235}, {235, 235, 235}}}};
    for (const Scene& scene : {broadcast, wide, near}) run(scene, argv[1]);
  }
}
