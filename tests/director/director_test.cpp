#include "director/director.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "director/played.h"

namespace touchline::director {
namespace {

using testing::direct;
using testing::film;
using testing::kBody;
using testing::play_at;
using testing::with_lookahead;

constexpr double kPixel = 1.0 / 1920;

/// A ball that is passed about, with a shot of 20 bodies/s.
Play passes(double t) {
  const double x = 0.5 + 0.3 * std::sin(0.9 * t) + 0.05 * std::sin(2.3 * t);
  return play_at({x, 0.3 + 0.06 * std::sin(1.7 * t)});
}

/// A ball that jumps, comes and goes, and people who do too.
std::vector<Play> chaos(unsigned seed, double height) {
  std::mt19937 bits(seed);
  const auto chance = [&] { return static_cast<double>(bits() >> 8) / (1U << 24); };
  std::vector<Play> plays;
  Nanoseconds at = 0;
  for (int i = 0; i < 600; ++i) {
    Play play;
    play.pts_ns = at;
    play.height = height;
    at += from_seconds(0.005 + 0.06 * chance());
    const double x = 1.4 * chance() - 0.2;
    if (chance() < 0.7) play = play_at({x, height * chance()}, chance());
    play.pts_ns = at;
    play.height = height;
    if (chance() < 0.2) play.people.clear();
    play.body = play.people.empty() ? 0 : 0.005 + 0.2 * chance();
    plays.push_back(play);
  }
  return plays;
}

class AnyPlay : public ::testing::TestWithParam<double> {};  // the look-ahead

TEST_P(AnyPlay, IsShownWithinThePictureAndTheLimits) {
  for (const auto& preset : director_presets())
    for (unsigned seed = 1; seed <= 6; ++seed) {
      const auto options = with_lookahead(GetParam(), preset.c_str());
      const double height = seed % 3 == 0 ? 0.4219 : 0.5625;
      const auto plays = chaos(seed, height);
      const auto shown = direct(plays, options);
      ASSERT_EQ(shown.size(), plays.size());
      const auto& limits = options.limits;
      double speed_x = 0, speed_y = 0, speed_zoom = 0;
      for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto& now = shown[i];
        ASSERT_EQ(now.pts_ns, plays[i].pts_ns);
        ASSERT_NEAR(now.width / now.height, options.aspect, 1e-9);
        ASSERT_GE(now.centre.x - now.width / 2, -1e-9);
        ASSERT_LE(now.centre.x + now.width / 2, 1 + 1e-9);
        ASSERT_GE(now.centre.y - now.height / 2, -1e-9);
        ASSERT_LE(now.centre.y + now.height / 2, height + 1e-9);
        if (i == 0) continue;
        const auto& last = shown[i - 1];
        const double dt = to_seconds(now.pts_ns - last.pts_ns);
        const double x = (now.centre.x - last.centre.x) / dt,
                     y = (now.centre.y - last.centre.y) / dt,
                     zoom = std::log(now.width / last.width) / dt;
        ASSERT_LE(std::abs(x), limits.speed * 1.001) << preset << seed << " frame " << i;
        ASSERT_LE(std::abs(y), limits.speed * 1.001);
        ASSERT_LE(std::abs(zoom), limits.zoom_speed * 1.001);
        if (i > 1) {
          // From the middle of one pair of frames to that of the next, and the grid's step.
          const double over = to_seconds(now.pts_ns - shown[i - 2].pts_ns) / 2 + 2 * kPathStep_s;
          ASSERT_LE(std::abs(x - speed_x), limits.acceleration * over * 1.001)
              << preset << seed << " frame " << i;
          ASSERT_LE(std::abs(y - speed_y), limits.acceleration * over * 1.001);
          ASSERT_LE(std::abs(zoom - speed_zoom), limits.zoom_acceleration * over * 1.001);
        }
        speed_x = x;
        speed_y = y;
        speed_zoom = zoom;
      }
    }
}

TEST_P(AnyPlay, IsShownTheSameWayAtTwiceTheFrameRate) {
  const auto options = with_lookahead(GetParam());
  const auto slow = direct(film(passes, 12, 30), options),
             fast = direct(film(passes, 12, 60), options);
  // Once both know the ball's speed as well, and before the one sees its end sooner.
  for (std::size_t i = 60; i + 32 < slow.size(); ++i) {
    const auto& other = fast[2 * i];
    // Without a look-ahead the camera acts on what it has just seen, up to a frame later.
    const double within = GetParam() > 0 ? kPixel : options.limits.speed / 60;
    EXPECT_NEAR(slow[i].centre.x, other.centre.x, within) << i;
    EXPECT_NEAR(slow[i].centre.y, other.centre.y, within) << i;
    EXPECT_NEAR(slow[i].width, other.width, 2 * within) << i;
  }
}

TEST_P(AnyPlay, KeepsTheBallInTheMiddle) {
  const auto plays = film(passes, 20, 25);
  const auto shown = direct(plays, with_lookahead(GetParam()));
  std::size_t middle = 0;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Vec2d off = plays[i].balls[0].at - shown[i].centre;
    middle += std::abs(off.x) < 0.3 * shown[i].width && std::abs(off.y) < 0.3 * shown[i].height;
  }
  EXPECT_GE(middle, shown.size() * 95 / 100);
}

