#include "sports/soccer/control.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace touchline {
namespace {

using Players = std::vector<ControlPlayer>;

const ControlMode kModes[] = {ControlMode::voronoi, ControlMode::soft,
                              ControlMode::time_to_intercept};

ControlOptions options(ControlMode mode) {
  ControlOptions o;
  o.mode = mode;
  return o;
}

Players random_players(unsigned seed, int each = 11) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> along(-52, 52), across(-33, 33), speed(-6, 6);
  Players players;
  for (int i = 0; i < 2 * each; ++i)
    players.push_back({{along(random), across(random)},
                       {speed(random), speed(random)},
                       i % 2 == 0 ? Team::a : Team::b,
                       {}});
  return players;
}

Players teams_swapped(Players players) {
  for (auto& p : players) p.team = other(p.team);
  return players;
}

Players field_mirrored(Players players) {
  for (auto& p : players) {
    p.position_m.x = -p.position_m.x;
    p.velocity_m_s.x = -p.velocity_m_s.x;
  }
  return players;
}

double share(const Players& players, ControlMode mode, const PitchSpec& pitch = {}) {
  const auto surface = control(players, pitch, options(mode));
  EXPECT_TRUE(surface.share_a);
  return surface.share_a ? *surface.share_a : std::nan("");
}

TEST(Control, EveryCellIsAShareAndTheirMeanIsTheWhole) {
  for (const auto mode : kModes)
    for (unsigned seed = 0; seed < 20; ++seed) {
      const auto s = control(random_players(seed), {}, options(mode));
      ASSERT_EQ(s.cells.size(), 640U);
      ASSERT_EQ(s.columns * s.rows, 640);
      for (const float cell : s.cells) ASSERT_TRUE(cell >= 0 && cell <= 1) << cell;
      const double mean = std::accumulate(s.cells.begin(), s.cells.end(), 0.0) / 640;
      // The hard mode's share is that of the polygons; its cells are whole ones.
      EXPECT_NEAR(*s.share_a, mean, mode == ControlMode::voronoi ? 0.02 : 1e-6);
    }
}

TEST(Control, SwappingTheTeamsComplements) {
  for (const auto mode : kModes)
    for (unsigned seed = 0; seed < 20; ++seed) {
      const auto players = random_players(seed);
      const auto s = control(players, {}, options(mode));
      const auto t = control(teams_swapped(players), {}, options(mode));
      EXPECT_NEAR(*s.share_a + *t.share_a, 1, 1e-7);
      for (std::size_t i = 0; i < s.cells.size(); ++i)
        ASSERT_FLOAT_EQ(s.cells[i] + t.cells[i], 1) << i;
    }
}

TEST(Control, MirroringAndSwappingComplementsToAMillionth) {
  for (const auto mode : kModes)
    for (unsigned seed = 0; seed < 20; ++seed) {
      const auto players = random_players(seed);
      const double s = share(players, mode);
      EXPECT_NEAR(s, share(field_mirrored(players), mode), 1e-6);
      EXPECT_NEAR(1 - s, share(teams_swapped(field_mirrored(players)), mode), 1e-6);
    }
}

TEST(Control, EqualPositionsAreHalfEach) {
  for (const auto mode : kModes) {
    Players same = random_players(7), facing = same;
    const std::size_t half = same.size();
    for (std::size_t i = 0; i < half; ++i) {
      ControlPlayer twin = same[i];
      twin.team = other(twin.team);
      same.push_back(twin);  // everybody marked exactly
      twin.position_m.x = -twin.position_m.x;
      twin.velocity_m_s.x = -twin.velocity_m_s.x;
      facing.push_back(twin);  // the teams are mirror images
    }
    EXPECT_NEAR(share(same, mode), 0.5, 1e-6);
    EXPECT_NEAR(share(facing, mode), 0.5, 1e-6);
  }
}

