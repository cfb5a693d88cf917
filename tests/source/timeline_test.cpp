#include "source/timeline.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

constexpr Nanoseconds kMs = 1'000'000;
constexpr Nanoseconds kStep = 40 * kMs;

TEST(StampRepair, SoundStampsPassUntouched) {
  StampRepair repair(1, kStep);
  for (const Nanoseconds pts : {0L, 33L, 50L, 51L, 2000L})
    EXPECT_EQ(repair.next(pts * kMs, 0), pts * kMs);
  EXPECT_EQ(repair.repaired(), 0);
}

TEST(StampRepair, MissingBackwardAndRepeatedStamps) {
  StampRepair repair(kMs, kStep);
  EXPECT_EQ(repair.next(kNoTime, 0), 0);
  EXPECT_EQ(repair.next(kNoTime, 30 * kMs), kStep);      // no duration known: the usual step
  EXPECT_EQ(repair.next(kNoTime, 0), kStep + 30 * kMs);  // the duration of the one before
  EXPECT_EQ(repair.next(70 * kMs, 0), 71 * kMs);         // repeated: one tick on
  EXPECT_EQ(repair.next(10 * kMs, 0), 72 * kMs);         // backward
  EXPECT_EQ(repair.next(100 * kMs, 0), 100 * kMs);       // sound again
  EXPECT_EQ(repair.repaired(), 5);
}

/// Feeds stamps of one stream, returns joined stamps.
std::vector<Nanoseconds> join(PartJoiner& joiner, int stream,
                              const std::vector<Nanoseconds>& stamps) {
  std::vector<Nanoseconds> out;
  for (const Nanoseconds dts : stamps)
    out.push_back((dts * kMs + joiner.offset_for(stream, dts * kMs, kStep)) / kMs);
  return out;
}

TEST(PartJoiner, ASecondPartGoesOnWhereTheFirstEnded) {
  PartJoiner joiner;
  EXPECT_EQ(join(joiner, 0, {1400, 1440, 5000, 1400, 1440, 1480}),
            (std::vector<Nanoseconds>{1400, 1440, 5000, 5040, 5080, 5120}));
  EXPECT_EQ(joiner.joins(), 1);
}

TEST(PartJoiner, AudioMovesWithThePictures) {
  PartJoiner joiner;
  join(joiner, 0, {1400, 5000});
  join(joiner, 1, {1390, 4990});
  join(joiner, 0, {1400});
  EXPECT_EQ(join(joiner, 1, {1390}), (std::vector<Nanoseconds>{5030}));
  EXPECT_EQ(joiner.joins(), 1);
}

TEST(PartJoiner, OneDamagedStampMovesNothingElse) {
  PartJoiner joiner;
  EXPECT_EQ(join(joiner, 0, {4000, 4040, 0, 4120, 4160}),
            (std::vector<Nanoseconds>{4000, 4040, 4080, 4120, 4160}));
  EXPECT_EQ(joiner.joins(), 1);
}

TEST(PartJoiner, SmallUntidinessIsLeftAlone) {
  PartJoiner joiner;
  EXPECT_EQ(join(joiner, 0, {1000, 1040, 900, 1080}),
            (std::vector<Nanoseconds>{1000, 1040, 900, 1080}));
  EXPECT_EQ(joiner.joins(), 0);
}

}  // namespace
}  // namespace touchline
