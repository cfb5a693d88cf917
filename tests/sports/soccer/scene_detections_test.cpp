// Simulated detections are as imperfect as asked, and the same each time.
#include "sports/soccer/scene/detections.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/lab.h"
#include "sports/soccer/picture_size.h"

namespace touchline::testing {
namespace {

struct Shares {
  double people = 0, found = 0, wrong_class = 0, false_ones = 0, frames = 0;
};

Shares watch(const DetectionOptions& o) {
  MatchOptions mo;
  mo.seconds = 30;
  const Match match(mo);
  Shares n;
  for (double t = 0; t < 30; t += 0.1) {
    const MatchState s = match.at(t);
    const TrueView view = true_view(s, camera_at({CameraKind::wide}, match, t), kW, kH);
    const SceneDetections d = detect(s, view, kW, kH, o);
    EXPECT_EQ(d.detections, detect(s, view, kW, kH, o).detections);
    EXPECT_EQ(d.detections.size(), d.truth.size());
    for (const TrueBox& b : view.people) n.people += b.visible >= o.hidden_below;
    for (std::size_t i = 0; i < d.truth.size(); ++i) {
      n.false_ones += d.truth[i] < 0;
      if (d.truth[i] <= 0) continue;
      ++n.found;
      n.wrong_class += d.detections[i].class_id != class_of(s.person(d.truth[i]).role);
    }
    ++n.frames;
  }
  return n;
}

TEST(SceneDetections, PerfectWhenAskedTo) {
  DetectionOptions o;
  o.miss_share = o.confusion = o.false_per_frame = o.false_balls_per_frame = o.jitter = 0;
  const Shares n = watch(o);
  EXPECT_EQ(n.found, n.people);
  EXPECT_EQ(n.wrong_class, 0);
  EXPECT_EQ(n.false_ones, 0);
}

TEST(SceneDetections, RatesAreThoseAskedFor) {
  DetectionOptions o;
  o.miss_share = 0.2;
  o.confusion = 0.5;
  o.false_per_frame = 0.6;
  o.false_balls_per_frame = 0;
  const Shares n = watch(o);
  EXPECT_NEAR(n.found / n.people, 0.8, 0.03);
  EXPECT_NEAR(n.wrong_class / n.found, 0.5 * 5 / 25, 0.03);
  EXPECT_NEAR(n.false_ones / n.frames, 0.6, 0.15);
}

TEST(SceneLandmarks, LieOnTheTruthWithTheNoiseAskedFor) {
  const Match match;
  const Camera c = camera_at({CameraKind::wide}, match, 0);
  LandmarkOptions o;
  o.miss_share = 0;
  o.outlier_share = 0.1;
  const auto truth = landmarks(match.options().pitch);
  double squares = 0, inliers = 0, all = 0;
  for (double t = 0; t < 4; t += 0.04) {
    for (const SceneLandmark& m : find_landmarks(match.options().pitch, c, kW, kH, t, o)) {
      const Vec2d p = truth[static_cast<std::size_t>(m.index)];
      const Vec2d off = m.pixel - *c.project({p.x, p.y, 0}, kW, kH);
      ++all;
      if (m.outlier) continue;
      ++inliers;
      squares += dot(off, off) / 2;
    }
  }
  EXPECT_NEAR(std::sqrt(squares / inliers), o.noise_px, 0.05);
  EXPECT_NEAR(inliers / all, 0.9, 0.03);
  EXPECT_EQ(all, 100 * kLandmarks);
}

TEST(SceneKits, ColoursAreThoseWorn) {
  // White and mid grey by hand; red from the sRGB primaries.
  EXPECT_NEAR(to_lab({255, 255, 255}).L, 100, 0.01);
  EXPECT_NEAR(to_lab({119, 119, 119}).L, 50.03, 0.05);
  EXPECT_NEAR(to_lab({255, 0, 0}).a, 80.09, 0.1);
  const Match match;
  const MatchState s = match.at(1);
  KitSampling o;
  o.outlier_share = 0;
  Lab mean;
  for (int i = 0; i < 400; ++i)
    mean.a += measure_kit(match.options().kits, s.person(5), 1, i, o).shirt.a / 400;
  EXPECT_NEAR(mean.a, to_lab(match.options().kits.team[0].shirt).a, 1);
}

}  // namespace
}  // namespace touchline::testing
