// What a session's files hold.
#include "sports/golf/swing_files.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sports/golf/swing_finder.h"
#include "sports/golf/synthetic_golfer.h"

namespace touchline::golf {
namespace {

std::vector<Swing> two_swings() {
  std::vector<Swing> swings(2);
  swings[0].number = 1;
  swings[0].at(SwingEvent::top) = {1905, from_seconds(31.75), 1, nullptr};
  swings[0].at(SwingEvent::contact) = {1920, from_seconds(32), 0.9, "from_the_hands_alone"};
  swings[0].confidence = 0.9;
  swings[1].number = 2;
  swings[1].rejected = "low_top";
  return swings;
}

TEST(SwingFiles, JsonHasTheOldFieldsAndTheNewOnes) {
  SwingSheet sheet{"IMG_1183.mov", "ann", 59.937, 11714, {}, {}};
  const auto json = nlohmann::json::parse(swings_json(sheet, two_swings()));
  EXPECT_EQ(json["video_name"], "IMG_1183.mov");
  EXPECT_EQ(json["backswing_frames"], nlohmann::json::array({1905}));
  EXPECT_EQ(json["contact_frames"], nlohmann::json::array({1920}));
  EXPECT_EQ(json["num_swings"], 1);
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["config_hash"], config_hash(sheet.plan));
  EXPECT_TRUE(json["timestamp"].is_null());
  for (const char* field : {"golfer", "fps", "total_frames", "detection_config"})
    EXPECT_TRUE(json.contains(field)) << field;
  ASSERT_EQ(json["swings"].size(), 2U);
  EXPECT_EQ(json["swings"][1]["rejected"], "low_top");
  EXPECT_EQ(json["swings"][0]["events"][3]["frame"], 1905);
  EXPECT_TRUE(json["swings"][0]["events"][0]["frame"].is_null());
  EXPECT_EQ(json["swings"][0]["why_null"]["tempo"], "not measured");
}

TEST(SwingFiles, OfFoundSwingsAreJsonAndTheSameEachTime) {
  const auto swings = find_swings(golfer_series(testing::Golfer{}), {});
  const SwingSheet sheet{"a.mp4", "", 60, 900, "2026-01-02T03:04:05Z", {}};
  const std::string text = swings_json(sheet, swings);
  EXPECT_EQ(text, swings_json(sheet, find_swings(golfer_series(testing::Golfer{}), {})));
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["timestamp"], "2026-01-02T03:04:05Z");
  EXPECT_EQ(json["swings"][0]["score"]["state"], "raised");
  EXPECT_EQ(json["swings"][0]["score"]["crop"].size(), 4U);
}

TEST(SwingFiles, JsonNamesTheClipsThatThereAre) {
  SwingSheet sheet{"a.mp4", "", 60, 900, {}, {}};
  auto swings = two_swings();
  swings.push_back(swings[0]);
  swings[2].number = 2;
  sheet.clips = {2};
  const auto json = nlohmann::json::parse(swings_json(sheet, swings));
  EXPECT_EQ(json["swings"][2]["clip"], "swings/swing-02.mp4");
  EXPECT_FALSE(json["swings"][2]["why_null"].contains("clip"));
  EXPECT_EQ(json["swings"][0]["why_null"]["clip"], "no video was drawn of it");
  EXPECT_EQ(json["swings"][1]["why_null"]["clip"], "the swing is rejected");
}

TEST(SwingFiles, CsvHasTheOldColumnsAndNoRejectedSwing) {
  const SwingSheet sheet{"a,b.mov", "ann", 60, 11714, {}, {}};
  EXPECT_EQ(swings_csv(sheet, two_swings()),
            "video,swing_num,backswing_frame,backswing_time_s,contact_frame,contact_time_s,"
            "downswing_frames,downswing_time_s,fps\n"
            "\"a,b.mov\",1,1905,31.7500,1920,32.0000,15,0.2500,60\n");
}

}  // namespace
}  // namespace touchline::golf
