// The same match in pictures of several sizes is the same play.
#include <gtest/gtest.h>

#include <cstdlib>

#include "sports/badminton/filmed_match.h"
#include "sports/badminton/match_play.h"
#include "sports/badminton/play_input.h"
#include "sports/badminton/players.h"

namespace touchline::badminton {
namespace {

constexpr double kWatched_s = 60;

MatchPlay play_at(int width, int height) {
  auto film = filmed::filmed_match(kWatched_s, 2);
  film.width = width;
  film.height = height;
  PlayerFinder players(Format::automatic, filmed::kShuttleClass);
  ShuttleSeries shuttle;
  BodySeries bodies;
  for (const auto& row : filmed::rows_of(film, kWatched_s, 25)) {
    shuttle.push_back(shuttle_of(row, filmed::kShuttleClass));
    for (auto& body : bodies_of(row, filmed::seen_in(film, row), players.push(row)))
      bodies.push_back(body);
  }
  return play_of(shuttle, bodies, height);
}

TEST(PictureSizes, TheSameMatchIsTheSamePlay) {
  const auto whole = play_at(1920, 1080);
  ASSERT_GE(whole.rallies.size(), 3U);
  for (const int height : {720, 540, 2160}) {
    const auto other = play_at(height * 16 / 9, height);
    ASSERT_EQ(other.rallies.size(), whole.rallies.size()) << height;
    for (std::size_t r = 0; r < whole.rallies.size(); ++r) {
      const auto &here = whole.rallies[r].shots, &there = other.rallies[r].shots;
      ASSERT_EQ(there.size(), here.size()) << height << " rally " << r;
      for (std::size_t i = 0; i < here.size(); ++i) {
        EXPECT_LE(std::abs(there[i].shot.hit.at.frame - here[i].shot.hit.at.frame), 1) << height;
        EXPECT_EQ(there[i].shot.hit.hitter, here[i].shot.hit.hitter) << height;
        EXPECT_EQ(there[i].player.value, here[i].player.value) << height;
        EXPECT_EQ(there[i].shot.kind.value, here[i].shot.kind.value) << height;
        EXPECT_EQ(there[i].shot.side.value, here[i].shot.side.value) << height;
      }
    }
  }
}

}  // namespace
}  // namespace touchline::badminton
