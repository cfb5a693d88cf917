// Each format's text against what it must be.
#include <gmock/gmock.h>

#include <algorithm>

#include "records/pose_file.h"
#include "reports/convert_file.h"
#include "reports/convert_scene.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ConvertFormats : public ConvertedRun {};

TEST_F(ConvertFormats, AnUnknownFormatIsRefusedWithTheList) {
  const auto result = convert(in_, "mott", out().string());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::usage);
  EXPECT_THAT(result.error().message, HasSubstr("mott"));
  for (const auto& name : convert_formats(in_.sport))
    EXPECT_THAT(result.error().message, HasSubstr(name));
  EXPECT_FALSE(std::filesystem::exists(out()));
}

TEST_F(ConvertFormats, ABrokenRunLeavesNoFile) {
  std::ofstream(dir_ / "run" / "tracking.jsonl", std::ios::app) << "{\"schema\":1}\n";
  for (const auto& format : convert_formats(in_.sport)) {
    if (format == "sportscode") continue;  // reads the events alone
    SCOPED_TRACE(format);
    const auto result = convert(in_, format, (out() / format).string());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::bad_input);
    EXPECT_THAT(result.error().message, HasSubstr("tracking.jsonl:6"));
    if (!std::filesystem::exists(out() / format)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(out() / format))
      EXPECT_FALSE(entry.is_regular_file()) << entry.path();
  }
}

TEST_F(ConvertFormats, AFolderThatCannotBeMadeIsNamed) {
  std::ofstream(dir_ / "file") << "x";
  const auto result = convert(in_, "csv", (dir_ / "file" / "below").string());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::io);
  EXPECT_THAT(result.error().message, HasSubstr("below"));
}

TEST_F(ConvertFormats, Mot) {
  EXPECT_THAT(to("mot"), ElementsAre("mot/gt-style.txt", "mot/ball.txt", "mot/seqinfo.ini"));
  EXPECT_EQ(text("mot/gt-style.txt"),
            "1,7,600.25,300.5,20.5,40.25,0.9,-1,-1,-1\n"
            "1,123,600.25,300.5,20.5,40.25,0.9,-1,-1,-1\n"
            "1,9,600.25,300.5,20.5,40.25,0.9,-1,-1,-1\n"
            "1,55,600.25,300.5,20.5,40.25,0.9,-1,-1,-1\n"
            "2,7,600.25,300.5,20.5,40.25,0.25,-1,-1,-1\n"
            "2,123,600.25,300.5,20.5,40.25,0.9,-1,-1,-1\n"
            "11,7,600.25,300.5,20.5,40.25,0.9,-1,-1,-1\n");
  EXPECT_EQ(text("mot/ball.txt"),
            "1,1000,600.25,300.5,20.5,40.25,0.9,-1,-1,-1\n"
            "2,1000,600.25,300.5,20.5,40.25,0.25,-1,-1,-1\n"
            "11,1000,600.25,300.5,20.5,40.25,0.9,-1,-1,-1\n");
}

TEST_F(ConvertFormats, Csv) {
  write_measures();
  EXPECT_THAT(to("csv"), ElementsAre("tracking.csv", "events.csv", "ball.csv"));
  const auto tracking = text("tracking.csv");
  EXPECT_EQ(tracking.substr(0, tracking.find('\n')),
            "match_id,period,frame,pts_ns,utc_ns,source_id,track_id,person_id,team_id,role,jersey,"
            "x,y,z,vx,vy,speed,image_x,image_y,image_w,image_h,conf,src,cov_xx,cov_xy,cov_yy,rev,"
            "origin_ns,source_frame");
  const std::string id = "\"match \"\"one\"\", half\"";
  EXPECT_THAT(tracking, HasSubstr("\n" + id + ",,0,0,," + id +
                                  ",7,,a,player,,-12.345,3.214,,3,-1.5,3.35,600.25,300.5,20.5,"
                                  "40.25,0.9,measured,0.04,0.001,0.09,0,0,0\n"));
  EXPECT_THAT(tracking, HasSubstr("\n" + id + ",,1,33366667,," + id +
                                  ",123,,b,goalkeeper,,,,,,,,600.25,300.5,20.5,40.25,0.9,measured,"
                                  ",,,0,0,1\n"));
  EXPECT_EQ(std::count(tracking.begin(), tracking.end(), '\n'), 11);
  EXPECT_THAT(text("events.csv"),
              HasSubstr("\n" + id + "," + id +
                        ",3,pass,completed,33366667,500000000,,a,7,-12.2,3.3,-10,4,0.5,1,"
                        "\"[7,123]\",\"[1,10]\",\"{\"\"regret\"\":0.21,\"\"score, "
                        "\\\"\"best\\\"\"\"\":null}\",0\n"));
  EXPECT_EQ(text("ball.csv"),
            "Frame,Visibility,X,Y,Src,Conf\n0,1,610.5,320.63,measured,0.9\n"
            "1,0,610.5,320.63,predicted,0.25\n2,0,,,,\n10,1,610.5,320.63,measured,0.9\n"
            "1830,0,,,,\n");
}

TEST_F(ConvertFormats, ParquetWithoutItsLibrarySaysWhatToDo) {
  setenv("TOUCHLINE_PARQUET_LIBRARY", (dir_ / "none.so").c_str(), 1);
  const auto result = convert(in_, "parquet", out().string());
  unsetenv("TOUCHLINE_PARQUET_LIBRARY");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::usage);
  EXPECT_THAT(result.error().message, HasSubstr("none.so"));
  EXPECT_THAT(result.error().message, HasSubstr("--to csv"));
}