TEST(Control, TwoPlayersCutThePitchWhereTheyAreEquallyNear) {
  // The bisector of x = -20 and x = 10 is x = -5: 47.5 of 105 metres.
  const Players two = {{{-20, 5}, {}, Team::a, {}}, {{10, 5}, {}, Team::b, {}}};
  EXPECT_NEAR(share(two, ControlMode::voronoi), 47.5 / 105, 1e-12);
  const auto s = control(two, {}, options(ControlMode::soft));
  // Beyond both, on their line, the lead is the distance between them.
  EXPECT_NEAR(s.cells[8 * 32], 1 / (1 + std::exp(-0.28 * 30)), 2e-3);
  EXPECT_GT(s.cells[0], 0.99F) << "row-major from (-x, +y)";
  EXPECT_LT(s.cells[31], 0.01F);
}

TEST(Control, PolygonsAgreeWithAFineRaster) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    const auto players = random_players(seed);
    ControlOptions fine = options(ControlMode::voronoi);
    fine.columns = 512;
    fine.rows = 340;
    const auto s = control(players, {}, fine);
    const double raster =
        std::accumulate(s.cells.begin(), s.cells.end(), 0.0) / static_cast<double>(s.cells.size());
    EXPECT_NEAR(*s.share_a, raster, 0.001);
  }
}

TEST(Control, CellsOfASiteAreExact) {
  std::vector<Vec2d> sites = {{-26.25, 17}, {26.25, 17}, {-26.25, -17}, {26.25, -17}};
  std::vector<double> areas(4);
  voronoi_areas(sites, {}, areas);
  for (const double area : areas) EXPECT_NEAR(area, 105 * 68 / 4.0, 1e-9);
  sites = {{-60, 0}, {60, 0}, {60, 0}};  // beside the pitch, two at one place
  areas.resize(3);
  voronoi_areas(sites, {}, areas);
  EXPECT_NEAR(areas[0], 105 * 34, 1e-9);
  EXPECT_NEAR(areas[1], 105 * 17, 1e-9);
  EXPECT_NEAR(areas[2], 105 * 17, 1e-9);
  std::vector<Vec2d> many;
  for (const auto& p : random_players(3, 40)) many.push_back(p.position_m);
  areas.resize(many.size());
  voronoi_areas(many, {}, areas);
  EXPECT_NEAR(std::accumulate(areas.begin(), areas.end(), 0.0), 105 * 68, 1e-7);
}

TEST(Control, RunningTowardsSpaceGainsIt) {
  const ControlPlayer rival{{0, 10}, {}, Team::b, {}};
  const auto with_velocity = [&](double vx, ControlMode mode) {
    return share({{{0, 0}, {vx, 0}, Team::a, {}}, rival, {{40, 0}, {}, Team::b, {}}}, mode);
  };
  const double still = with_velocity(0, ControlMode::time_to_intercept);
  EXPECT_GT(with_velocity(-6, ControlMode::time_to_intercept), still + 0.01);
  EXPECT_LT(with_velocity(6, ControlMode::time_to_intercept), still - 0.01);
  EXPECT_EQ(with_velocity(6, ControlMode::soft), with_velocity(0, ControlMode::soft));
}

TEST(Control, TimeToInterceptIsTheFormula) {
  // Alone against one: at a cell d_a and d_b from where they are after the reaction time.
  const Players two = {{{-10, 0}, {4, 2}, Team::a, {}}, {{12, 3}, {-3, 0}, Team::b, {}}};
  const auto s = control(two, {}, {});
  const auto time = [](Vec2d cell, const ControlPlayer& p) {
    return 0.7 + distance(cell, p.position_m + 0.7 * p.velocity_m_s) / 5;
  };
  for (int row = 0; row < 20; ++row)
    for (int column = 0; column < 32; ++column) {
      const Vec2d cell{-52.5 + (column + 0.5) * 105 / 32, 34 - (row + 0.5) * 68 / 20};
      const double lead = time(cell, two[1]) - time(cell, two[0]);
      const double scale = std::sqrt(3.0) * std::sqrt(2.0) * 0.45 / M_PI;
      EXPECT_NEAR(s.cells[static_cast<std::size_t>(row * 32 + column)],
                  1 / (1 + std::exp(-lead / scale)), 1e-5);
    }
}

