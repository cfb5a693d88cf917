// Who plays: constructed rows of people on and beside a court.
#include "sports/badminton/players.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>
#include <string>

namespace touchline::badminton {
namespace {

constexpr double kFps = 25;

/// Rows are built frame by frame.
class Rows {
 public:
  explicit Rows(Format format = Format::automatic, double fps = kFps)
      : finder_(format), fps_(fps) {}

  Rows& person(std::int64_t track_id, Vec2d at, SampleSource source = SampleSource::measured) {
    TrackSample sample;
    sample.track_id = track_id;
    sample.box = {100, 100, 40, 120};
    sample.source = source;
    sample.field = FieldPoint{at, {0.01, 0, 0.02}};
    row_.objects.push_back(sample);
    return *this;
  }
  /// An umpire on a chair beside the net, a service judge, and line judges behind the ends.
  Rows& officials() {
    person(90, {0.2, -3.5}).person(91, {-0.3, 4.4}).person(92, {-9.4, 2.8}).person(93, {9.6, -2.9});
    return person(94, {9.3, 0.4});
  }
  FrameRecord& row() { return row_; }
  std::vector<PlayerNow> push() {
    row_.frame = frame_;
    row_.pts_ns = from_seconds(static_cast<double>(frame_++) / fps_);
    row_.calibration = lost_ ? CalibrationState::lost : CalibrationState::measured;
    auto players = finder_.push(row_);
    const int shot = row_.shot;
    row_ = {};
    row_.shot = shot;
    return players;
  }
  [[nodiscard]] double time() const { return static_cast<double>(frame_) / fps_; }
  void lose(bool lost) { lost_ = lost; }

