#include "sports/soccer/scene/detections.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/lab.h"
#include "scene/random.h"

namespace touchline {
namespace {

std::int64_t slot(double t, double seconds) {
  return static_cast<std::int64_t>(std::floor(t / seconds));
}

std::int64_t microseconds(double t) { return std::llround(t * 1e6); }

SceneRandom draws(std::uint64_t seed, double t, std::int64_t who, std::int64_t what) {
  return SceneRandom(scene_hash(seed, microseconds(t), who, what));
}

void shake(Box& box, double amount, SceneRandom& r) {
  const double h = box.h;
  box.x += static_cast<float>(amount * h * r.normal());
  box.y += static_cast<float>(amount * h * r.normal());
  box.w *= static_cast<float>(std::max(0.5, 1 + 2 * amount * r.normal()));
  box.h *= static_cast<float>(std::max(0.5, 1 + amount * r.normal()));
}

void add_person(const PersonState& person, const TrueBox& truth, double t,
                const DetectionOptions& o, const Box& picture, SceneDetections& out) {
  SceneRandom r = draws(o.seed, t, person.id, 1);
  const double shift = scene_random(o.seed, person.id, 3);
  const bool missed = scene_random(o.seed, person.id, slot(t / 0.12 + shift, 1)) < o.miss_share;
  if (missed || truth.visible < o.hidden_below) return;
  Detection d{truth.box, 0, class_of(person.role)};
  shake(d.box, o.jitter, r);
  d.box = clip(d.box, picture.w, picture.h);
  d.score = static_cast<float>(
      std::clamp((0.9 + 0.04 * r.normal()) * (0.4 + 0.6 * truth.visible), 0.05, 0.99));
  const bool confused = scene_random(o.seed, person.id, slot(t, 0.08), 2) < o.confusion;
  if (confused && person.role != PersonRole::player) d.class_id = class_of(PersonRole::player);
  out.detections.push_back(d);
  out.truth.push_back(person.id);
}

void add_ball(const TrueView& view, double t, const DetectionOptions& o, SceneDetections& out) {
  SceneRandom r = draws(o.seed, t, 0, 2);
  const bool missed = scene_random(o.seed, 0, slot(t, 0.08), 4) < o.ball_miss_share;
  if (missed || view.ball_visible < 0.5) return;
  Detection d{view.ball, static_cast<float>(std::clamp(0.65 + 0.12 * r.normal(), 0.1, 0.95)), 0};
  d.box.x += static_cast<float>(o.ball_jitter_px * r.normal());
  d.box.y += static_cast<float>(o.ball_jitter_px * r.normal());
  out.detections.push_back(d);
  out.truth.push_back(0);
}

/// False ones: at most three of a class in a frame.
void add_false(double per_frame, int class_id, Box shape, double t, const DetectionOptions& o,
               const Box& picture, SceneDetections& out) {
  SceneRandom r = draws(o.seed, t, class_id, 3);
  for (int i = 0; i < 3; ++i) {
    const bool there = r.uniform() < per_frame / 3;
    shape.x = static_cast<float>(r.uniform()) * (picture.w - shape.w);
    shape.y = static_cast<float>(r.between(0.2, 1.0)) * (picture.h - shape.h);
    if (!there) continue;
    out.detections.push_back({shape, static_cast<float>(r.between(0.3, 0.7)), class_id});
    out.truth.push_back(-1);
  }
}

}  // namespace

SceneDetections detect(const MatchState& state, const TrueView& view, int width, int height,
                       const DetectionOptions& o) {
  SceneDetections out;
  const Box picture{0, 0, static_cast<float>(width), static_cast<float>(height)};
  const double t = state.t;
  for (const TrueBox& truth : view.people)
    add_person(state.person(truth.person), truth, t, o, picture, out);
  add_ball(view, t, o, out);
  const auto tall = static_cast<float>(height) / 12;
  add_false(o.false_per_frame, 2, {0, 0, 0.4F * tall, tall}, t, o, picture, out);
  add_false(o.false_balls_per_frame, 0, {0, 0, tall / 8, tall / 8}, t, o, picture, out);
  for (std::size_t i = out.truth.size(); i > 1; --i) {  // a detector's order means nothing
    const std::size_t j = scene_hash(o.seed, microseconds(t), static_cast<std::int64_t>(i), 9) % i;
    std::swap(out.detections[i - 1], out.detections[j]);
    std::swap(out.truth[i - 1], out.truth[j]);
  }
  return out;
}

std::vector<SceneLandmark> find_landmarks(const PitchSpec& pitch, const Camera& camera, int width,
                                          int height, double t, const LandmarkOptions& o) {
  std::vector<SceneLandmark> found;
  const auto all = landmarks(pitch);
  for (int i = 0; i < kLandmarks; ++i) {
    const Vec2d m = all[static_cast<std::size_t>(i)];
    const auto at = camera.project({m.x, m.y, 0}, width, height);
    if (!at || at->x < 0 || at->y < 0 || at->x >= width || at->y >= height) continue;
    SceneRandom r = draws(o.seed, t, i, 5);
    if (r.uniform() < o.miss_share) continue;
    SceneLandmark mark{i, *at, r.between(0.6, 0.98), r.uniform() < o.outlier_share};
    mark.pixel = mark.pixel + Vec2d{o.noise_px * r.normal(), o.noise_px * r.normal()};
    if (mark.outlier) mark.pixel = *at + Vec2d{r.between(-80, 80), r.between(-80, 80)};
    found.push_back(mark);
  }
  return found;
}

const Kit& kit_of(const Kits& kits, const PersonState& person) {
  if (person.team == kNoTeam) return kits.official;
  const auto team = static_cast<std::size_t>(person.team);
  return person.role == PersonRole::goalkeeper ? kits.goalkeeper[team] : kits.team[team];
}

KitSample measure_kit(const Kits& kits, const PersonState& person, double visible, double t,
                      const KitSampling& o) {
  SceneRandom r = draws(o.seed, t, person.id, 7);
  const Kit* kit = &kit_of(kits, person);
  if (r.uniform() < o.outlier_share) {  // somebody in front of him
    const std::array<const Kit*, 3> others = {&kits.team[0], &kits.team[1], &kits.official};
    kit = others[static_cast<std::size_t>(r.uniform() * 3)];
  }
  const double shade = o.shade_L * std::sin(0.05 * person.position_m.x);
  const auto seen = [&](Rgb colour) {
    Lab lab = to_lab(colour);
    lab.L = static_cast<float>(std::clamp(lab.L + shade + o.noise * r.normal(), 0.0, 100.0));
    lab.a += static_cast<float>(o.noise * r.normal());
    lab.b += static_cast<float>(o.noise * r.normal());
    return lab;
  };
  return {seen(kit->shirt), seen(kit->shorts),
          static_cast<float>(std::clamp(visible * r.between(0.4, 0.7), 0.0, 1.0))};
}

}  // namespace touchline
