// GolfDB's measure of events.
#include "sports/golf/event_scores.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "sports/golf/swing_files.h"
#include "support/temp_dir.h"

namespace touchline::golf {
namespace {

EventFrames frames_of(std::initializer_list<std::int64_t> list) {
  EventFrames out;
  std::copy(list.begin(), list.end(), out.begin());
  return out;
}

const EventFrames kTruth = frames_of({100, 120, 130, 140, 145, 148, 150, 170});

TEST(EventScores, ToleranceIsAThirtiethOfTheSwingAndAtLeastOneFrame) {
  EXPECT_EQ(tolerance_of(kTruth), 2);  // 48 / 30 = 1.6
  EXPECT_EQ(tolerance_of(frames_of({0, 1, 2, 3, 4, 9, 11, 12})), 1);
  EXPECT_EQ(tolerance_of(frames_of({0, 1, 2, 3, 4, 75, 80, 90})), 2) << "2.5 is rounded to even";
}

TEST(EventScores, CountEachEventAndMissingOnesAsWrong) {
  const TrueEvents truth{{"a", {false, kTruth}}, {"b", {false, kTruth}}, {"s", {true, kTruth}}};
  EventFrames near = kTruth;
  near[0] = 103;
  near[3] = 142;
  near[7] = std::nullopt;
  const EventScores scores = score_events(truth, {{"a", near}, {"s", kTruth}}, false);
  EXPECT_EQ(scores.swings, 2);
  EXPECT_EQ(scores.found, 1);
  EXPECT_NEAR(scores.pce(), 6.0 / 16, 1e-12);
  EXPECT_EQ(scores.share(scores.within_3, SwingEvent::address), 0.5);
  EXPECT_EQ(scores.share(scores.within_tolerance, SwingEvent::address), 0);
  EXPECT_EQ(score_events(truth, {{"s", kTruth}}, true).pce(), 1);
}

constexpr const char* kHeader =
    "swing,slow,address,toe_up,mid_backswing,top,mid_downswing,contact,mid_follow_through,finish\n";

TEST(EventScores, FilesAreReadAndFaultsNamed) {
  const touchline::testing::TempDir dir;
  const auto write = [&](const char* name, const std::string& text) {
    const std::string path = dir / name;
    std::ofstream(path) << text;
    return path;
  };
  const std::string truth =
      write("t.csv", std::string(kHeader) + "a,0,100,120,130,140,145,148,150,170\n");
  const std::string found =
      write("f.csv", std::string(kHeader) + "a,,100,120,130,140,145,148,150,\n");
  const auto scores = evaluate_events(truth, found);
  ASSERT_TRUE(scores) << scores.error().message;
  const auto json = nlohmann::json::parse(*scores);
  EXPECT_EQ(json["real_time"]["PCE"], 7.0 / 8);
  EXPECT_TRUE(json["slow_motion"]["PCE"].is_null());
  EXPECT_FALSE(evaluate_events(found, found)) << "truth has all events";
  EXPECT_FALSE(evaluate_events(dir / "none.csv", found));
  const std::string bad = write("b.csv", std::string(kHeader) + "a,0,x,2,3,4,5,6,7,8\n");
  const auto error = evaluate_events(bad, found);
  ASSERT_FALSE(error);
  EXPECT_NE(error.error().message.find("line 2"), std::string::npos) << error.error().message;
}

/// A swings.json of one video whose swings have all events `late` frames after kTruth's.
std::string swings_file(const char* video, std::initializer_list<std::int64_t> late) {
  SwingSheet sheet;
  sheet.video_name = video;
  std::vector<Swing> swings;
  for (const auto by : late) {
    Swing& swing = swings.emplace_back();
    swing.number = std::ssize(swings);
    for (std::size_t e = 0; e < kSwingEvents; ++e)
      swing.events[e] = {*kTruth[e] + by, from_seconds(1), 1, nullptr};
  }
  Swing& rejected = swings.emplace_back(swings.front());
  rejected.number = 0;
  rejected.rejected = "low_top";
  return swings_json(sheet, swings);
}

TEST(EventScores, SwingsOfRunsGoToTheLabelsTheyLieOn) {
  const touchline::testing::TempDir dir;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(dir / name).parent_path());
    std::ofstream(dir / name) << text;
  };
  write("t.csv", std::string(kHeader) +
                     "a,0,100,120,130,140,145,148,150,170\n"
                     "b/first,0,100,120,130,140,145,148,150,170\n"
                     "b/second,0,400,420,430,440,445,448,450,470\n"
                     "c,0,100,120,130,140,145,148,150,170\n");
  write("runs/a/swings.json", swings_file("a", {40, 1}));  // the second lies nearer
  write("runs/b/swings.json", swings_file("b", {302, 900}));
  const auto all = evaluate_events(dir / "t.csv", dir / "runs");
  ASSERT_TRUE(all) << all.error().message;
  const auto json = nlohmann::json::parse(*all);
  EXPECT_EQ(json["real_time"]["swings"], 4);
  EXPECT_EQ(json["real_time"]["found"], 2);
  EXPECT_EQ(json["real_time"]["PCE"], 0.5) << "one and two frames off, within the tolerance";
  EXPECT_EQ(json["found_elsewhere"], 2);
  const auto one = evaluate_events(dir / "t.csv", dir / "runs/b/swings.json");
  ASSERT_TRUE(one);
  EXPECT_EQ(nlohmann::json::parse(*one)["real_time"]["found"], 1);
}

TEST(EventScores, WhatIsNoSwingsJsonIsNamed) {
  const touchline::testing::TempDir dir;
  std::ofstream(dir / "t.csv") << kHeader << "a,0,100,120,130,140,145,148,150,170\n";
  EXPECT_FALSE(evaluate_events(dir / "t.csv", dir / "none.json"));
  EXPECT_FALSE(evaluate_events(dir / "t.csv", dir.path())) << "a folder without any";
  for (const char* text : {"", "[]", "{\"video_name\": 3, \"swings\": []}",
                           "{\"video_name\": \"a\", \"swings\": [{\"rejected\": null}]}"}) {
    std::ofstream(dir / "f.json") << text;
    const auto error = evaluate_events(dir / "t.csv", dir / "f.json");
    ASSERT_FALSE(error) << text;
    EXPECT_NE(error.error().message.find("swings.json"), std::string::npos);
  }
}

}  // namespace
}  // namespace touchline::golf
