// The match that never took place: its flights obey physics, its rallies the game, its bodies reach
// what they strike.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "sports/badminton/court.h"
#include "sports/badminton/scene/body.h"
#include "sports/badminton/scene/demo.h"

namespace touchline::badminton {
namespace {

TEST(Flight, FallingFreelyAShuttleReachesItsTerminalSpeed) {
  const Flight flight({{0, 0, 40}, {0, 0, 0}});
  EXPECT_NEAR(flight.at(5).velocity.z, -kTerminal_m_s, 0.01);
  // v = vt tanh(g t / vt) from rest.
  const double t = 0.4;
  EXPECT_NEAR(flight.at(t).velocity.z,
              -kTerminal_m_s * std::tanh(kGravity_m_s2 * t / kTerminal_m_s), 1e-4);
}

TEST(Flight, DragSlowsASmashAsTheSquareOfItsSpeed) {
  // Without weight 1/v grows by g/vt^2 each second; over 0.1 s gravity hardly matters.
  const Flight flight({{-5, 0, 3}, {70, 0, 0}});
  const double after = length(flight.at(0.1).velocity);
  EXPECT_NEAR(1 / after, 1 / 70.0 + 0.1 * kGravity_m_s2 / (kTerminal_m_s * kTerminal_m_s), 2e-4);
}

TEST(Flight, AimedFlightsMeetTheirMark) {
  const Vec3d from{-4, 1, 1}, to{5.5, -1.5, 2.4};
  const auto lob = lofted(from, to, 0.9);
  ASSERT_TRUE(lob);
  const Vec3d there = lob->at(*lob->falls_through(to.z)).at;
  EXPECT_NEAR(there.x, to.x, 0.02);
  EXPECT_NEAR(there.y, to.y, 0.02);
  const auto smash = driven({-4, 0, 2.6}, {4, 1, 0.6}, 60);
  ASSERT_TRUE(smash);
  double least = 1e9;
  for (double t = 0; t < smash->lands_s(); t += 0.001)
    least = std::min(least, length(smash->at(t).at - Vec3d{4, 1, 0.6}));
  EXPECT_LT(least, 0.05);
}

class Matches : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(Matches, StrokesAlternateClearTheNetAndStayInTheHall) {
  const RallyMatch match({60, GetParam()});
  ASSERT_GE(match.rallies().size(), 3U);
  std::size_t strokes = 0;
  for (const auto& rally : match.rallies()) {
    ASSERT_FALSE(rally.strokes.empty());
    EXPECT_LE(static_cast<int>(rally.strokes.front().kind),
              static_cast<int>(StrokeKind::long_service));
    for (std::size_t i = 0; i < rally.strokes.size(); ++i) {
      const auto& stroke = rally.strokes[i];
      ++strokes;
      EXPECT_EQ(stroke.at().x < 0, stroke.player == 1);
      const auto over = stroke.flight.crosses_net();
      ASSERT_TRUE(over);
      const Vec3d at = stroke.flight.at(*over).at;
      EXPECT_GT(at.z, net_height_m(at.y)) << to_string(stroke.kind);
      if (i + 1 == rally.strokes.size()) continue;
      const auto& next = rally.strokes[i + 1];
      EXPECT_NE(next.player, stroke.player);
      EXPECT_NEAR(next.t_s, stroke.t_s + stroke.flown_s, 1e-9);
      EXPECT_LT(length(stroke.flight.at(stroke.flown_s).at - next.at()), 1e-6);
    }
  }
  EXPECT_GE(strokes, 3 * match.rallies().size()) << "rallies are played";
}

TEST_P(Matches, PlayersRunNoFasterThanPlayersDoAndStandWhereTheyStrike) {
  const RallyMatch match({40, GetParam()});
  for (const int player : {1, 2})
    for (double t = 0; t < 40; t += 0.01) {
      const Vec2d at = match.place_of(player, t);
      EXPECT_LT(distance(at, match.place_of(player, t + 0.01)), 0.01 * 9) << player << " " << t;
      EXPECT_EQ(at.x < 0, player == 1);
    }
  for (const auto& rally : match.rallies())
    for (const auto& stroke : rally.strokes)
      if (stroke.t_s < 40) {
        EXPECT_LT(distance(match.place_of(stroke.player, stroke.t_s), stroke.feet), 1e-6);
      }
}

TEST_P(Matches, BodiesAreWholeAndTheRacketMeetsTheShuttle) {
  const RallyMatch match({40, GetParam()});
  for (const auto& rally : match.rallies())
    for (const auto& stroke : rally.strokes) {
      const auto j = joints_of(match, stroke.player, stroke.t_s);
      EXPECT_LT(length(j.racket - stroke.at()), 1e-6);
      EXPECT_LT(length(j.racket - j.wrist[1]), 1.1) << to_string(stroke.kind);
    }
  for (double t = 0; t < 20; t += 0.037)
    for (const int player : {1, 2}) {
      const auto j = joints_of(match, player, t);
      for (const std::size_t k : {0U, 1U}) {
        EXPECT_NEAR(length(j.knee[k] - j.hip[k]), 0.44, 1e-6);
        EXPECT_NEAR(length(j.wrist[k] - j.elbow[k]), 0.27, 1e-6);
        EXPECT_GT(j.ankle[k].z, 0);
      }
      const Vec2d place = match.place_of(player, t);
      const Vec2d feet{(j.ankle[0].x + j.ankle[1].x) / 2, (j.ankle[0].y + j.ankle[1].y) / 2};
      EXPECT_LT(distance(feet, place), 0.35);
      for (const Vec3d& point : j.coco())
        EXPECT_LT(std::hypot(point.x - place.x, point.y - place.y), 1.3);
    }
}

TEST_P(Matches, InDoublesTwoPlayAtEachEnd) {
  const RallyMatch match({60, GetParam(), true});
  EXPECT_EQ(match.players().size(), 4U);
  for (const int player : match.players())
    for (double t = 0; t < 60; t += 0.01) {
      const Vec2d at = match.place_of(player, t);
      EXPECT_LT(distance(at, match.place_of(player, t + 0.01)), 0.01 * 9) << player << " " << t;
      EXPECT_EQ(at.x < 0, half_of(player) < 0);
      EXPECT_LT(beyond_court_m(at), 1.5);
    }
  std::set<int> struck;
  for (const auto& rally : match.rallies())
    for (std::size_t i = 0; i < rally.strokes.size(); ++i) {
      const auto& stroke = rally.strokes[i];
      struck.insert(stroke.player);
      EXPECT_EQ(stroke.at().x < 0, half_of(stroke.player) < 0);
      EXPECT_LT(distance(match.place_of(stroke.player, stroke.t_s), stroke.feet), 1e-6);
      EXPECT_LT(length(joints_of(match, stroke.player, stroke.t_s).racket - stroke.at()), 1e-6);
      if (i > 0) {
        EXPECT_NE(half_of(stroke.player), half_of(rally.strokes[i - 1].player));
      }
    }
  EXPECT_EQ(struck.size(), 4U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Matches, ::testing::Values(1, 2, 3, 7));

TEST(Match, IsTheSameForTheSameSeedAlone) {
  const RallyMatch a({30, 5}), b({30, 5}), c({30, 6});
  ASSERT_EQ(a.rallies().size(), b.rallies().size());
  EXPECT_EQ(a.place_of(1, 12.3), b.place_of(1, 12.3));
  EXPECT_EQ(a.rallies()[0].strokes.size(), b.rallies()[0].strokes.size());
  EXPECT_NE(a.place_of(1, 12.3), c.place_of(1, 12.3));
}

TEST(Match, EveryKindOfStrokeIsPlayed) {
  std::array<int, 8> count{};
  for (std::uint64_t seed = 1; seed < 8; ++seed) {
    const RallyMatch match({60, seed});
    for (const auto& rally : match.rallies())
      for (const auto& stroke : rally.strokes) ++count[static_cast<std::size_t>(stroke.kind)];
  }
  for (std::size_t i = 0; i < count.size(); ++i)
    EXPECT_GT(count[i], 0) << to_string(static_cast<StrokeKind>(i));
}

TEST(SlowDemo, ItsPicturesAreTheSameAgain) {
  using Ask = std::pair<const char*, const char*>;
  for (const auto& [camera, game] :
       {Ask{"broadcast", ""}, Ask{"phone", "singles"}, Ask{"broadcast", "doubles"}}) {
    const auto demo = make_demo({8, 3, camera, game});
    ASSERT_TRUE(demo);
    const Frame first = (*demo)->picture(2), other = (*demo)->picture(3);
    const auto twin = make_demo({8, 3, camera, game});
    ASSERT_TRUE(twin);
    const Frame again = (*twin)->picture(2);
    const auto differ = [](const Frame& a, const Frame& b) {
      std::size_t count = 0;
      for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) count += a.plane(0).row(y)[x] != b.plane(0).row(y)[x];
      return count;
    };
    EXPECT_EQ(differ(first, again), 0U);
    EXPECT_GT(differ(first, other), 1000U);
  }
  const auto unknown = make_demo({8, 3, "roof"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::usage);
  EXPECT_FALSE(make_demo({8, 3, "phone", "triples"}));
}

}  // namespace
}  // namespace touchline::badminton
