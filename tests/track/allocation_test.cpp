// The steady state allocates nothing: this program counts every allocation.
#include <gtest/gtest.h>

#include "support/allocations.h"
#include "track/run_scene.h"

namespace touchline {
namespace {

using testing::allocations;

TEST(Allocation, UpdateAllocatesNothing) {
  testing::SceneOptions options;
  options.players = 25;
  const testing::SyntheticScene scene(options);
  const auto frames = scene.frames(25, 20);
  Tracker tracker(testing::soccer_options());
  std::int64_t steady = 0, quiet_frames = 0;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const testing::SceneFrame& f = frames[k];
    const auto frame = static_cast<std::int64_t>(k);
    const std::int64_t before = allocations;
    const TrackUpdate& update =
        tracker.update({frame, frame * 40'000'000, scene.width(), scene.height(), f.detections});
    const std::int64_t during = allocations - before;
    // An event carries its evidence and so owns memory; every other frame must not touch the heap.
    if (k < 10 || !update.events.empty()) continue;
    steady += during;
    ++quiet_frames;
  }
  EXPECT_EQ(steady, 0);
  EXPECT_GT(quiet_frames, 400);
  EXPECT_GT(allocations, 0) << "the count works";
}

}  // namespace
}  // namespace touchline
