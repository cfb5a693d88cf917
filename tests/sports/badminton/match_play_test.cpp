// A whole match of known shots: two players of sticks, a shuttle on parabolas between them.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "sports/badminton/match_play.h"
#include "sports/badminton/told_hands.h"

namespace touchline::badminton {
namespace {

Nanoseconds seconds(double s) { return static_cast<Nanoseconds>(std::llround(s * 1e9)); }

/// A camera behind the near end: x along the court (near below 0), y across, z up; 1080 lines.
Vec2d seen(double x, double y, double z) {
  const double depth = 14 + x, scale = 1500 / depth;
  return {960 + scale * y, 380 + scale * (4 - z)};
}

struct Stroke {
  double t, x, y, z;  ///< when and where the shuttle is struck
  End end;
  StrokeKind kind;
};

/// Strokes of one rally from `t`, each kind once or twice, with the times and places of real ones.
std::vector<Stroke> rally_from(double t) {
  std::vector<Stroke> all;
  const auto add = [&](double x, double y, double z, End end, StrokeKind kind, double flight) {
    all.push_back({t, x, y, z, end, kind});
    t += flight;
  };
  add(-2.4, 0.3, 1.0, End::near, StrokeKind::short_service, 1.0);
  add(2.2, -0.3, 0.8, End::far, StrokeKind::lift, 1.5);
  add(-5.6, 0.8, 2.5, End::near, StrokeKind::clear, 1.4);
  add(5.7, -1.0, 2.5, End::far, StrokeKind::drop, 1.0);
  add(-2.2, 1.0, 0.7, End::near, StrokeKind::net_shot, 1.0);
  add(2.0, 0.6, 0.7, End::far, StrokeKind::lift, 1.5);
  add(-5.5, -0.7, 2.6, End::near, StrokeKind::smash, 0.6);
  add(3.9, 0.2, 1.0, End::far, StrokeKind::drive, 0.9);
  add(-4.0, 0.0, 1.2, End::near, StrokeKind::drive, 0.9);
  add(4.2, 0.5, 1.2, End::far, StrokeKind::net_shot, 1.0);
  return all;
}

Vec2d lerp(Vec2d a, Vec2d b, double u) { return a + u * (b - a); }

/// The shuttle on a parabola in height between two strokes.
Vec2d shuttle_at(const std::vector<Stroke>& strokes, std::size_t i, double t) {
  const auto &a = strokes[i], &b = strokes[i + 1];
  const double u = (t - a.t) / (b.t - a.t), flight = b.t - a.t;
  const double z = a.z + u * (b.z - a.z) + 4.9 * flight * flight * u * (1 - u);
  const auto at = lerp({a.x, a.y}, {b.x, b.y}, u);
  return seen(at.x, at.y, z);
}

BodyAt body_at(const std::vector<Stroke>& strokes, End end, double t) {
  // Where the player strikes next or struck last, whichever is nearer in time.
  const Stroke* best = nullptr;
  for (const auto& s : strokes)
    if (s.end == end && (best == nullptr || std::abs(s.t - t) < std::abs(best->t - t))) best = &s;
  BodyAt b;
  b.pts_ns = seconds(t);
  b.number = end == End::near ? 1 : 2;
  b.end = end;
  const double away = std::min(1.0, std::abs(best->t - t) / 0.5);  // from the stroke
  const double to = end == End::near ? -3.3 : 3.3;
  const double facing = end == End::near ? 1 : -1;
  const double x = std::lerp(best->x, to, away);
  const double y = std::lerp(best->y, 0.0, away) - 0.4 * facing;
  b.feet_m = Vec2d{x, y};
  b.hips = seen(x, y, 0.95);
  b.head = seen(x, y, 1.7);
  b.left_shoulder = seen(x, y - 0.2 * facing, 1.45);
  b.right_shoulder = seen(x, y + 0.2 * facing, 1.45);
  b.left_wrist = seen(x, y - 0.4 * facing, 1.0);
  const double z = std::lerp(best->z > 1.7 ? best->z - 0.4 : best->z, 1.0, away);
  b.right_wrist = seen(x, std::lerp(best->y - 0.1 * facing, y + 0.4 * facing, away), z);
  return b;
}

struct Match {
  std::vector<Stroke> strokes;
  ShuttleSeries shuttle;
  BodySeries bodies;
};

Match match(double rate, int rallies = 2) {
  Match m;
  std::vector<std::vector<Stroke>> all;
  for (int r = 0; r < rallies; ++r) all.push_back(rally_from(1 + 16.0 * r));
  for (int i = 0; i < static_cast<int>(16.0 * rallies * rate); ++i) {
    const double t = i / rate;
    const auto& strokes = all[static_cast<std::size_t>(t / 16)];
    ShuttleSample sample{i, seconds(t), Sight::missing, {}};
    for (std::size_t k = 0; k + 1 < strokes.size(); ++k)
      if (t >= strokes[k].t && t < strokes[k + 1].t) {
        sample.sight = Sight::seen;
        sample.at_px = shuttle_at(strokes, k, t);
      }
    // After the last stroke it flies on and is caught; before the first it rests on the racket.
    if (t < strokes[0].t && t > strokes[0].t - 0.6) {
      sample.sight = Sight::seen;
      sample.at_px = seen(strokes[0].x, strokes[0].y, strokes[0].z);
    }
    const auto& last = strokes.back();
    if (t >= last.t && t < last.t + 0.7) {
      const double u = t - last.t;
      sample.sight = Sight::seen;
      sample.at_px = seen(last.x - 5 * u, last.y, last.z + 4.0 * u - 4.9 * u * u);
    }
    m.shuttle.push_back(sample);
    for (const auto end : {End::near, End::far}) m.bodies.push_back(body_at(strokes, end, t));
  }
  for (const auto& rally : all) m.strokes.insert(m.strokes.end(), rally.begin(), rally.end());
  return m;
}

std::vector<PlayedShot> shots_of(const MatchPlay& play) {
  std::vector<PlayedShot> shots;
  for (const auto& rally : play.rallies)
    shots.insert(shots.end(), rally.shots.begin(), rally.shots.end());
  return shots;
}

class AtRates : public ::testing::TestWithParam<double> {};

TEST_P(AtRates, AKnownMatchIsToldAsItWas) {
  const auto m = match(GetParam());
  const auto play = play_of(m.shuttle, m.bodies, 1080);
  ASSERT_EQ(play.rallies.size(), 2U);
  int hits = 0, right_end = 0, right_kind = 0;
  for (const auto& played : shots_of(play)) {
    const auto& shot = played.shot;
    for (const auto& stroke : m.strokes) {
      if (std::abs(static_cast<double>(shot.hit.at.pts_ns) / 1e9 - stroke.t) > 1 / 15.0) continue;
      ++hits;
      right_end += int{shot.hit.hitter == stroke.end};
      right_kind += int{shot.kind && *shot.kind == stroke.kind};
      EXPECT_TRUE(played.player && played.feet_m);
    }
  }
  const auto found = static_cast<int>(shots_of(play).size());
  EXPECT_EQ(hits, 20);
  EXPECT_EQ(found, hits);
  EXPECT_EQ(right_end, hits);
  EXPECT_EQ(right_kind, 18) << "all but the two that were not answered";
  for (const int number : {1, 2}) EXPECT_EQ(*play.hands.at(number), Hand::right) << number;
  EXPECT_GE(play.sums.recoveries.at(1).size(), 6U);
}
INSTANTIATE_TEST_SUITE_P(Rates, AtRates, ::testing::Values(25.0, 30.0, 60.0), [](const auto& rate) {
  return std::to_string(static_cast<int>(rate.param));
});

TEST(MatchPlay, ARallyThatTheRecordingBeginsInHasNoService) {
  auto m = match(30, 1);
  const auto begin = seconds(m.strokes[2].t - 0.4);
  std::erase_if(m.shuttle, [&](const auto& s) { return s.pts_ns < begin; });
  std::erase_if(m.bodies, [&](const auto& b) { return b.pts_ns < begin; });
  const auto shots = shots_of(play_of(m.shuttle, m.bodies, 1080));
  ASSERT_EQ(shots.size(), m.strokes.size() - 2);
  ASSERT_TRUE(shots[0].shot.kind);
  EXPECT_EQ(*shots[0].shot.kind, m.strokes[2].kind);
}

int of_kinds(const StrokeCounts& counts) {
  return std::accumulate(counts.of_kind.begin(), counts.of_kind.end(), counts.of_no_kind);
}

TEST(MatchPlay, SumsAgree) {
  const auto m = match(30);
  const auto play = play_of(m.shuttle, m.bodies, 1080);
  const auto& sums = play.sums;
  EXPECT_EQ(sums.rallies, 2);
  EXPECT_EQ(sums.all.all, static_cast<int>(shots_of(play).size()));
  int of_players = sums.of_nobody.all;
  for (const auto& [number, counts] : sums.of_player) {
    of_players += counts.all;
    EXPECT_EQ(of_kinds(counts), counts.all) << number;
  }
  EXPECT_EQ(of_players, sums.all.all);
  EXPECT_EQ(of_kinds(sums.all), sums.all.all);
  EXPECT_EQ(sums.all.forehand + sums.all.backhand + sums.all.of_no_side, sums.all.all);
}

TEST(MatchPlay, TheSameSeriesGiveTheSameMatch) {
  const auto m = match(30);
  const auto once = shots_of(play_of(m.shuttle, m.bodies, 1080));
  const auto again = shots_of(play_of(m.shuttle, m.bodies, 1080));
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].shot.hit.at.frame, again[i].shot.hit.at.frame);
    EXPECT_EQ(once[i].shot.hit.chance, again[i].shot.hit.chance);
    EXPECT_EQ(once[i].shot.confidence, again[i].shot.confidence);
  }
}