TEST(Control, ATeamThatIsAbsentIsAReason) {
  for (const auto mode : kModes) {
    const Players only_a = {{{0, 0}, {}, Team::a, {}}, {{5, 5}, {}, Team::none, {}}};
    auto s = control(only_a, {}, options(mode));
    EXPECT_FALSE(s.share_a);
    EXPECT_STREQ(s.share_a.why, kNoPlayerOfB);
    EXPECT_FALSE(s.sigma);
    EXPECT_TRUE(s.cells.empty());
    EXPECT_EQ(s.players, (std::array{1, 0}));
    s = control(teams_swapped(only_a), {}, options(mode));
    EXPECT_STREQ(s.share_a.why, kNoPlayerOfA);
    const double nan = std::nan("");
    s = control(Players{{{0, 0}, {}, Team::a, {}}, {{nan, 1}, {}, Team::b, {}}}, {}, options(mode));
    EXPECT_STREQ(s.share_a.why, kNoPlayerOfB) << "a position that is not finite is none";
    s = control({}, {}, options(mode));
    EXPECT_STREQ(s.share_a.why, kNoPlayerOfA);
  }
}

TEST(Control, ALargePitchLosesNobody) {
  const PitchSpec pitch{.length_m = 120, .width_m = 70};
  Players players = random_players(2);
  players[0].position_m = {59.5, 34.5};  // beyond the lines of 105 x 68 m
  players[1].position_m = {-59.5, -34.5};
  for (const auto mode : kModes) {
    const auto s = control(players, pitch, options(mode));
    EXPECT_EQ(s.players, (std::array{11, 11}));
    Players without = players;
    without.erase(without.begin());
    EXPECT_GT(*s.share_a, share(without, mode, pitch) + 1e-4) << "he counts";
  }
}

TEST(Control, UncertaintyIsTheSpreadOfNoisyPositions) {
  std::mt19937 random(11);
  std::normal_distribution<double> noise(0, 0.5);
  for (const auto mode : kModes) {
    Players players = random_players(4);
    for (auto& p : players) p.covariance_m2 = {0.25, 0, 0.25};
    auto field = PitchControl::create({}, options(mode));
    ASSERT_TRUE(field);
    const double sigma = *field->measure(players).sigma;
    const int trials = 4000;
    double sum = 0, squares = 0;
    for (int i = 0; i < trials; ++i) {
      Players noisy = players;
      for (auto& p : noisy) p.position_m = p.position_m + Vec2d{noise(random), noise(random)};
      const double s = *field->measure(noisy).share_a;
      sum += s;
      squares += s * s;
    }
    const double spread = std::sqrt(squares / trials - sum * sum / trials / trials);
    EXPECT_NEAR(sigma / spread, 1, 0.1) << sigma << " against " << spread;
    for (auto& p : players) p.covariance_m2 = {};
    EXPECT_EQ(*field->measure(players).sigma, 0);
  }
}

TEST(Control, WrongSettingsAreNamed) {
  const auto word = [](const PitchSpec& pitch, const ControlOptions& o) {
    const auto made = PitchControl::create(pitch, o);
    return made ? std::string() : made.error().message;
  };
  EXPECT_NE(word({.length_m = 7}, {}).find("length_m"), std::string::npos);
  EXPECT_NE(word({}, {.columns = 0}).find("columns"), std::string::npos);
  EXPECT_NE(word({}, {.soft_gain_per_m = -1}).find("soft_gain_per_m"), std::string::npos);
  EXPECT_NE(word({}, {.arrival_sigma_s = 0}).find("arrival_sigma_s"), std::string::npos);
  EXPECT_NE(word({}, {.reaction_s = std::nan("")}).find("reaction_s"), std::string::npos);
  EXPECT_EQ(word({}, {}), "");
}

}  // namespace
}  // namespace touchline
