// Teams from kits alone: who is who, and when not to say.
#include "track/teams.h"

#include <gtest/gtest.h>

#include "kernels/lab.h"
#include "track/kit_world.h"

namespace touchline {
namespace {

using testing::KitWorld;
using testing::KitWorldOptions;
using testing::kKeeper;
using testing::kPlayer;
using testing::kReferee;
using testing::soccer_teams;

const KitSample kRed{{48, 58, 38}, {48, 58, 38}, 1}, kOrange{{58, 42, 52}, {58, 42, 52}, 1},
    kNavy{{28, 12, -36}, {28, 12, -36}, 1}, kRoyal{{42, 8, -44}, {42, 8, -44}, 1},
    kWhite{{86, 0, 2}, {86, 0, 2}, 1}, kSky{{74, -6, -16}, {74, -6, -16}, 1},
    kYellow{{80, 6, 66}, {80, 6, 66}, 1}, kLime{{78, -18, 58}, {78, -18, 58}, 1};

/// Samples by track after the warm-up: right, wrong, unknown; and the worst track's share of right.
struct Score {
  int right = 0, wrong = 0, unknown = 0;
  double worst = 1;
  [[nodiscard]] double share() const {
    return static_cast<double>(right) / (right + wrong + unknown);
  }
};

/// `flipped`: the truth's team a is the result's team b.
Score run(KitWorld& world, Teams& teams, double fps, double seconds, double warm_up, bool flipped) {
  std::map<std::int64_t, Score> tracks;
  Score all;
  for (int f = 0; f < seconds * fps; ++f) {
    KitWorld::Frame frame = world.next();
    teams.update(frame.pts_ns, frame.people, frame.kits);
    if (f < warm_up * fps) continue;
    for (const TrackSample& s : frame.people) {
      const Team truth = world.team(s.track_id);
      const Team wanted = flipped && truth != Team::none ? other(truth) : truth;
      Score& track = tracks[s.track_id];
      for (Score* score : {&track, &all}) {
        if (s.team == wanted)
          ++score->right;
        else if (s.team == Team::none)
          ++score->unknown;
        else
          ++score->wrong;
      }
    }
  }
  for (const auto& [id, score] : tracks) all.worst = std::min(all.worst, score.share());
  return all;
}

struct NearKits {
  const char* name;
  KitSample a, b;
  bool flipped;  ///< b is the lighter
};
class TeamsOfNearKits : public ::testing::TestWithParam<NearKits> {};

TEST_P(TeamsOfNearKits, NinetyEightOfAHundredSamplesAreRightOnEveryTrack) {
  for (const std::uint32_t seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
    KitWorldOptions options;
    options.team_kits = {GetParam().a, GetParam().b};
    options.seed = seed;
    KitWorld world(options);
    Teams teams(soccer_teams());
    const Score score = run(world, teams, 25, 40, 8, GetParam().flipped);
    EXPECT_TRUE(teams.known());
    EXPECT_GE(score.worst, 0.98) << GetParam().name << " seed " << seed << ": " << score.share()
                                 << " right, " << score.wrong << " wrong, " << score.unknown
                                 << " unknown, kits " << teams.distance() << " units, "
                                 << teams.separation() << " sd";
  }
}

// CIEDE2000 between the kits: 15.7, 13.3, 17.1, 15.2.
INSTANTIATE_TEST_SUITE_P(Kits, TeamsOfNearKits,
                         ::testing::Values(NearKits{"red, orange", kRed, kOrange, true},
                                           NearKits{"navy, royal", kNavy, kRoyal, true},
                                           NearKits{"white, sky", kWhite, kSky, false},
                                           NearKits{"yellow, lime", kYellow, kLime, false}),
                         [](const auto& i) { return "Pair" + std::to_string(i.index); });

/// A fixed camera that sees half a pitch: near people are large and deep in colour, far ones small
/// and pale, and a white with the sky in it lies as near to the pale blue as the deep blue does.
TEST(Teams, DeepAndPaleKitsOfOneTeamAreOne) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    KitWorldOptions options;
    options.team_kits = {{{74, 15, -46}, {72, 16, -48}, 1}, {{34, 29, -68}, {31, 27, -66}, 1}};
    options.haze = 0.45;
    options.seed = seed;
    KitWorld world(options);
    Teams teams(soccer_teams());
    const Score score = run(world, teams, 25, 30, 8, false);
    EXPECT_TRUE(teams.known());
    EXPECT_GE(score.worst, 0.98) << "seed " << seed << ": " << score.share() << " right, "
                                 << score.wrong << " wrong, " << score.unknown << " unknown";
  }
}

