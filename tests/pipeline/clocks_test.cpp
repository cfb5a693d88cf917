// Small clocks of a lane: when the landmark network looks, and what is a gap in time.
#include <gtest/gtest.h>

#include "pipeline/gap_watch.h"
#include "pipeline/look_clock.h"

namespace touchline {
namespace {

int looks(double every_s, double fps, double seconds) {
  LookClock clock(every_s);
  int count = 0;
  for (int i = 0; i < fps * seconds; ++i) count += clock.is_due(from_seconds(i / fps));
  return count;
}

TEST(LookClock, LooksAsOftenAtAnyRate) {
  EXPECT_EQ(looks(0.2, 25, 10), 50);
  EXPECT_EQ(looks(0.2, 59.94, 10), 50);
  EXPECT_EQ(looks(0.2, 3, 10), 30) << "no oftener than there are frames";
  EXPECT_EQ(looks(0, 25, 2), 50) << "0: every frame";
}

TEST(LookClock, StartsAtOnceWhereverTheStreamStarts) {
  LookClock clock(0.2);
  EXPECT_TRUE(clock.is_due(from_seconds(3600.1)));
  EXPECT_FALSE(clock.is_due(from_seconds(3600.14)));
  EXPECT_TRUE(clock.is_due(from_seconds(3600.21)));
}

TEST(GapWatch, APauseIsAGapAVariableRateIsNot) {
  GapWatch watch;
  std::int64_t frame = 0;
  double t = 0;
  for (; frame < 50; ++frame, t += frame % 3 ? 0.03 : 0.12)
    EXPECT_FALSE(watch.see(frame, from_seconds(t))) << frame;
  const auto gap = watch.see(frame, from_seconds(t + 4));
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->type, "timeline_gap");
  EXPECT_NEAR(to_seconds(gap->end_ns - gap->start_ns), 4.1, 0.1);
  EXPECT_EQ(gap->evidence, (std::vector<std::int64_t>{49, 50}));
}

}  // namespace
}  // namespace touchline
