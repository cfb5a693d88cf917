// What a line of the record holds.
#include "sports/badminton/record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace touchline::badminton {
namespace {

nlohmann::json line_of(const BadmintonRecord& record) {
  JsonLine line;
  record.append_json(line, "clip");
  return nlohmann::json::parse(line.take());
}

TEST(Record, APlayerHasPlaceCovarianceAndSpeed) {
  BadmintonRecord record;
  record.frame = 7;
  PlayerNow player;
  player.number = 2;
  player.end = End::far;
  player.track_id = std::int64_t{12};
  player.source = SampleSource::interpolated;
  player.court_m = Vec2d{3.456, -1.2};
  player.cov_m2 = {0.01, -0.002, 0.04};
  player.speed_m_s = 2.345;
  record.players.push_back(player);
  const auto json = line_of(record);
  EXPECT_EQ(json["frame"], 7);
  const auto& first = json["players"][0];
  EXPECT_EQ(first["player"], 2);
  EXPECT_EQ(first["end"], "far");
  EXPECT_EQ(first["track_id"], 12);
  EXPECT_EQ(first["src"], "interpolated");
  EXPECT_EQ(first["court_m"], (nlohmann::json{3.46, -1.2}));
  EXPECT_EQ(first["court_cov_m2"], (nlohmann::json{0.01, -0.002, 0.04}));
  EXPECT_TRUE(json["why_null"].empty());
}

TEST(Record, EveryNullHasItsReason) {
  BadmintonRecord record;
  for (const int number : {1, 4}) {
    PlayerNow player;
    player.number = number;
    player.track_id = Known<std::int64_t>::none("hidden");
    player.court_m = Known<Vec2d>::none("hidden");
    player.speed_m_s = Known<double>::none("hidden");
    record.players.push_back(player);
  }
  const auto json = line_of(record);
  for (const auto& player : json["players"]) {
    for (const auto& [key, value] : player.items())
      if (value.is_null()) {
        EXPECT_EQ(json["why_null"]["players." + key], "hidden") << key;
      }
    EXPECT_TRUE(player["src"].is_null());
  }
  EXPECT_EQ(json["why_null"].size(), 5U);
}

}  // namespace
}  // namespace touchline::badminton
