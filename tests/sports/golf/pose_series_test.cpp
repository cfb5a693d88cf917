// What is read off one body.
#include "sports/golf/pose_series.h"

#include <gtest/gtest.h>

#include "sports/golf/hand_path.h"
#include "sports/golf/synthetic_golfer.h"

namespace touchline::golf {
namespace {

using testing::Golfer;

TEST(PoseSeries, LengthsAreThoseOfTheBodyAndMissingWhereAPointIs) {
  PoseSample sample = golfer_at(Golfer{}, 0);
  EXPECT_NEAR(*torso_px(sample, 0.3), 200, 1e-3);
  EXPECT_NEAR(*height_px(sample, 0.3), 3.1 * 200, 1e-3);
  EXPECT_EQ(torso_px(sample, 0.95), std::nullopt) << "not sure enough";
  sample.points[static_cast<std::size_t>(Joint::left_hip)] = std::nullopt;
  EXPECT_EQ(torso_px(sample, 0.3), std::nullopt);
  EXPECT_EQ(joint(PoseSample{}, Joint::nose, 0), std::nullopt);
}

/// Hands unseen from 1 s on, for so long.
HandPath path_with_gap(double seconds) {
  PoseSeries series = golfer_series(Golfer{});
  for (PoseSample& sample : series) {
    const double t = to_seconds(sample.pts_ns);
    if (t >= 1 && t < 1 + seconds) sample.points.clear();
  }
  return hand_path(series, {});
}

TEST(HandPath, ShortGapsAreBridgedAndMarkedLongOnesAreMissing) {
  const HandPath brief = path_with_gap(0.15), longer = path_with_gap(0.4);
  const auto state = [](const HandPath& path, double time) {
    return path.state[static_cast<std::size_t>(path.index(time))];
  };
  EXPECT_EQ(state(brief, 1.07), Filled::interpolated);
  EXPECT_EQ(state(longer, 1.2), Filled::missing);
  EXPECT_EQ(state(brief, 2), Filled::measured);
  EXPECT_EQ(state(longer, 2), Filled::measured);
}

TEST(HandPath, FramesLeftOutAreMissingTooNotJoined) {
  PoseSeries series = golfer_series(Golfer{});
  std::erase_if(series, [](const PoseSample& s) {
    const double t = to_seconds(s.pts_ns);
    return t >= 1 && t < 1.4;
  });
  const HandPath path = hand_path(series, {});
  EXPECT_EQ(path.state[static_cast<std::size_t>(path.index(1.2))], Filled::missing);
}

}  // namespace
}  // namespace touchline::golf