 private:
  PlayerFinder finder_;
  double fps_;
  std::int64_t frame_ = 0;
  bool lost_ = false;
  FrameRecord row_;
};

std::int64_t track_of(const std::vector<PlayerNow>& players, int number) {
  for (const PlayerNow& player : players)
    if (player.number == number) return player.track_id ? *player.track_id : -1;
  return -2;
}

Vec2d near_at(double t) { return {-4 + std::sin(2 * t), 1.5 * std::cos(1.3 * t)}; }
Vec2d far_at(double t) { return {3.6 + 1.5 * std::sin(1.7 * t), -1.4 * std::cos(t)}; }

TEST(Players, SinglesHasOneAtEachEndAndNoOfficial) {
  Rows rows;
  for (int i = 0; i < 250; ++i) {
    const double t = rows.time();
    const auto players = rows.officials().person(1, near_at(t)).person(2, far_at(t)).push();
    ASSERT_EQ(players.size(), 2U);
    EXPECT_EQ(track_of(players, 1), 1);
    EXPECT_EQ(track_of(players, 2), 2);
    EXPECT_EQ(players[0].end, End::near);
    EXPECT_EQ(players[1].end, End::far);
    EXPECT_EQ(*players[0].court_m, near_at(t));
    EXPECT_EQ(players[0].cov_m2.yy, 0.02);
  }
}

TEST(Players, BehindTheBackLineAPlayerStaysAPlayer) {
  Rows rows;
  for (int i = 0; i < 100; ++i)
    rows.officials().person(1, near_at(rows.time())).person(2, far_at(rows.time())).push();
  for (int i = 0; i < 75; ++i) {
    const auto players = rows.officials().person(1, {-8.4, 0.3}).person(2, {5, 0}).push();
    EXPECT_EQ(track_of(players, 1), 1) << i;
  }
}

TEST(Players, WhoeverTakesOverAtTheEndIsTheSamePlayer) {
  Rows rows;
  for (int i = 0; i < 50; ++i)
    rows.officials().person(1, near_at(rows.time())).person(2, far_at(rows.time())).push();
  for (int i = 0; i < 10; ++i) {  // the far player is hidden, the near one goes on
    const auto players = rows.officials().person(1, near_at(rows.time())).push();
    EXPECT_EQ(track_of(players, 2), -1);
    EXPECT_STREQ(players[1].court_m.why, "no player is seen at this end");
  }
  for (int i = 0; i < 50; ++i) {
    const double t = rows.time();
    const auto players = rows.officials().person(1, near_at(t)).person(7, far_at(t)).push();
    EXPECT_EQ(track_of(players, 1), 1);
    EXPECT_EQ(track_of(players, 2), 7);
  }
}

TEST(Players, AChangeOfEndsThatIsSeenKeepsTheNumbers) {
  Rows rows;
  for (int i = 0; i < 50; ++i)
    rows.person(1, near_at(rows.time())).person(2, far_at(rows.time())).push();
  const double begin = rows.time();
  std::vector<PlayerNow> players;
  while (rows.time() < begin + 12) {  // around the posts
    const double u = std::min(1.0, (rows.time() - begin) / 8);
    const Vec2d walk{4 * std::cos(3.14159265 * u), 3.6 * std::sin(3.14159265 * u)};
    players = rows.person(1, {-walk.x, walk.y}).person(2, {walk.x, -walk.y}).push();
  }
  EXPECT_EQ(track_of(players, 1), 1);
  EXPECT_EQ(track_of(players, 2), 2);
  EXPECT_EQ(players[0].end, End::far);
  EXPECT_EQ(players[1].end, End::near);
  // And from then on a lost track is looked for at the new end.
  for (int i = 0; i < 25; ++i) players = rows.person(2, {-3, 0}).person(8, {4, 0.2}).push();
  EXPECT_EQ(track_of(players, 1), 8);
}

TEST(Players, AStepOverTheNetLineIsNoChangeOfEnds) {
  Rows rows;
  for (int i = 0; i < 50; ++i) rows.person(1, {-1, 0}).person(2, {3, 0}).push();
  for (int i = 0; i < 12; ++i) {  // feet in the air look farther away than they are
    const auto players = rows.person(1, {0.8, 0}).person(2, {3, 0}).push();
    EXPECT_EQ(players[0].end, End::near);
  }
}

TEST(Players, DoublesIsToldFromTwoAtBothEnds) {
  Rows rows;
  std::vector<PlayerNow> players;
  for (int i = 0; i < 100; ++i) {
    const double t = rows.time();
    players = rows.officials()
                  .person(1, near_at(t))
                  .person(2, far_at(t))
                  .person(3, {-2.5, -near_at(t).y})
                  .person(4, {5.5, -far_at(t).y})
                  .push();
  }
  ASSERT_EQ(players.size(), 4U);
  std::set<std::int64_t> near, far;
  for (const auto& player : players)
    (player.end == End::near ? near : far).insert(*player.track_id);
  EXPECT_EQ(near, (std::set<std::int64_t>{1, 3}));
  EXPECT_EQ(far, (std::set<std::int64_t>{2, 4}));
}

TEST(Players, AnUmpireWhoCrossesTheCourtMakesNoDoubles) {
  Rows rows;
  std::vector<PlayerNow> players;
  for (int i = 0; i < 150; ++i) {
    const double t = rows.time();
    rows.person(1, near_at(t)).person(2, far_at(t));
    players = rows.person(95, {-1.0, -6 + 2 * t}).push();  // one end only
  }
  EXPECT_EQ(players.size(), 2U);
  EXPECT_EQ(track_of(players, 1), 1);
}

TEST(Players, AskedForDoublesHasFourFromTheFirstRow) {
  Rows rows(Format::doubles);
  EXPECT_EQ(rows.person(1, {-3, 1}).push().size(), 4U);
  EXPECT_EQ(Rows(Format::singles).person(1, {-3, 1}).push().size(), 2U);
}

TEST(Players, WithoutAViewOrInAReplayNobodyIsPlacedAndTheReasonIsTold) {
  Rows rows;
  rows.person(1, {-3, 0}).person(2, {3, 0}).push();
  rows.lose(true);
  auto players = rows.push();
  EXPECT_STREQ(players[0].court_m.why, "where the camera looks is not known");
  rows.lose(false);
  rows.person(1, {-3, 0}).row().counted = false;
  players = rows.push();
  EXPECT_STREQ(players[0].court_m.why, "a replay");
  rows.row().processed = false;
  players = rows.push();
  EXPECT_STREQ(players[0].court_m.why, "the network did not look at this frame");
}

TEST(Players, SpeedIsThatOfTheWalkWhateverTheFrameRate) {
  for (const double fps : {25.0, 60.0}) {
    Rows rows(Format::singles, fps);
    std::vector<PlayerNow> players;
    while (rows.time() < 1) {
      const double t = rows.time();
      players = rows.person(1, {-5 + 2.4 * t, 1 - 1.8 * t}).person(2, {4, 0}).push();
      if (t < 0.1) {
        EXPECT_STREQ(players[0].speed_m_s.why, "not seen for long enough");
      }
    }
    EXPECT_NEAR(*players[0].speed_m_s, 3.0, 0.01);
    EXPECT_NEAR(*players[1].speed_m_s, 0, 0.01);
  }
}

TEST(Players, APredictedPlaceSaysSoAndMakesNoSpeed) {
  Rows rows;
  for (int i = 0; i < 25; ++i) rows.person(1, {-3, 0}).person(2, {3, 0}).push();
  std::vector<PlayerNow> players;
  for (int i = 0; i < 25; ++i)
    players = rows.person(1, {-3 + 0.2 * i, 0}, SampleSource::predicted).person(2, {3, 0}).push();
  EXPECT_EQ(players[0].source, SampleSource::predicted);
  EXPECT_FALSE(players[0].speed_m_s);
}

}  // namespace
}  // namespace touchline::badminton
