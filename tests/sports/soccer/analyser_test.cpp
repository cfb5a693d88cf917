// All measures together: symmetries, honesty about what is unknown, repeatability.
#include "sports/soccer/analyser.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sports/soccer/support.h"

namespace touchline {
namespace {

using namespace soccer_test;

/// A symmetric formation with the ball at the centre mark between two opponents.
FrameRecord kick_off(std::int64_t frame) {
  auto record = empty_record(frame, from_seconds(static_cast<double>(frame) * 0.04));
  add_teams(record);
  move(record, 11, {-0.5, 0});
  move(record, 31, {0.5, 0});
  add_ball(record, {0, 0});
  return record;
}

FrameRecord attack(std::int64_t frame) {
  const double t = static_cast<double>(frame) * 0.04;
  auto record = empty_record(frame, from_seconds(t));
  add_teams(record);
  const Vec2d runner{5 + 4 * t, 8 - t};
  move(record, 9, runner);
  move(record, 30, {22, 3});
  move(record, 8, {5, 20});
  move(record, 10, {24, 18});
  move(record, 11, {8, -12});
  add_ball(record, runner + Vec2d{0.5, 0});
  quantise(record);
  return record;
}

template <class Make>
Measures after(double seconds, Make make, SoccerSettings settings = {}) {
  auto analysis = analyser(settings);
  Measures m;
  for (std::int64_t f = 0; f < std::lround(seconds * 25); ++f) m = analysis.push(make(f)).measures;
  return m;
}

TEST(SoccerAnalyser, EqualPositionsGiveZero) {
  const auto m = after(4, kick_off);
  ASSERT_TRUE(m.evaluation.raw) << m.evaluation.raw.why;
  EXPECT_NEAR(*m.control_a, 0.5, 1e-6);
  EXPECT_NEAR(*m.evaluation.raw, 0, 1e-6);
  EXPECT_EQ(*m.possession, Team::none);
}

TEST(SoccerAnalyser, ControlIsToldTheLessSurelyTheMorePlayersAreNotSeen) {
  const auto few_of_b = [](std::int64_t f) {
    FrameRecord record = kick_off(f);
    std::erase_if(record.objects, [left = 5](const TrackSample& s) mutable {
      return s.team == Team::b && --left < 0;
    });
    return record;
  };
  const auto all = after(4, kick_off), few = after(4, few_of_b);
  ASSERT_TRUE(all.control_sigma && few.control_sigma);
  EXPECT_NEAR(*all.control_sigma, 0.01, 1e-9);
  EXPECT_NEAR(*few.control_sigma, 0.01 + 6 * 0.03, 1e-9);
}

TEST(SoccerAnalyser, TheAttackerIsAhead) {
  const auto m = after(4, attack);
  ASSERT_TRUE(m.evaluation.bar) << m.evaluation.bar.why;
  EXPECT_GT(*m.evaluation.bar, 15);
  EXPECT_EQ(*m.holder, 9);
  EXPECT_GT(*m.options, 2);
  EXPECT_GT(*m.threat_a, *m.threat_b);
}

TEST(SoccerAnalyser, SwappingTheTeamsNegatesTheBar) {
  const auto plain = after(4, attack), turned = after(4, [](auto f) { return swapped(attack(f)); });
  ASSERT_TRUE(plain.evaluation.bar && turned.evaluation.bar);
  EXPECT_NEAR(*plain.evaluation.bar, -*turned.evaluation.bar, 1e-6);
  EXPECT_NEAR(*plain.control_a, 1 - *turned.control_a, 1e-6);
  EXPECT_EQ(*plain.threat_a, *turned.threat_b);
  EXPECT_EQ(*plain.pressure, *turned.pressure);
}

TEST(SoccerAnalyser, AMirroredClipHasMirroredDirectionsAndTheSameBarForTheTeam) {
  const auto plain = after(4, attack),
             mirror = after(4, [](auto f) { return mirrored(attack(f)); });
  ASSERT_TRUE(plain.evaluation.bar && mirror.evaluation.bar);
  EXPECT_EQ(*plain.attack_a, -*mirror.attack_a);
  EXPECT_NEAR(*plain.evaluation.bar, *mirror.evaluation.bar, 1e-6);
  ASSERT_EQ(plain.passes.size(), mirror.passes.size());
  for (std::size_t i = 0; i < plain.passes.size(); ++i) {
    EXPECT_EQ(plain.passes[i].receiver, mirror.passes[i].receiver);
    EXPECT_NEAR(plain.passes[i].to_m.x, -mirror.passes[i].to_m.x, 1e-9);
  }
}

TEST(SoccerAnalyser, WithTeamsNamedBySideAMirroredClipNegatesTheBar) {
  const auto plain = after(4, attack),
             mirror = after(4, [](auto f) { return swapped(mirrored(attack(f))); });
  EXPECT_NEAR(*plain.evaluation.bar, -*mirror.evaluation.bar, 1e-6);
}

TEST(SoccerAnalyser, TheBarCanBeRecomputedFromTheRecord) {
  auto analysis = analyser();
  int checked = 0;
  for (int f = 0; f < 150; ++f) {
    const auto json =
        nlohmann::json::parse(json_of(analysis.push(attack(f)).measures, "match"))["evaluation"];
    if (json["raw"].is_null()) continue;
    double linear = 0, weights = 0;
    for (const auto& term : json["terms"]) {
      weights += term["weight"].get<double>();
      if (!term["value"].is_null())
        linear += term["weight"].get<double>() * term["value"].get<double>();
    }
    EXPECT_NEAR(weights, 1, 1e-9);
    const double raw =
        100 * std::tanh(json["gain"].get<double>() * json["reliability"].get<double>() * linear);
    EXPECT_NEAR(json["raw"].get<double>(), raw, 1e-3);
    ++checked;
  }
  EXPECT_GT(checked, 100);
}

TEST(SoccerAnalyser, AFrameThatDoesNotCountChangesNoStatistic) {
  auto analysis = analyser();
  for (int f = 0; f < 100; ++f) analysis.push(attack(f));
  const auto before = analysis.push(attack(100)).measures;
  for (int f = 101; f < 120; ++f) {
    auto record = attack(f);
    record.shot = 1;
    record.counted = false;
    record.why_uncounted = "replay";
    const auto& m = analysis.push(record).measures;
    EXPECT_EQ(m.possession_s, before.possession_s);
    EXPECT_FALSE(m.evaluation.bar);
    EXPECT_STREQ(m.evaluation.bar.why, "a replay or close-up, which does not count");
    EXPECT_FALSE(m.control_a);
    EXPECT_TRUE(m.surface.empty());
    for (const auto& p : m.players) EXPECT_FALSE(p.speed_m_s);
  }
}

TEST(SoccerAnalyser, LostCalibrationWithholdsAndShortLossGoesOn) {
  auto analysis = analyser();
  Measures m;
  for (int f = 0; f < 125; ++f) {
    auto record = attack(f);
    if (f >= 100 && f < 110) {
      record.calibration = CalibrationState::lost;
      record.sigma_m.reset();
      for (auto& s : record.objects) s.field.reset();
    }
    m = analysis.push(record).measures;
    if (f == 105) {
      EXPECT_STREQ(m.evaluation.bar.why, "no calibration");
      EXPECT_STREQ(m.players[0].position_m.why, "no calibration");
      EXPECT_GT(m.players[17].distance_m + m.players[16].distance_m, 1);
    }
  }
  EXPECT_TRUE(m.evaluation.bar);
  EXPECT_EQ(*m.holder, 9);
}

TEST(SoccerAnalyser, ACutForgetsWhoHadTheBall) {
  auto analysis = analyser();
  for (int f = 0; f < 100; ++f) analysis.push(attack(f));
  auto record = kick_off(100);
  record.shot = 1;
  const auto& update = analysis.push(record);
  EXPECT_FALSE(update.measures.holder);
  ASSERT_EQ(of_type(update.events, "possession").size(), 1U);
  EXPECT_TRUE(of_type(update.events, "pass").empty());
}

TEST(SoccerAnalyser, TooFewPlayersWithholdTheBar) {
  const auto m = after(4, [](auto f) {
    auto record = attack(f);
    std::erase_if(record.objects,
                  [](const TrackSample& s) { return s.team == Team::b && s.track_id > 23; });
    return record;
  });
  EXPECT_STREQ(m.evaluation.bar.why, "too few players placed");
  EXPECT_EQ(m.coverage.people, 14);
}

TEST(SoccerAnalyser, OddRecordsAreNoCrash) {
  auto analysis = analyser();
  EXPECT_EQ(analysis.push(empty_record(0, 0)).measures.coverage.people, 0);
  analysis.push(empty_record(1, 0));  // time stands still
  analysis.push(attack(50));          // a jump ahead
  analysis.push(attack(10));          // and back
  auto unplaced = attack(51);
  for (auto& s : unplaced.objects) s.field.reset();
  analysis.push(unplaced);
  auto many = attack(52);
  for (int i = 0; i < 500; ++i)
    many.objects.push_back(sample(5000 + i, kPlayerClass, i % 2 ? Team::a : Team::b,
                                  {-50 + 0.2 * i, 20 - 0.08 * i}, 0.1));
  EXPECT_EQ(analysis.push(many).measures.coverage.people, 522);
  analysis.finish();
}

TEST(SoccerAnalyser, AWiderPitchLosesNobody) {
  PitchSpec pitch;
  pitch.length_m = 120;
  pitch.width_m = 70;
  auto analysis = analyser({}, pitch);
  auto record = kick_off(0);
  move(record, 1, {-59.5, 34.8});
  move(record, 21, {59.5, -34.8});
  EXPECT_EQ(analysis.push(record).measures.coverage.placed, 22);
}

TEST(SoccerAnalyser, WrongSettingsAreAnErrorThatNamesThem) {
  SoccerSettings settings;
  settings.evaluation.weights.control = 0.9;
  const auto made = Analyser::create({}, threat(), settings, kClasses);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("evaluation.weights"), std::string::npos);
}

}  // namespace
}  // namespace touchline
