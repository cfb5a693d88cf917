#include "source/picture_clock.h"

#include <gtest/gtest.h>

#include <vector>

#include "playback.h"

namespace touchline {
namespace {

using testing::kMillisecond;

constexpr Nanoseconds kBetween = 40 * kMillisecond;
constexpr Nanoseconds kNone = -1;  ///< stands for a missing stamp

/// What becomes of stamps in milliseconds (kNone: missing), looking ahead only as far as asked to.
std::vector<Nanoseconds> run(PictureClock& clock, const std::vector<Nanoseconds>& stamps,
                             Nanoseconds duration = 0) {
  std::vector<PictureStamp> all;
  for (const Nanoseconds ms : stamps)
    all.push_back({ms == kNone ? kNoTime : ms * kMillisecond, duration * kMillisecond});
  std::vector<Nanoseconds> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::optional<Nanoseconds> used;
    for (std::size_t n = 1; !used; ++n) {
      EXPECT_LE(n, PictureClock::kAhead + 2);
      const bool complete = i + n > all.size();
      used = clock.judge(std::span(all).subspan(i, complete ? all.size() - i : n), complete);
    }
    out.push_back(*used / kMillisecond);
  }
  return out;
}

TEST(PictureClock, SoundStampsPassUntouched) {
  PictureClock clock(kMillisecond, kBetween);
  const std::vector<Nanoseconds> uneven{0, 33, 50, 52, 2000, 2040, 9000, 9040};
  EXPECT_EQ(run(clock, uneven), uneven);
  EXPECT_EQ(clock.repaired(), 0);
}

TEST(PictureClock, StampsThatFollowOneAnotherNeedNoLookAhead) {
  PictureClock clock(kMillisecond, kBetween);
  for (Nanoseconds at = 0; at < 400; at += 40) {
    const PictureStamp alone{at * kMillisecond, 0};
    EXPECT_EQ(clock.judge({&alone, 1}, false), at * kMillisecond);
  }
}

TEST(PictureClock, MissingStampsAreFilledIn) {
  PictureClock durations(kMillisecond, kBetween), rate(kMillisecond, kBetween),
      first(kMillisecond, kBetween);
  EXPECT_EQ(run(durations, {kNone, kNone, kNone}, 30), (std::vector<Nanoseconds>{0, 30, 60}));
  EXPECT_EQ(run(rate, {0, kNone, kNone, 120, kNone, 150}),
            (std::vector<Nanoseconds>{0, 40, 80, 120, 135, 150}));
  EXPECT_EQ(rate.repaired(), 3);
  EXPECT_EQ(run(first, {kNone, 100, 140}), (std::vector<Nanoseconds>{60, 100, 140}));
}

TEST(PictureClock, ALengthThatReachesToAWildStampIsNone) {
  for (const Nanoseconds duration : {142'000, 1}) {
    PictureClock clock(kMillisecond, 300 * kMillisecond, kBetween);
    std::vector<Nanoseconds> even;
    for (Nanoseconds at = 0; at < 2000; at += 40) even.push_back(at);
    run(clock, even);
    EXPECT_EQ(run(clock, {2000, kNone, kNone, kNone}, duration),
              (std::vector<Nanoseconds>{2000, 2040, 2080, 2120}))
        << duration;
  }
}

TEST(PictureClock, OneWildStampIsPutBetweenItsNeighbours) {
  const std::vector<Nanoseconds> right{0, 40, 80, 120, 160, 200};
  for (const Nanoseconds wild : {142'000, 300, 161, 79, 0, 10}) {
    PictureClock clock(kMillisecond, kBetween);
    auto stamps = right;
    stamps[3] = wild;
    EXPECT_EQ(run(clock, stamps), right) << wild;
    EXPECT_EQ(clock.repaired(), 1) << wild;
  }
}

TEST(PictureClock, TwoWildStampsInARow) {
  PictureClock clock(kMillisecond, kBetween);
  EXPECT_EQ(run(clock, {0, 40, 9000, 9040, 160, 200}),
            (std::vector<Nanoseconds>{0, 40, 80, 120, 160, 200}));
  EXPECT_EQ(clock.repaired(), 2);
}

TEST(PictureClock, RepeatedStampsGoBetween) {
  PictureClock clock(kMillisecond, kBetween);
  EXPECT_EQ(run(clock, {0, 40, 40, 80}), (std::vector<Nanoseconds>{0, 40, 60, 80}));
}

TEST(PictureClock, TheLastPictureBackwardGoesOnAtTheRate) {
  PictureClock clock(kMillisecond, kBetween);
  EXPECT_EQ(run(clock, {1000, 1040, 1080, 0}), (std::vector<Nanoseconds>{1000, 1040, 1080, 1120}));
}

TEST(PictureClock, AGapStays) {
  PictureClock clock(kMillisecond, kBetween);
  const std::vector<Nanoseconds> gap{0, 40, 80, 7000, 7040};
  EXPECT_EQ(run(clock, gap), gap);
  EXPECT_EQ(clock.repaired(), 0);
}

}  // namespace
}  // namespace touchline
