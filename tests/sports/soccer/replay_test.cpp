// A replay that is known only when its frames have been counted leaves nothing in the statistics.
#include <gtest/gtest.h>

#include "sports/soccer/support.h"

namespace touchline {
namespace {

using namespace soccer_test;

constexpr double kShotS = 4;
constexpr int kShotFrames = 100;

/// Four shots of 4 s in which somebody keeps the ball: team a, a, b (turned round, as a camera from
/// the other side would show it), a.
FrameRecord shot_record(std::int64_t frame) {
  const int shot = static_cast<int>(frame / kShotFrames);
  auto record = empty_record(frame, from_seconds(static_cast<double>(frame) * 0.04));
  record.shot = shot;
  add_teams(record, shot == 2 ? -1 : 1);
  add_ball(record, shot == 2 ? Vec2d{50, 0} : Vec2d{-4.5, -28});
  for (auto& s : record.objects) s.track_id += 2000 * shot;  // a cut ends all tracks
  if (shot == 2) record = swapped(record);
  return record;
}

struct Outcome {
  std::array<double, 2> possession_s{};
  int attack_a = 0;
  double attack_conf = 0, distance_m = 0;
};

/// After `shots` shots; `discount` is called before frame `at`.
template <class Discount>
Outcome after(int shots, std::int64_t at, Discount discount) {
  auto analysis = analyser();
  Outcome out;
  for (std::int64_t f = 0; f < shots * kShotFrames; ++f) {
    if (f == at) discount(analysis);
    const auto& m = analysis.push(shot_record(f)).measures;
    out.possession_s = m.possession_s;
    out.attack_a = m.attack_a.value.value_or(0);
    out.attack_conf = m.attack_conf;
    out.distance_m = 0;
    for (const auto& p : m.players) out.distance_m += p.distance_m;
  }
  return out;
}

TEST(SoccerReplay, WhatItAddedIsTakenBack) {
  const auto nothing = [](Analyser&) {};
  const auto first = after(2, -1, nothing), all = after(4, -1, nothing);
  EXPECT_GT(all.possession_s[1], 3) << "the replay counted nothing, so nothing was tested";
  const auto without = after(4, 3 * kShotFrames, [](Analyser& analysis) {
    analysis.discount(from_seconds(2 * kShotS), from_seconds(3 * kShotS));
  });
  EXPECT_EQ(without.possession_s[1], 0);
  EXPECT_NEAR(without.possession_s[0], all.possession_s[0], 1e-9);
  EXPECT_GT(without.possession_s[0], first.possession_s[0] + 3);
  EXPECT_EQ(without.attack_a, first.attack_a);
}

TEST(SoccerReplay, OneThatIsFoundInTheMiddleEndsThereToo) {
  const auto half = [](Analyser& analysis) {
    analysis.discount(from_seconds(2 * kShotS), from_seconds(2.5 * kShotS));
  };
  auto analysis = analyser();
  Measures m;
  for (std::int64_t f = 0; f < 3 * kShotFrames; ++f) {
    if (f == 2 * kShotFrames + kShotFrames / 2) half(analysis);
    auto record = shot_record(f);
    record.counted = f < 2 * kShotFrames + kShotFrames / 2;
    m = analysis.push(record).measures;
  }
  const auto first = after(2, -1, [](Analyser&) {});
  EXPECT_EQ(m.possession_s, first.possession_s);
  EXPECT_EQ(m.attack_a.value, first.attack_a);
  EXPECT_EQ(m.attack_conf, first.attack_conf);
  for (const auto& p : m.players) EXPECT_EQ(p.distance_m, 0);
}

TEST(SoccerReplay, TwoOfThemAreTakenBackOnceEach) {
  const auto both = after(4, 3 * kShotFrames, [](Analyser& analysis) {
    analysis.discount(from_seconds(kShotS), from_seconds(2 * kShotS));
    analysis.discount(from_seconds(2 * kShotS), from_seconds(3 * kShotS));
    analysis.discount(from_seconds(kShotS), from_seconds(3 * kShotS));  // and again: nothing left
  });
  const auto nothing = [](Analyser&) {};
  const auto one = after(1, -1, nothing), two = after(2, -1, nothing);
  const double last = after(4, -1, nothing).possession_s[0] - after(3, -1, nothing).possession_s[0];
  EXPECT_GT(two.possession_s[0], one.possession_s[0]);
  EXPECT_NEAR(both.possession_s[0], one.possession_s[0] + last, 0.0011);
  EXPECT_EQ(both.possession_s[1], 0);
}

TEST(SoccerReplay, MemoryDoesNotGrowWithTheMatch) {
  auto analysis = analyser();
  std::size_t most = 0;
  std::int64_t frame = 0;
  for (; frame < 20'000; ++frame) {  // hours of shots of 5 s
    auto record = empty_record(frame, frame * kSecond);
    record.shot = static_cast<int>(frame / 5);
    analysis.push(record);
    most = std::max(most, analysis.shots_remembered());
  }
  EXPECT_LE(most, static_cast<std::size_t>(Analyser::kLookBackS / 5) + 2);
  // Where play began again, a replay is still taken back.
  for (std::int64_t f = 0; f < 4 * kShotFrames; ++f) {
    if (f == 3 * kShotFrames)
      analysis.discount(frame * kSecond + from_seconds(2 * kShotS),
                        frame * kSecond + from_seconds(3 * kShotS));
    auto record = shot_record(f);
    record.frame += frame;
    record.pts_ns += frame * kSecond;
    record.shot += static_cast<int>(frame);
    const auto& m = analysis.push(record).measures;
    if (f == 3 * kShotFrames - 1) {
      EXPECT_GT(m.possession_s[1], 3);
    } else if (f >= 3 * kShotFrames) {
      EXPECT_EQ(m.possession_s[1], 0);
    }
  }
}

}  // namespace
}  // namespace touchline