TEST_F(ConvertFormats, Sportscode) {
  EXPECT_THAT(to("sportscode"), ElementsAre("sportscode.xml"));
  const auto xml = text("sportscode.xml");
  EXPECT_THAT(xml, HasSubstr("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<file>\n"
                             "<!-- times and frame numbers are the source's: its start is 0 -->\n"
                             "<ALL_INSTANCES>"));
  EXPECT_THAT(xml, HasSubstr("<instance>\n<ID>2</ID>\n<start>0.500</start>\n<end>0.500</end>\n"
                             "<code>cut</code>\n</instance>\n"));
  EXPECT_THAT(xml, HasSubstr("<text>Reds, &quot;A&quot; &amp; &lt;B&gt;</text>"));
  EXPECT_EQ(xml.find("intercepted"), std::string::npos) << "the revision before";
}

TEST_F(ConvertFormats, Vtt) {
  EXPECT_THAT(to("vtt"), ElementsAre("chapters.vtt"));
  EXPECT_EQ(text("chapters.vtt"),
            "WEBVTT\n"
            "\nNOTE times and frame numbers are the source's: its start is 0\n"
            "\n00:00:00.033 --> 00:00:00.500\npass (completed): Reds, &quot;A&quot; &amp; "
            "&lt;B&gt;\n"
            "\n00:00:00.067 --> 01:02:03.004\npossession: b\n"
            "\n00:00:00.500 --> 00:01:01.000\ncut 1\n");
}

TEST_F(ConvertFormats, Coco) {
  EXPECT_THAT(to("coco"), ElementsAre("coco.json"));
  const auto coco = Json::parse(text("coco.json"));
  EXPECT_EQ(coco["categories"].size(), 4U);
  EXPECT_EQ(coco["categories"][0], (Json{{"id", 1}, {"name", "ball"}, {"supercategory", "ball"}}));
  ASSERT_EQ(coco["images"].size(), 4U) << "the network did not see the last frame";
  EXPECT_EQ(coco["images"][3], (Json{{"id", 10},
                                     {"file_name", "000010.jpg"},
                                     {"width", 1280},
                                     {"height", 720},
                                     {"pts_ns", 500000000}}));
  ASSERT_EQ(coco["annotations"].size(), 10U);
  EXPECT_EQ(coco["annotations"][5], (Json{{"id", 6},
                                          {"image_id", 1},
                                          {"category_id", 3},
                                          {"bbox", {600.25, 300.5, 20.5, 40.25}},
                                          {"area", 825.13},
                                          {"iscrowd", 0},
                                          {"score", 0.25},
                                          {"track_id", 7},
                                          {"team", "a"},
                                          {"src", "predicted"}}));
}

/// Two frames that somebody looked at; a point that is not there, and a body that is nobody's.
TEST_F(ConvertFormats, CocoKeypointsOfARunThatHasBodies) {
  PoseHeader header;
  header.classes = in_.classes;
  header.points = {"nose", "left_shoulder", "left_elbow"};
  auto poses = PoseWriter::create(in_.run_dir + "/poses.bin", header);
  ASSERT_TRUE(poses);
  for (const auto& row : frames()) {
    Observation seen;
    seen.frame = row.frame;
    seen.pts_ns = row.pts_ns;
    if (row.frame < 2) seen.bodies.emplace();
    if (row.frame == 1) {
      seen.detections = {{{10, 20, 30, 40.5F}, 0.5F, kPlayer}, {{1, 2, 3, 4}, 0.25F, kKeeper}};
      *seen.bodies = {
          {0, {Keypoint{{12.5F, 22.75F}, 0.8F}, std::nullopt, Keypoint{{15, 30}, 0.4F}}, 7},
          {1, {std::nullopt, std::nullopt, std::nullopt}}};
    }
    ASSERT_TRUE(poses->write(seen));
  }
  ASSERT_TRUE(poses->close());
  EXPECT_THAT(to("coco"), ElementsAre("coco.json", "coco_keypoints.json"));
  const auto coco = Json::parse(text("coco_keypoints.json"));
  ASSERT_EQ(coco["images"].size(), 2U) << "where nobody looked, nothing is claimed";
  EXPECT_EQ(coco["images"][1]["id"], 1);
  ASSERT_EQ(coco["categories"].size(), 3U) << "the ball has no points";
  EXPECT_EQ(coco["categories"][1], (Json{{"id", 3},
                                         {"name", "player"},
                                         {"supercategory", "person"},
                                         {"keypoints", header.points},
                                         {"skeleton", {{2, 3}}}}));
  ASSERT_EQ(coco["annotations"].size(), 2U);
  EXPECT_EQ(coco["annotations"][0], (Json{{"id", 1},
                                          {"image_id", 1},
                                          {"category_id", 3},
                                          {"bbox", {10, 20, 30, 40.5}},
                                          {"area", 1215},
                                          {"iscrowd", 0},
                                          {"keypoints", {12, 22.25, 2, 0, 0, 0, 14.5, 29.5, 2}},
                                          {"num_keypoints", 2},
                                          {"score", 0.3},
                                          {"track_id", 7},
                                          {"src", "measured"}}));
  EXPECT_EQ(coco["annotations"][1]["num_keypoints"], 0);
  EXPECT_TRUE(coco["annotations"][1]["track_id"].is_null());
}

TEST(ConvertText, SecondsAreRoundedNotCut) {
  EXPECT_EQ(seconds_text(1'999'600'000, 3), "2.000");
  EXPECT_EQ(seconds_text(-1'499'000'000, 3), "-1.499");
  EXPECT_EQ(seconds_text(-1, 3), "0.000");
  EXPECT_EQ(seconds_text(2'500'000'000, 0), "3");
}

}  // namespace
}  // namespace touchline::testing
