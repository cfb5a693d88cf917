// Soccer's formats: each one's text against what it must be.
#include <gmock/gmock.h>

#include "reports/convert_later.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SoccerFormats : public ConvertedRun {};
class SoccerFormatsClock : public LaterRun {};

TEST_F(SoccerFormats, AreListedAfterThoseOfEverySport) {
  const auto all = convert_formats(in_.sport);
  EXPECT_THAT(std::vector(all.end() - 4, all.end()), ElementsAre("cdf", "tracab", "gsr", "epts"));
  in_.sport = {};
  in_.sport_name = "walking";
  const auto refused = convert(in_, "tracab", out().string());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("a run of walking; its formats are mot, csv, "
                                                 "parquet, sportscode, coco, vtt"));
}

TEST_F(SoccerFormats, Tracab) {
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

TEST_F(SoccerFormats, Gsr) {
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

TEST_F(SoccerFormats, Cdf) {
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

TEST_F(SoccerFormats, WithoutDirectionCdfHasNoPeriod) {
  to("cdf");
  EXPECT_EQ(Json::parse(text("cdf/meta.json"))["match"]["periods"], Json::array());
}

TEST_F(SoccerFormats, AWallClockIsTold) {
  auto rows = frames();
  std::ofstream file(dir_ / "run" / "tracking.jsonl");
  rows[0].utc_ns = 1'735'689'599'250'000'000;
  for (const auto& row : rows) file << json_of(row, in_.classes) << '\n';
  file.close();
  to("cdf");
  EXPECT_THAT(text("cdf/tracking.jsonl"), HasSubstr("\"2024-12-31T23:59:59.250000Z\""));
  EXPECT_THAT(text("cdf/tracking.jsonl"), HasSubstr("\"2024-12-31T23:59:59.750000Z\""));
  to("tracab");
  EXPECT_THAT(text("tracab/metadata.xml"), HasSubstr("dtDate=\"2024-12-31 23:59:59\""));
}

TEST_F(SoccerFormatsClock, TracabAndCdfFitTheVideo) {
  to("tracab");
  EXPECT_THAT(text("tracab/frames.csv"), HasSubstr("\n16,70,2500000000\n"));
  EXPECT_THAT(text("tracab/metadata.xml"), HasSubstr("origin_ns 2000000000"));
  EXPECT_EQ(Json::parse(text("tracab/metadata.json"))["OriginNs"], kLater);
  to("cdf");
  EXPECT_THAT(text("cdf/frames.csv"), HasSubstr("\n3,70,2500000000\n"));
  EXPECT_THAT(text("cdf/tracking.jsonl"),
              HasSubstr("{\"frame_id\":3,\"timestamp\":\"1970-01-01T00:00:00.500000Z\""));
  EXPECT_THAT(text("cdf/event.jsonl"), HasSubstr("\"time\":\"1970-01-01T00:00:00.033367Z\""));
  on_source();
  to("cdf");
  EXPECT_THAT(text("cdf/tracking.jsonl"),
              HasSubstr("{\"frame_id\":3,\"timestamp\":\"1970-01-01T00:00:02.500000Z\""))
      << "the format's frames count from 0 on either clock";
  on_video();
  to("gsr");
  const auto gsr = Json::parse(read_all(out() / "gsr" / (in_.source_id + ".json")));
  EXPECT_EQ(gsr["images"][3]["image_id"], "1001000004");
  EXPECT_EQ(gsr["predictions"][9]["image_id"], "1001000004");
  EXPECT_EQ(gsr["info"]["origin_ns"], kLater);
}

}  // namespace
}  // namespace touchline::testing
