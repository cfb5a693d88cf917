#include "verbs/follow_scores.h"

#include <cmath>

#include "verbs/follow_plan.h"

namespace touchline {
namespace {

using director::Framing;
using Json = nlohmann::ordered_json;

void append(std::vector<Framing>& path, const std::vector<Framing>& more) {
  path.insert(path.end(), more.begin(), more.end());
}

Json ratio(double a, double b) {
  return b > 0 ? Json(std::round(a / b * 1e4) / 1e4) : Json(nullptr);
}

}  // namespace

Result<FollowComparison> compare_follow(const RecordedRun& run, const BallAt& ball) {
  const auto& follow = run.config.settings().follow;
  TL_ASSIGN(const auto setup, follow_setup(follow));
  auto of_seed = setup;
  of_seed.seed = true;
  const auto& told = run.manifest.at("source");
  const PictureSize source{told.at("width"), told.at("height")};
  if (source.width <= 0 || source.height <= 0)
    return fail(Errc::bad_input, run.dir, "'{}': its manifest has pictures of {} x {}", run.dir,
                source.width, source.height);
  FollowComparison comparison{follow.preset, shown_size(setup, source.width), {}, {}};
  const auto camera = make_operator(setup, source, comparison.size),
             seed = make_operator(of_seed, source, comparison.size);
  const auto zones = zones_without_ball(setup, source.width);
  std::vector<Framing> path, seed_path;
  std::vector<std::optional<Vec2d>> balls;
  TL_CHECK(each_play(run, source, [&](const FrameRecord& row, const director::Play& play) {
    append(path, camera->push(play));
    append(seed_path, seed->push(play));
    if (ball) {
      const auto at = ball(row.pts_ns);
      balls.push_back(at ? std::optional(1.0 / source.width * *at) : std::nullopt);
    } else {
      const auto seen = balls_outside(play, zones);
      balls.push_back(seen.empty() ? std::nullopt : std::optional(seen.front().at));
    }
    return Status();
  }));
  append(path, camera->finish());
  append(seed_path, seed->finish());
  if (path.size() != balls.size())
    return fail(Errc::bad_input, run.dir,
                "'{}': the times in its tracking.jsonl go back, so no camera can follow it",
                run.dir);
  comparison.scores = director::score_path(path, balls);
  comparison.seed = director::score_path(seed_path, balls);
  return comparison;
}

Json comparison_json(const FollowComparison& comparison) {
  const auto &ours = comparison.scores, &seed = comparison.seed;
  Json json{{"preset", comparison.preset},
            {"width", comparison.size.width},
            {"height", comparison.size.height}};
  json.update(scores_json(ours));
  json["seed"] = scores_json(seed);
  json["jerk_to_seed"] = {{"p50", ratio(ours.jerk_p50, seed.jerk_p50)},
                          {"p99", ratio(ours.jerk_p99, seed.jerk_p99)}};
  return json;
}

}  // namespace touchline