TEST(MatchPlay, TheEarlierSystemsSignalsSeeMostOfIt) {
  const auto m = match(30);
  PlayRules rules;
  rules.method = HitMethod::signals;
  const auto play = play_of(m.shuttle, m.bodies, 1080, rules);
  EXPECT_EQ(play.rallies.size(), 2U);
  EXPECT_GE(play.sums.all.all, 12);
}

TEST(MatchPlay, AHandThatIsSaidIsTaken) {
  const auto m = match(30, 1);
  PlayRules rules;
  rules.hands[1] = Hand::left;
  const auto play = play_of(m.shuttle, m.bodies, 1080, rules);
  EXPECT_EQ(*play.hands.at(1), Hand::left);
  EXPECT_EQ(*play.hands.at(2), Hand::right) << "told from the strokes";
  // Sides are told by the other wrist, and nothing else changes.
  const auto told = shots_of(play_of(m.shuttle, m.bodies, 1080)), said = shots_of(play);
  ASSERT_EQ(told.size(), said.size());
  int of_player = 0;
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(told[i].player.value, said[i].player.value);
    EXPECT_EQ(told[i].shot.kind.value, said[i].shot.kind.value);
    if (told[i].player.value == 1)
      ++of_player;
    else
      EXPECT_EQ(told[i].shot.side.value, said[i].shot.side.value);
  }
  EXPECT_GT(of_player, 2);
  EXPECT_EQ(*play_of({}, {}, 1080, rules).hands.at(1), Hand::left) << "before any stroke";
}

TEST(MatchPlay, WhatIsSaidOfHandsIsReadOrRefused) {
  const auto hands = told_hands("2:left,1:right");
  ASSERT_TRUE(hands);
  EXPECT_EQ(*hands, (std::map<int, Hand>{{1, Hand::right}, {2, Hand::left}}));
  EXPECT_TRUE(told_hands("")->empty());
  for (const char* text :
       {"left", "5:left", "1:both", "1=left", "1:left,", "1:left,1:right", ","}) {
    const auto wrong = told_hands(text);
    ASSERT_FALSE(wrong) << text;
    EXPECT_EQ(wrong.error().where, "badminton.hands") << text;
  }
}

TEST(MatchPlay, OfNothingIsNothing) {
  const auto play = play_of({}, {}, 1080);
  EXPECT_TRUE(play.rallies.empty() && play.hands.empty());
  EXPECT_EQ(play.sums.all.all, 0);
}

}  // namespace
}  // namespace touchline::badminton