TEST(KitSpace, TheShirtOfAPointIsTheShirt) {
  for (const Lab& shirt : {Lab{48, 58, 38}, Lab{34, 29, -68}, Lab{90, 0, 0}, Lab{60, -50, 40}}) {
    const Lab back = shirt_of(kit_vector({shirt, {}, 1}));
    EXPECT_NEAR(back.L, shirt.L, 1e-3);
    EXPECT_NEAR(back.a, shirt.a, 1e-3);
    EXPECT_NEAR(back.b, shirt.b, 1e-3);
  }
}

TEST(Teams, NoneBeforeThereIsEvidence) {
  KitWorld world({});
  Teams teams(soccer_teams());
  for (int f = 0; f < 25; ++f) {
    KitWorld::Frame frame = world.next();
    teams.update(frame.pts_ns, frame.people, frame.kits);
    for (const TrackSample& s : frame.people) {
      EXPECT_EQ(s.team, Team::none);
      EXPECT_EQ(s.team_conf, 0);
    }
    EXPECT_FALSE(teams.palette()[0]);
  }
}

TEST(Teams, OneTeamOnlyStaysOneCluster) {
  for (const double shade : {0.0, 16.0}) {
    for (const KitSample& kit : {kRed, kWhite, kNavy}) {
      KitWorldOptions options;
      options.team_kits = {kit};
      options.shade = shade;
      options.per_team = 14;
      KitWorld world(options);
      Teams teams(soccer_teams());
      for (int f = 0; f < 25 * 30; ++f) {
        KitWorld::Frame frame = world.next();
        teams.update(frame.pts_ns, frame.people, frame.kits);
        for (const TrackSample& s : frame.people) ASSERT_EQ(s.team, Team::none) << f;
      }
      EXPECT_FALSE(teams.known()) << kit.shirt.L << " " << shade;
    }
  }
}

TEST(Teams, EverybodyInClothesOfTheirOwnIsNoTeam) {
  KitWorldOptions options;
  options.per_team = 1;
  options.team_kits.clear();
  for (int k = 0; k < 14; ++k)
    options.team_kits.push_back(
        {{static_cast<float>(20 + 37 * k % 70), static_cast<float>(53 * k % 120 - 60),
          static_cast<float>(71 * k % 110 - 50)},
         {static_cast<float>(20 + 23 * k % 60), 0, 0},
         1});
  KitWorld world(options);
  Teams teams(soccer_teams());
  run(world, teams, 25, 20, 0, false);
  EXPECT_FALSE(teams.known());
}

TEST(Teams, BibsAgainstMixedShirtsOfFew) {
  // Four against three: enough; two against two: not.
  for (const int each : {3, 2}) {
    KitWorldOptions options;
    options.team_kits = {kYellow, kNavy};
    options.per_team = each;
    options.keepers = options.referee = false;
    KitWorld world(options);
    Teams teams(soccer_teams());
    const Score score = run(world, teams, 25, 20, 8, false);
    EXPECT_EQ(teams.known(), each == 3);
    if (each == 3) {
      EXPECT_GE(score.worst, 0.98);
    }
  }
}

TEST(Teams, AMirroredPictureGivesTheSameTeams) {
  for (const bool calibrated : {true, false}) {
    KitWorldOptions options;
    options.calibrated = calibrated;
    KitWorld plain(options);
    options.mirrored = true;
    KitWorld mirrored(options);
    Teams a(soccer_teams()), b(soccer_teams());
    int with_team = 0;
    for (int f = 0; f < 25 * 15; ++f) {
      KitWorld::Frame x = plain.next(), y = mirrored.next();
      a.update(x.pts_ns, x.people, x.kits);
      b.update(y.pts_ns, y.people, y.kits);
      for (std::size_t k = 0; k < x.people.size(); ++k) {
        EXPECT_EQ(x.people[k].team, y.people[k].team);
        EXPECT_EQ(x.people[k].class_id, y.people[k].class_id);
        EXPECT_NEAR(x.people[k].team_conf, y.people[k].team_conf, 1e-5);
        with_team += x.people[k].team != Team::none;
      }
    }
    EXPECT_GT(with_team, 4000);
  }
}

