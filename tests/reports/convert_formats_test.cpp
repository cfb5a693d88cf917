// Each format's text against what it must be.
#include <gmock/gmock.h>

#include <algorithm>

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
  for (const auto& name : convert_formats()) EXPECT_THAT(result.error().message, HasSubstr(name));
  EXPECT_FALSE(std::filesystem::exists(out()));
}

TEST_F(ConvertFormats, ABrokenRunLeavesNoFile) {
  std::ofstream(dir_ / "run" / "tracking.jsonl", std::ios::app) << "{\"schema\":1}\n";
  for (const auto& format : convert_formats()) {
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

TEST_F(ConvertFormats, Tracab) {
  write_measures();
  EXPECT_THAT(to("tracab"),
              ElementsAre("tracab/metadata.xml", "tracab/metadata.json", "tracab/tracking.dat",
                          "tracab/tracking.json", "tracab/frames.csv"));
  EXPECT_EQ(text("tracab/tracking.dat"),
            "1:1,7,7,-1235,321,3.35;0,123,123,5010,-124,nan;-1,9,9,200,300,nan;"
            "3,55,55,150,3000,nan;:50,-25,nan,nan,A,Alive;:\n"
            "2::nan,nan,nan,nan,H,Dead;:\n"
            "3::nan,nan,nan,nan,H,Dead;:\n"
            "16:1,7,7,-1000,400,nan;:nan,nan,nan,nan,H,Dead;:\n"
            "1831::nan,nan,nan,nan,H,Dead;:\n");
  EXPECT_EQ(text("tracab/frames.csv"),
            "FrameCount,frame,pts_ns\n1,0,0\n2,1,33366667\n3,2,66733333\n16,10,500000000\n"
            "1831,1830,61000000000\n");
  const auto meta = Json::parse(text("tracab/metadata.json"));
  EXPECT_EQ(meta["Phase1HomeGKLeft"], true);
  EXPECT_EQ(meta["Phase1StartFrame"], 1) << "0 would say: not played";
  EXPECT_EQ(meta["Phase1EndFrame"], 1831);
  EXPECT_EQ(meta["AwayTeam"]["Players"][0]["StartingPosition"], "G");
  const auto frames = Json::parse(text("tracab/tracking.json"))["FrameData"];
  EXPECT_EQ(frames[0]["BallPosition"][0]["X"], 50);
  // Readers compute with what stands there: an unknown ball lies where TRACAB parks what is out.
  EXPECT_EQ(frames[1]["BallPosition"][0]["X"], 5550);
  EXPECT_EQ(frames[1]["BallPosition"][0]["Y"], 4400);
  EXPECT_EQ(frames[1]["BallPosition"][0]["BallStatus"], "Dead");
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

TEST_F(ConvertFormats, Gsr) {
  write_measures();
  write_calibration();
  in_.source_id = "a/b";
  EXPECT_THAT(to("gsr"), ElementsAre("gsr/a_b.json"));
  const auto gsr = Json::parse(text("gsr/a_b.json"));
  ASSERT_EQ(gsr["images"].size(), 5U);
  EXPECT_EQ(gsr["images"][3]["image_id"], "1001000011");
  ASSERT_EQ(gsr["predictions"].size(), 10U);
  const auto& first = gsr["predictions"][0];
  EXPECT_EQ(first["image_id"], "1001000001");
  EXPECT_EQ(first["track_id"], 7);
  EXPECT_EQ(first["attributes"], (Json{{"role", "player"}, {"jersey", nullptr}, {"team", "left"}}));
  // The feet in the picture are at y 340.75, 1.925 m beyond the centre mark: -1.925 towards us.
  EXPECT_EQ(first["bbox_pitch"], (Json{{"x_bottom_left", -3.975},
                                       {"y_bottom_left", -1.925},
                                       {"x_bottom_middle", -12.345},
                                       {"y_bottom_middle", -3.214},
                                       {"x_bottom_right", -1.925},
                                       {"y_bottom_right", -1.925}}));
  EXPECT_EQ(gsr["predictions"][1]["attributes"]["team"], "right");
  EXPECT_EQ(gsr["predictions"][2]["attributes"]["team"], nullptr);
  EXPECT_EQ(gsr["predictions"][4]["category_id"], 4);
  const auto& lost = gsr["predictions"][6]["bbox_pitch"];
  ASSERT_EQ(lost.size(), 6U);
  for (const auto& value : lost) EXPECT_TRUE(value.is_null());
  EXPECT_EQ(gsr["predictions"][5]["attributes"]["team"], nullptr) << "that frame has no measures";
}

TEST_F(ConvertFormats, Cdf) {
  write_measures();
  EXPECT_THAT(to("cdf"), ElementsAre("cdf/meta.json", "cdf/match.json", "cdf/video.json",
                                     "cdf/tracking.jsonl", "cdf/frames.csv", "cdf/event.jsonl"));
  EXPECT_EQ(text("cdf/frames.csv"),
            "frame_id,frame,pts_ns\n0,0,0\n1,1,33366667\n2,2,66733333\n3,10,500000000\n"
            "4,1830,61000000000\n");
  std::vector<Json> lines;
  std::istringstream tracking(text("cdf/tracking.jsonl"));
  for (std::string line; std::getline(tracking, line);) lines.push_back(Json::parse(line));
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[3]["timestamp"], "1970-01-01T00:00:00.500000Z");
  const auto& home = lines[0]["teams"]["home"];
  EXPECT_EQ(
      home["players"],
      (Json{{{"id", "7"}, {"x", -12.345}, {"y", 3.214}, {"is_visible", true}, {"vel", 3.35}}}));
  EXPECT_EQ(lines[0]["ball"],
            (Json{{"x", 0.5}, {"y", -0.25}, {"z", nullptr}, {"poss_team_id", "b"}}));
  EXPECT_FALSE(lines[1]["ball"].contains("poss_team_id"));
  EXPECT_EQ(lines[2]["ball"], (Json{{"x", nullptr}, {"y", nullptr}, {"z", nullptr}}));
  EXPECT_EQ(lines[1]["teams"]["home"]["players"][0]["is_visible"], false);
  EXPECT_TRUE(lines[1]["teams"]["away"]["players"][0]["x"].is_null());
  const auto meta = Json::parse(text("cdf/meta.json"));
  EXPECT_EQ(meta["match"]["periods"][0]["play_direction"], "left_right");
  EXPECT_EQ(meta["teams"]["home"]["jersey_colour"], "#ff0000");
  const auto event =
      Json::parse(text("cdf/event.jsonl"));  // one line: only the pass is on the ball
  EXPECT_EQ(event["event"]["receiver_id"], "123");
  EXPECT_EQ(event["event"]["is_successful"], true);
  EXPECT_EQ(event["tracking"], (Json{{"frame_id", 1}, {"frame_id_end", 3}}));
}

TEST_F(ConvertFormats, WithoutDirectionCdfHasNoPeriod) {
  to("cdf");
  EXPECT_EQ(Json::parse(text("cdf/meta.json"))["match"]["periods"], Json::array());
}

TEST_F(ConvertFormats, AWallClockIsTold) {
  auto rows = frames();
  std::ofstream file(dir_ / "run" / "tracking.jsonl");
  rows[0].utc_ns = 1'735'689'599'250'000'000;
  for (const auto& row : rows) file << to_json(row, in_.classes) << '\n';
  file.close();
  to("cdf");
  EXPECT_THAT(text("cdf/tracking.jsonl"), HasSubstr("\"2024-12-31T23:59:59.250000Z\""));
  EXPECT_THAT(text("cdf/tracking.jsonl"), HasSubstr("\"2024-12-31T23:59:59.750000Z\""));
  to("tracab");
  EXPECT_THAT(text("tracab/metadata.xml"), HasSubstr("dtDate=\"2024-12-31 23:59:59\""));
}

TEST(ConvertText, SecondsAreRoundedNotCut) {
  EXPECT_EQ(seconds_text(1'999'600'000, 3), "2.000");
  EXPECT_EQ(seconds_text(-1'499'000'000, 3), "-1.499");
  EXPECT_EQ(seconds_text(-1, 3), "0.000");
  EXPECT_EQ(seconds_text(2'500'000'000, 0), "3");
}

}  // namespace
}  // namespace touchline::testing
