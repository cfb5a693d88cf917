// Strokes and rallies against labels, by hand.
#include "sports/badminton/eval/play_scores.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/shared_data.h"
#include "support/temp_dir.h"

namespace touchline::badminton {
namespace {

ScoredStroke struck_at(double t_s, End end, StrokeKind kind) {
  return {t_s, end, kind, Side::forehand};
}

ScoredVideo labelled_rally() {
  return {"a.mp4",
          25,
          {{struck_at(1, End::near, StrokeKind::short_service),
            struck_at(2, End::far, StrokeKind::lift), struck_at(3, End::near, StrokeKind::smash)}}};
}

TEST(PlayScores, WhatIsRightIsAllRight) {
  PlayScores s;
  add_scores(labelled_rally(), labelled_rally(), s);
  EXPECT_EQ(s.labelled, 3);
  EXPECT_EQ(s.within_frames, 3);
  EXPECT_EQ(s.within_s, 3);
  EXPECT_EQ(s.right_ends, 3);
  EXPECT_EQ(s.right_sides, 3);
  EXPECT_EQ(s.kinds[static_cast<std::size_t>(StrokeKind::lift)]
                   [static_cast<std::size_t>(StrokeKind::lift)],
            1);
  EXPECT_EQ(s.begin_error_s, std::vector{0.0});
}

TEST(PlayScores, TheClosestIsTakenAndNoneTwice) {
  ScoredVideo found{
      "a",
      25,
      {{struck_at(1.05, End::far, StrokeKind::lift), struck_at(1.02, End::near, StrokeKind::drop),
        struck_at(2.075, End::far, StrokeKind::lift)}}};
  found.rallies[0][1].kind.reset();
  PlayScores s;
  add_scores(labelled_rally(), found, s);
  EXPECT_EQ(s.within_s, 1) << "2.075 s is more than 1/15 s off";
  EXPECT_EQ(s.within_frames, 2) << "and within two frames";
  EXPECT_EQ(s.right_ends, 1);
  EXPECT_EQ(s.kinds[static_cast<std::size_t>(StrokeKind::short_service)][kStrokeKinds], 1);
  ASSERT_EQ(s.end_error_s.size(), 1U);
  EXPECT_NEAR(s.end_error_s[0], 3 - 2.075, 1e-9);
}

TEST(PlayScores, WhatIsNotFoundIsMissed) {
  PlayScores s;
  add_scores(labelled_rally(), {}, s);
  EXPECT_EQ(s.labelled, 3);
  EXPECT_EQ(s.within_s, 0);
  EXPECT_EQ(s.true_rallies, 1);
  EXPECT_TRUE(s.begin_error_s.empty());
}

constexpr const char* kFound = R"({"schema_version":1,"video_name":"set_11_2","fps":25,"rallies":[
{"strokes":[{"pts_ns":480000000,"end":"near","kind":"short_service","side":null},
{"pts_ns":1120000000,"end":"far","kind":null,"side":null}]}]})";

TEST(PlayScores, FilesAreReadAndScored) {
  const touchline::testing::TempDir dir;
  std::filesystem::create_directories(dir / "runs/one");
  std::ofstream(dir / "runs/one/play.json") << kFound;
  std::ofstream(dir / "truth.csv")
      << "clip,fps,prev_hit,hit,next_hit,type_en,hitter_side,backhand\n"
         "11_2.mp4,25.0,,12,28,short_service,Bottom,1\n12_2.mp4,25,0,5,,wrist_smash,Top,0\n";
  const auto text = evaluate_play(dir / "truth.csv", dir / "runs");
  ASSERT_TRUE(text) << text.error().message;
  const auto json = nlohmann::json::parse(*text);
  EXPECT_EQ(json["videos"], 2);
  EXPECT_EQ(json["found_elsewhere"], 0);
  EXPECT_EQ(json["strokes"]["labelled"], 4);
  EXPECT_EQ(json["strokes"]["within_2_frames"]["right"], 2);
  EXPECT_DOUBLE_EQ(json["strokes"]["within_1_15_s"]["F1"], 4 / 6.0);
  EXPECT_EQ(json["hitter"]["accuracy"], 1);
  EXPECT_EQ(json["kinds"]["confusion"]["short_service"]["short_service"], 1);
  EXPECT_EQ(json["rallies"]["met"], 1);
  EXPECT_TRUE(json["side"]["accuracy"].is_null());
}

TEST(PlayScores, ADemosTruthIsRead) {
  const touchline::testing::TempDir dir;
  std::ofstream(dir / "demo.json")
      << R"({"against_truth":{"rallies_filmed":[{"from_s":1,"to_s":3,"hits":[
      {"t_s":1.5,"player":2,"type":"net_shot","forehand":false,"at_m":[0,0,0]}]}]}})";
  const auto truth = read_true_play(dir / "demo.json");
  ASSERT_TRUE(truth) << truth.error().message;
  const auto& stroke = truth->at(0).rallies.at(0).at(0);
  EXPECT_DOUBLE_EQ(stroke.t_s, 1.5);
  EXPECT_EQ(stroke.end, End::far);
  EXPECT_EQ(stroke.kind, StrokeKind::net_shot);
  EXPECT_EQ(stroke.side, Side::backhand);
}

TEST(PlayScores, BadFilesAreNamed) {
  const touchline::testing::TempDir dir;
  std::ofstream(dir / "bad.csv") << "clip,fps,hit\na.mp4,25,soon\n";
  const auto bad = read_true_play(dir / "bad.csv");
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message.find("bad.csv:2"), std::string::npos) << bad.error().message;
  EXPECT_FALSE(read_true_play(dir / "none.csv"));
  std::filesystem::create_directories(dir / "empty");
  EXPECT_FALSE(read_found_play(dir / "empty"));
  std::ofstream(dir / "play.json") << "{}";
  EXPECT_FALSE(read_found_play(dir / "play.json"));
}

TEST(PlayScores, LabelledClipsAreReadSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto truth = read_true_play(
      (touchline::testing::shared_data() / "truth/badminton_clip_hits.csv").string());
  ASSERT_TRUE(truth) << truth.error().message;
  ASSERT_EQ(truth->size(), 5U);
  for (const auto& clip : *truth) {
    ASSERT_EQ(clip.rallies.size(), 1U);
    int kinds = 0;
    for (const auto& stroke : clip.rallies[0]) kinds += stroke.kind.has_value();
    EXPECT_EQ(kinds, 1) << clip.name;
  }
}

}  // namespace
}  // namespace touchline::badminton