TEST(Teams, TheFrameRateDoesNotMatter) {
  for (const double fps : {10.0, 50.0, 60.0}) {
    KitWorldOptions options;
    options.fps = fps;
    KitWorld world(options);
    Teams teams(soccer_teams());
    EXPECT_GE(run(world, teams, fps, 30, 8, true).worst, 0.98) << fps;
  }
}

TEST(Teams, TheLighterShirtIsTeamAUnlessTheUserSaysOtherwise) {
  for (const bool swapped : {false, true}) {
    KitWorldOptions options;
    options.team_kits = {swapped ? kWhite : kNavy, swapped ? kNavy : kWhite};
    KitWorld world(options);
    Teams teams(soccer_teams());
    EXPECT_GE(run(world, teams, 25, 15, 8, !swapped).share(), 0.98);
  }
  for (const bool first : {true, false}) {
    KitWorld world({.team_kits = {kNavy, kWhite}});
    TeamsOptions named = soccer_teams();
    named.names = {"Harbour", "Hill"};
    named.colours[first ? 0 : 1] = first ? Rgb{20, 30, 120} : Rgb{250, 250, 250};
    Teams teams(named);
    EXPECT_GE(run(world, teams, 25, 15, 8, false).share(), 0.98) << "one colour is enough";
    EXPECT_EQ(teams.name(Team::a), "Harbour");
    EXPECT_EQ(teams.name(Team::b), "Hill");
    EXPECT_EQ(teams.name(Team::none), "none");
  }
}

TEST(Teams, ThePaletteIsTheShirtsAsSeen) {
  KitWorld world({.team_kits = {kWhite, kNavy}, .noise = 3, .shade = 0, .strangers = 0});
  Teams teams(soccer_teams());
  run(world, teams, 25, 10, 0, false);
  for (std::size_t t = 0; t < 2; ++t) {
    const Lab seen = to_lab(teams.palette()[t].value()), worn = (t == 0 ? kWhite : kNavy).shirt;
    EXPECT_LT(std::hypot(seen.L - worn.L, seen.a - worn.a, seen.b - worn.b), 4);
  }
}

TEST(Teams, GoalkeepersGoByTheirSideAndOfficialsHaveNoTeam) {
  for (const bool calibrated : {true, false}) {
    KitWorld world({.calibrated = calibrated});
    Teams teams(soccer_teams());
    // The keepers' kits are far from both teams'; their teams are right all the same.
    const Score score = run(world, teams, 25, 30, 12, true);
    EXPECT_GE(score.worst, 0.98) << calibrated;
    KitWorld::Frame frame = world.next();
    teams.update(frame.pts_ns, frame.people, frame.kits);
    EXPECT_EQ(frame.people[20].class_id, kKeeper);
    EXPECT_EQ(frame.people[22].class_id, kReferee);
    EXPECT_EQ(frame.people[22].team_conf, 0);
  }
}

TEST(Teams, TheKitCorrectsTheDetectorsClass) {
  KitWorld world({});
  Teams teams(soccer_teams());
  world.mistake(3, kReferee);  // a player taken for an official
  world.mistake(7, kKeeper);   // and one for a goalkeeper, far from the goals
  world.mistake(21, kPlayer);  // a goalkeeper taken for a player
  const Score score = run(world, teams, 25, 30, 12, true);
  KitWorld::Frame frame = world.next();
  teams.update(frame.pts_ns, frame.people, frame.kits);
  for (const std::int64_t id : {3, 7, 21})
    EXPECT_EQ(frame.people[static_cast<std::size_t>(id - 1)].class_id, world.class_of(id)) << id;
  EXPECT_GE(score.worst, 0.95);
  // Once an official's kit is known, one taken for a player is found out.
  world.mistake(23, kPlayer);
  for (int f = 0; f < 50; ++f) {
    frame = world.next();
    teams.update(frame.pts_ns, frame.people, frame.kits);
    EXPECT_EQ(frame.people[22].class_id, kReferee);
    EXPECT_EQ(frame.people[22].team, Team::none);
  }
}

