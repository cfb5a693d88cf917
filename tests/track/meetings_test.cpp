// Who is who after two people met: kits that turned over are turned back, others are left alone.
#include "track/meetings.h"

#include <gtest/gtest.h>

#include <random>

#include "track/run_scene.h"

namespace touchline {
namespace {

using testing::kStep;

const KitVector kRedKit = kit_vector({{50, 60, 40}, {50, 60, 40}, 1}),
                kWhiteKit = kit_vector({{90, 0, 0}, {90, 0, 0}, 1});

/// Two tracks with kits of their own, fed by hand as PersonTracks feeds them.
class Two {
 public:
  Two(const KitVector& a, const KitVector& b) {
    tracks_.resize(2);
    for (std::size_t k = 0; k < 2; ++k) {
      tracks_[k].who.id = static_cast<std::int64_t>(k) + 1;
      tracks_[k].detection = 0;
      for (int n = 0; n < 50; ++n) wear(k, k == 0 ? a : b);
    }
  }
  /// One frame: boxes `apart` pixels, and what is measured in them.
  void frame(float apart, const KitVector& a, const KitVector& b) {
    for (std::size_t k = 0; k < 2; ++k) {
      tracks_[k].measured = {500 + (k == 0 ? 0 : apart), 300, 40, 100};
      wear(k, k == 0 ? a : b);
    }
    now_.pts_ns += kStep;
    settle_meetings(tracks_, now_);
  }
  /// The second is out of sight, where it was predicted.
  void frame_without_the_second(float apart, const KitVector& a) {
    tracks_[1].detection = -1;
    tracks_[1].filter = BoxFilter({500 + apart, 300, 40, 100}, 0.9F, {});
    tracks_[0].measured = {500, 300, 40, 100};
    wear(0, a);
    now_.pts_ns += kStep;
    settle_meetings(tracks_, now_);
  }
  [[nodiscard]] std::int64_t id(std::size_t k) const { return tracks_[k].who.id; }
  [[nodiscard]] const PersonTrack& track(std::size_t k) const { return tracks_[k]; }

 private:
  void wear(std::size_t k, const KitVector& kit) {
    std::normal_distribution<double> normal(0, 4);
    KitVector seen = kit;
    for (double& v : seen) v += normal(random_);
    PersonTrack& t = tracks_[k];
    (t.has_met() ? t.fresh : t.who.kit).add(seen, 0.04, 0.04, 4);
  }
  std::vector<PersonTrack> tracks_;
  FrameStamp now_;
  std::mt19937 random_{5};
};

TEST(Meetings, TracksThatLeftWithEachOthersPersonChangeBackWithinAThirdOfASecond) {
  Two two(kRedKit, kWhiteKit);
  for (int k = 0; k < 10; ++k) two.frame(10, kRedKit, kWhiteKit);
  for (int k = 0; k < 8; ++k) two.frame(80, kWhiteKit, kRedKit);
  EXPECT_EQ(two.id(0), 2);
  EXPECT_EQ(two.id(1), 1);
  for (int k = 0; k < 100; ++k) two.frame(80, kWhiteKit, kRedKit);
  EXPECT_EQ(two.id(0), 2) << "and stay";
  EXPECT_FALSE(two.track(0).has_met()) << "a meeting ends";
}

TEST(Meetings, NothingChangesWhenEachWentOnAsItself) {
  Two two(kRedKit, kWhiteKit);
  for (int k = 0; k < 10; ++k) two.frame(10, kRedKit, kWhiteKit);
  for (int k = 0; k < 100; ++k) two.frame(80, kRedKit, kWhiteKit);
  EXPECT_EQ(two.id(0), 1);
}

TEST(Meetings, WhatIsMeasuredWhileTheyTouchProvesNothing) {
  Two two(kRedKit, kWhiteKit);
  for (int k = 0; k < 100; ++k) two.frame(10, kWhiteKit, kRedKit);
  EXPECT_EQ(two.id(0), 1);
  EXPECT_LT(kit_distance(two.track(0).who.kit.mean(), kRedKit), 5) << "nor changes what is known";
}

TEST(Meetings, WithoutAMeetingNobodyChanges) {
  Two two(kRedKit, kWhiteKit);
  for (int k = 0; k < 100; ++k) two.frame(80, kWhiteKit, kRedKit);
  EXPECT_EQ(two.id(0), 1);
}

TEST(Meetings, OneTeamIsNeverToldApart) {
  Two two(kRedKit, kRedKit);
  for (int k = 0; k < 10; ++k) two.frame(10, kRedKit, kRedKit);
  for (int k = 0; k < 100; ++k) two.frame(80, kRedKit, kRedKit);
  EXPECT_EQ(two.id(0), 1);
}

TEST(Meetings, OneWhoIsHiddenGetsHisTrackBackFromWhoTookIt) {
  Two two(kRedKit, kWhiteKit);
  for (int k = 0; k < 5; ++k) two.frame(10, kRedKit, kWhiteKit);
  for (int k = 0; k < 10; ++k) two.frame_without_the_second(80, kWhiteKit);
  EXPECT_EQ(two.id(0), 2) << "whom we see wears the second's kit";
  Two same(kRedKit, kWhiteKit);
  for (int k = 0; k < 5; ++k) same.frame(10, kRedKit, kWhiteKit);
  for (int k = 0; k < 10; ++k) same.frame_without_the_second(80, kRedKit);
  EXPECT_EQ(same.id(0), 1);
}

}  // namespace
}  // namespace touchline