TEST_P(AnyPlay, IsToldWithTheStatedLatencyAndNoLater) {
  const auto options = with_lookahead(GetParam());
  auto plays = film(passes, 6, 25);
  Director director(options, plays.front().height);
  std::vector<Framing> known;
  std::size_t at = 0;
  for (; at < 75; ++at) {
    const auto more = director.push(plays[at]);
    known.insert(known.end(), more.begin(), more.end());
  }
  const auto late = static_cast<std::size_t>(std::lround(GetParam() * 25));
  EXPECT_NEAR(static_cast<double>(known.size()), static_cast<double>(at - late), 1);
  // What follows later changes nothing of it.
  for (std::size_t i = at; i < plays.size(); ++i) plays[i].balls.clear();
  const auto all = direct(plays, options);
  for (std::size_t i = 0; i < known.size(); ++i) {
    EXPECT_EQ(known[i].centre, all[i].centre);
    EXPECT_EQ(known[i].width, all[i].width);
  }
}
INSTANTIATE_TEST_SUITE_P(Director, AnyPlay, ::testing::Values(0.0, 0.3, 1.0));

TEST(Director, StandsStillWhileTheBallStaysInTheDeadZone) {
  const auto shown = direct(film(
                                [](double t) {
                                  return play_at({0.5 + 5 * kPixel * std::sin(40 * t),
                                                  0.28 + 5 * kPixel * std::cos(33 * t)});
                                },
                                10, 25),
                            with_lookahead(0));
  for (std::size_t i = 126; i < shown.size(); ++i) EXPECT_EQ(shown[i].centre, shown[i - 1].centre);
}

TEST(Director, MovesOneFrameAfterTheBallHasLeftTheDeadZone) {
  const auto options = with_lookahead(0);
  const auto plays =
      film([](double t) { return play_at({0.5 + (t < 6 ? 0 : 0.2 * (t - 6)), 0.28}); }, 9, 25);
  const auto shown = direct(plays, options);
  for (std::size_t i = 150; i + 1 < shown.size(); ++i) {
    const bool outside = std::abs(plays[i].balls[0].at.x - shown[149].centre.x) >
                         options.dead_zone * shown[149].width * 1.02;
    if (!outside) continue;
    EXPECT_NE(shown[i + 1].centre.x, shown[i].centre.x);
    return;
  }
  FAIL() << "it never left";
}

TEST(Director, ZoomsWithoutGoingPastItsAim) {
  const auto shown = direct(film(
                                [](double t) {
                                  auto play = play_at({0.5, 0.28});
                                  play.body = t < 6 ? 0.02 : 0.05;
                                  return play;
                                },
                                14, 25),
                            with_lookahead(0));
  const double last = shown.back().width;
  EXPECT_NEAR(std::log(last), std::log(16.0 / 9 * 0.05 / 0.17), 0.081) << "and its dead zone";
  for (std::size_t i = 151; i < shown.size(); ++i) {
    EXPECT_GE(shown[i].width, shown[i - 1].width - 1e-9);
    EXPECT_LE(shown[i].width, 1.02 * last);
  }
}