TEST(Teams, AGoalkeeperWhoWalksAlongTheTouchLineIsAnAssistantReferee) {
  KitWorld world({});
  TeamsOptions options = soccer_teams();
  options.field_half_width_m = 34;
  Teams teams(options);
  world.mistake(23, kKeeper);
  for (int f = 0; f < 500; ++f) {
    KitWorld::Frame frame = world.next();
    // Up and down his half, a step beside the line; the goalkeeper of a small goal on it; and one
    // who has come out of his goal for a moment.
    frame.people[22].field->m = {-20 + 15 * std::sin(0.01 * f), 34.5};
    frame.people[21].field->m = {10 + 1.5 * std::sin(0.04 * f), 33};
    if (f % 250 < 50) frame.people[20].field->m = {-40 + 0.1 * (f % 250), 33};
    teams.update(frame.pts_ns, frame.people, frame.kits);
    for (const std::size_t keeper : {20U, 21U})
      EXPECT_EQ(frame.people[keeper].class_id, kKeeper) << f;
    if (f < 100) continue;
    EXPECT_EQ(frame.people[22].class_id, kReferee) << f;
    EXPECT_EQ(frame.people[22].team, Team::none) << f;
  }
}

TEST(Teams, AGoalkeeperOutsideTheTouchLineIsAnAssistantReferee) {
  KitWorld world({});
  TeamsOptions options = soccer_teams();
  options.field_half_width_m = 34;
  options.field_half_length_m = 52.5;
  Teams teams(options);
  world.mistake(23, kKeeper);
  for (int f = 0; f < 500; ++f) {
    KitWorld::Frame frame = world.next();
    // Half a step beside the line, waiting; and two who keep goals: before a small one that stands
    // on the line, and behind the line beside a large one, where the ball is fetched.
    frame.people[22].field->m = {-20 + 0.5 * std::sin(0.01 * f), 34.7};
    frame.people[21].field->m = {10, 33.8};
    frame.people[20].field->m = {-45, 35};
    teams.update(frame.pts_ns, frame.people, frame.kits);
    for (const std::size_t keeper : {20U, 21U})
      EXPECT_EQ(frame.people[keeper].class_id, kKeeper) << f;
    if (f < 60) continue;  // the teams are known then
    EXPECT_EQ(frame.people[22].class_id, kReferee) << f;
    EXPECT_EQ(frame.people[22].team, Team::none) << f;
  }
}

TEST(Teams, ATrackThatChangesItsPersonChangesItsTeamWithinThreeSeconds) {
  KitWorld world({.team_kits = {kNavy, kWhite}});
  Teams teams(soccer_teams());
  run(world, teams, 25, 20, 0, true);
  world.swap_people(2, 12);
  run(world, teams, 25, 3, 0, true);
  EXPECT_GE(run(world, teams, 25, 10, 0, true).worst, 0.98);
}

TEST(Teams, WithoutKitsNobodyHasATeam) {
  KitWorld world({});
  Teams teams(soccer_teams());
  for (int f = 0; f < 250; ++f) {
    KitWorld::Frame frame = world.next();
    const TrackSamples before = frame.people;
    teams.update(frame.pts_ns, frame.people, {});
    EXPECT_EQ(frame.people, before);
  }
}

TEST(Teams, WhoStandsBesideTheFieldIsInNoTeamWhateverHeWears) {
  KitWorld world({});
  for (const double half_width : {34.0, 0.0}) {
    TeamsOptions options = testing::soccer_teams();
    options.field_half_width_m = half_width;
    Teams teams(options);
    Team beside = Team::none, on_the_line = Team::none;
    for (int k = 0; k < 200; ++k) {
      KitWorld::Frame frame = world.next();
      frame.people[0].field->m.y = 38;  // a ball boy in a team's colours
      frame.people[1].field->m.y = 35;  // a throw-in
      teams.update(frame.pts_ns, frame.people, frame.kits);
      beside = frame.people[0].team, on_the_line = frame.people[1].team;
    }
    ASSERT_TRUE(teams.known());
    EXPECT_NE(on_the_line, Team::none);
    KitWorld::Frame last = world.next();
    last.people[0].field->m.y = 38;
    teams.update(last.pts_ns, last.people, last.kits);
    EXPECT_EQ(last.people[0].on_field, half_width == 0) << "no field, nobody beside it";
    EXPECT_TRUE(last.people[1].on_field);
    EXPECT_EQ(beside == Team::none, half_width > 0) << half_width;
  }
}

}  // namespace
}  // namespace touchline
