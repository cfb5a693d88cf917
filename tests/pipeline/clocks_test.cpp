// Small clocks of a lane: when the landmark network looks, what is a gap in time, when a picture is
// due.
#include <gtest/gtest.h>

#include <thread>

#include "pipeline/gap_watch.h"
#include "pipeline/look_clock.h"
#include "pipeline/pace.h"

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

TEST(GapWatch, EverySeamSaysWhatWasDone) {
  GapWatch watch;
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(watch.see(i, i * kSecond / 25));
  const auto joined = watch.see(10, 10 * kSecond / 25, {.joined_by = -10'800 * kSecond});
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->subtype, "joined");
  EXPECT_EQ(joined->end_ns - joined->start_ns, kSecond / 25);
  ASSERT_EQ(joined->values.size(), 1U);
  EXPECT_EQ(joined->values[0].first, "clock_jump_s");
  EXPECT_EQ(joined->values[0].second, -10'800.0);
  const auto missing = watch.see(11, 12 * kSecond / 25, {.joined_by = {}, .missing = 1});
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->subtype, "missing");
  EXPECT_EQ(missing->values[0].second, 1.0);
  const auto gap = watch.see(12, 5 * kSecond);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->subtype, "gap");
  EXPECT_TRUE(gap->values.empty());
}

constexpr Nanoseconds kMs = kSecond / 1000;

TEST(Pace, APictureIsDueWhenItsStampSays) {
  Pace pace;
  const auto begin = pace.wait();
  ASSERT_TRUE(begin);
  const Nanoseconds start = 5 * kSecond, step = 20 * kMs;  // a part of a file
  for (int i = 1; i <= 5; ++i) {
    pace.passed(start + (i - 1) * step, step);
    const auto due = pace.wait();
    ASSERT_TRUE(due);
    EXPECT_EQ(*due, *begin + i * step);
    EXPECT_GE(wall_now(), *due);
  }
}

TEST(Pace, WhoBeginsLaterIsDueLaterThroughout) {
  Pace pace(30 * kMs);
  const Nanoseconds before = wall_now();
  const auto begin = pace.wait();
  ASSERT_TRUE(begin);
  EXPECT_GE(*begin, before + 30 * kMs);
  EXPECT_GE(wall_now(), *begin);
  pace.passed(0, kMs);
  EXPECT_EQ(pace.wait(), *begin + kMs);
}

TEST(Pace, WhoIsLateIsNotGivenMoreTime) {
  Pace pace;
  const auto begin = pace.wait();
  pace.passed(0, kMs);
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  pace.wait();
  pace.passed(kMs, kMs);
  EXPECT_EQ(pace.wait(), *begin + 2 * kMs);
}

TEST(Pace, AnInterruptEndsTheWait) {
  Pace pace;
  pace.wait();
  pace.passed(0, 3600 * kSecond);
  std::thread other([&] { pace.interrupt(); });
  EXPECT_EQ(pace.wait(), std::nullopt);
  other.join();
}

}  // namespace
}  // namespace touchline
