// Rallies, strokes and their kinds told from a match of known truth, by what its camera would see.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <ostream>
#include <random>
#include <vector>

#include "scene/camera.h"
#include "sports/badminton/match_play.h"
#include "sports/badminton/scene/body.h"

namespace touchline::badminton {
namespace {

constexpr int kWidth = 1920, kHeight = 1080;

struct Watched {
  RallyMatch match;
  Camera camera;
  ShuttleSeries shuttle;
  BodySeries bodies;
};

Camera broadcast() {
  Camera c;
  c.position = {-23.5, 0, 7.8};
  look_at(c, {-0.6, 0, 0.9});
  c.focal = 1.6;
  return c;
}
Camera phone() {
  Camera c;
  c.position = {-11, 1, 2.8};
  look_at(c, {0.5, 0, 0.7});
  c.focal = 0.9;
  return c;
}

std::optional<Vec2d> seen(const Watched& w, Vec3d at) {
  return w.camera.project({at.x, at.y, at.z}, kWidth, kHeight);
}

BodyAt body(const Watched& w, int player, Nanoseconds pts_ns) {
  const double t = to_seconds(pts_ns);
  const auto joints = joints_of(w.match, player, t);
  BodyAt b;
  b.pts_ns = pts_ns;
  b.number = b.track_id = player;
  b.end = player == 1 ? End::near : End::far;
  b.head = seen(w, joints.nose);
  b.left_shoulder = seen(w, joints.shoulder[0]);
  b.right_shoulder = seen(w, joints.shoulder[1]);
  b.left_wrist = seen(w, joints.wrist[0]);
  b.right_wrist = seen(w, joints.wrist[1]);
  b.hips = seen(w, joints.pelvis);
  b.feet_m = w.match.place_of(player, t);
  return b;
}

/// `missed` of the sights are not there, the others lie `noise_px` off.
Watched watch(std::uint64_t seed, const Camera& camera, double rate, double missed,
              double noise_px) {
  constexpr double kSeconds = 60;
  Watched w{RallyMatch({kSeconds, seed}), camera, {}, {}};
  std::mt19937 random(static_cast<unsigned>(seed));
  std::normal_distribution<double> off(0, noise_px);
  std::bernoulli_distribution lost(missed);
  for (int i = 0; i < static_cast<int>(kSeconds * rate); ++i) {
    const Nanoseconds pts = from_seconds(i / rate);
    ShuttleSample sample{i, pts, Sight::missing, {}};
    const auto state = w.match.shuttle_at(to_seconds(pts));
    const auto at = state ? seen(w, state->at) : std::nullopt;
    if (at && at->x > 0 && at->y > 0 && at->x < kWidth && at->y < kHeight && !lost(random)) {
      sample.sight = Sight::seen;
      sample.at_px = *at + Vec2d{off(random), off(random)};
    }
    w.shuttle.push_back(sample);
    for (const int player : {1, 2}) w.bodies.push_back(body(w, player, pts));
  }
  return w;
}

struct Score {
  int truth = 0, told = 0, found = 0, right_end = 0, kinds = 0, right_kind = 0;
  [[nodiscard]] double f1() const { return 2.0 * found / std::max(1, truth + told); }
};

Score score(const Watched& w) {
  constexpr double kNear_s = 1 / 15.0;
  const auto play = play_of(w.shuttle, w.bodies, kHeight);
  std::vector<TrueStroke> strokes;
  for (const auto& rally : w.match.rallies())
    strokes.insert(strokes.end(), rally.strokes.begin(), rally.strokes.end());
  Score s;
  s.truth = static_cast<int>(strokes.size());
  for (const auto& rally : play.rallies)
    for (const auto& played : rally.shots) {
      ++s.told;
      const double t = to_seconds(played.shot.hit.at.pts_ns);
      const auto match = std::find_if(strokes.begin(), strokes.end(), [&](const auto& stroke) {
        return std::abs(stroke.t_s - t) <= kNear_s;
      });
      if (match == strokes.end()) continue;
      ++s.found;
      s.right_end += int{(played.shot.hit.hitter == End::near) == (match->player == 1)};
      if (!played.shot.kind) continue;
      ++s.kinds;
      s.right_kind += int{*played.shot.kind == match->kind};
    }
  return s;
}

struct Filmed {
  const char* name;
  Camera camera;
  double rate, missed, noise_px, least_f1, least_kinds;  ///< a little below what is reached
};
void PrintTo(const Filmed& filmed, std::ostream* out) { *out << filmed.name; }

class PlayedScene : public ::testing::TestWithParam<Filmed> {};

TEST_P(PlayedScene, StrokesAreToldWithWhoAndWhat) {
  const auto& filmed = GetParam();
  Score all;
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const auto s = score(watch(seed, filmed.camera, filmed.rate, filmed.missed, filmed.noise_px));
    all.truth += s.truth;
    all.told += s.told;
    all.found += s.found;
    all.right_end += s.right_end;
    all.kinds += s.kinds;
    all.right_kind += s.right_kind;
  }
  RecordProperty("f1", std::to_string(all.f1()));
  RecordProperty("kinds", std::to_string(static_cast<double>(all.right_kind) / all.kinds));
  EXPECT_GT(all.truth, 80);
  EXPECT_GE(all.f1(), filmed.least_f1) << all.truth << " " << all.told << " " << all.found;
  EXPECT_GE(all.right_end, 0.88 * all.found);
  EXPECT_GE(all.right_kind, filmed.least_kinds * all.kinds) << all.right_kind << " " << all.kinds;
}

INSTANTIATE_TEST_SUITE_P(Films, PlayedScene,
                         ::testing::Values(Filmed{"broadcast", broadcast(), 25, 0, 0, 0.76, 0.7},
                                           Filmed{"broadcast_fast", broadcast(), 60, 0, 0, 0.83,
                                                  0.78},
                                           Filmed{"phone", phone(), 30, 0, 0, 0.71, 0.69},
                                           Filmed{"noisy", broadcast(), 30, 0.1, 0.7, 0.74, 0.7}),
                         [](const auto& filmed) { return filmed.param.name; });

}  // namespace
}  // namespace touchline::badminton