TEST(Director, CoastsThenShowsPlayAndComesBack) {
  const auto scene = [](double t) {
    auto play = play_at({0.3 + 0.03 * t, 0.3});
    play.people = testing::people_around({0.65, 0.28}, 0.2);
    if (t >= 4 && t < 10) play.balls.clear();
    return play;
  };
  const auto shown = direct(film(scene, 16, 25), with_lookahead(0.3));
  const auto at = [&](double t) { return shown[static_cast<std::size_t>(t * 25)]; };
  EXPECT_EQ(at(3.9).subject, Subject::ball);
  EXPECT_TRUE(at(3.9).ball->seen);
  EXPECT_EQ(at(4.4).subject, Subject::ball);
  EXPECT_FALSE(at(4.4).ball->seen);
  EXPECT_EQ(at(4.7).subject, Subject::play);
  EXPECT_FALSE(at(4.7).ball);
  EXPECT_GT(at(9.9).width, 1.2 * at(3.9).width) << "a wide shot";
  EXPECT_NEAR(at(9.9).centre.x, 0.65, 0.1);
  EXPECT_EQ(at(10.2).subject, Subject::ball);
  EXPECT_NEAR(at(15).centre.x, 0.75, 0.08);
}

TEST(Director, WithNobodyInViewShowsEverything) {
  const auto shown = direct(film(
                                [](double t) {
                                  auto play = play_at({0.3, 0.3});
                                  if (t > 3) {
                                    play.balls.clear();
                                    play.people.clear();
                                    play.body = 0;
                                  }
                                  return play;
                                },
                                12, 25),
                            with_lookahead(0));
  EXPECT_EQ(shown.back().subject, Subject::all);
  EXPECT_NEAR(shown.back().width, 1, 1e-3);
}

TEST(Director, ACutBeginsAnew) {
  const auto scene = [](double t) {
    auto play = play_at({t < 4 ? 0.25 : 0.75, 0.3});
    play.shot = t < 4 ? 0 : 1;
    return play;
  };
  const auto shown = direct(film(scene, 8, 25), with_lookahead(1));
  EXPECT_LT(shown[99].centre.x, 0.4);
  EXPECT_GT(shown[100].centre.x, 0.6);
  EXPECT_EQ(shown.size(), 200U);
}

TEST(Director, APlayersPresetFollowsNoBall) {
  const auto scene = [](double t) {
    auto play = play_at({0.2 + 0.05 * t, 0.3});
    play.people = testing::people_around({0.7, 0.28});
    return play;
  };
  const auto shown = direct(film(scene, 8, 25), with_lookahead(0, "players"));
  for (const auto& framing : shown) EXPECT_EQ(framing.subject, Subject::play);
  EXPECT_NEAR(shown.back().centre.x, 0.7, 0.06);
}

TEST(Director, LooksForNoBallWhereItIsExcluded) {
  auto options = with_lookahead(0);
  options.excluded = {{{0, 0}, {0.45, 0}, {0.45, 0.6}, {0, 0.6}}};
  const auto scene = [](double t) { return play_at({t < 4 ? 0.3 : 0.6, 0.3}); };
  const auto shown = direct(film(scene, 8, 25), options);
  EXPECT_EQ(shown[80].subject, Subject::play);
  EXPECT_EQ(shown[150].subject, Subject::ball);
}

TEST(Director, ARowIsTheSameAtAnyResolution) {
  FrameRecord row;
  row.ball = BallState::visible;
  TrackSample person, ball;
  person.box = {600, 400, 40, 90};
  ball.box = {960, 500, 8, 8};
  ball.conf = 0.8F;
  row.objects = {person, ball};
  const Play small = play_of(row, 1920, 1080);
  for (auto& object : row.objects)
    object.box = {2 * object.box.x, 2 * object.box.y, 2 * object.box.w, 2 * object.box.h};
  const Play large = play_of(row, 3840, 2160);
  EXPECT_EQ(small.balls[0].at, large.balls[0].at);
  EXPECT_EQ(small.people[0], large.people[0]);
  EXPECT_EQ(small.body, large.body);
  EXPECT_NEAR(small.body, 90 * kPixel, 1e-9);
}

}  // namespace
}  // namespace touchline::director
