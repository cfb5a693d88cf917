// Golden lines: what readers of tracking.jsonl and events.jsonl rely on.
#include "records/record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace touchline {
namespace {

const std::vector<std::string> kTwoClasses{"ball", "player"};

TEST(FrameJson, GoldenLine) {
  FrameRecord record;
  record.source_id = "match_1";
  record.frame = 7;
  record.pts_ns = 233'566'667;
  record.ball = BallState::predicted;
  record.calibration = CalibrationState::measured;
  record.sigma_m = 0.21249;
  record.shot = 2;
  TrackSample player{3, 1, {10.128F, 20.0F, 31.5F, 80.25F}, 0.91239F, SampleSource::measured};
  player.field = FieldPoint{{-12.34567, 3.0}, {0.02, -0.0012, 0.04567}};
  player.team = Team::b;
  player.team_conf = 0.98765F;
  record.objects = {player, {1, 0, {-2.004F, 5, 6, 6}, 0.5F, SampleSource::predicted}};
  EXPECT_EQ(
      json_of(record, kTwoClasses),
      R"({"schema":1,"source_id":"match_1","frame":7,"pts_ns":233566667,"utc_ns":null,"processed":true,)"
      R"("objects":[{"track_id":3,"class":"player","team":"b","team_conf":0.988,"box":[10.13,20,31.5,80.25],)"
      R"("field":[-12.346,3],"field_cov":[0.02,-0.0012,0.0457],"conf":0.912,"src":"measured"},)"
      R"({"track_id":1,"class":"ball","team":null,"box":[-2,5,6,6],)"
      R"("field":null,"conf":0.5,"src":"predicted"}],"ball":"predicted","calibration":"measured",)"
      R"("sigma_m":0.212,"shot":2,"counted":true,"why_uncounted":null,)"
      R"("why_null":{"team":"an official, the ball, or not enough votes yet",)"
      R"("field":"at or above the horizon of the calibration, or a ball in flight",)"
      R"("utc_ns":"the source has no wall clock","why_uncounted":"the frame counts"}})");
}

TEST(FrameJson, WhoIsBesideTheFieldIsMarked) {
  FrameRecord record;
  TrackSample player{3, 1, {10, 20, 30, 80}, 0.9F, SampleSource::measured};
  record.objects = {player, player};
  record.objects[1].on_field = false;
  const auto json = nlohmann::json::parse(json_of(record, kTwoClasses));
  EXPECT_FALSE(json["objects"][0].contains("on_field")) << "what it always was";
  EXPECT_EQ(json["objects"][1]["on_field"], false);
  EXPECT_NE(json["why_null"]["team"].get<std::string>().find("beside the field"),
            std::string::npos);
}

TEST(FrameJson, AnEmptyFrameStillHasItsRow) {
  FrameRecord record;
  record.source_id = "a";
  record.utc_ns = 1'700'000'000'000'000'000;
  record.utc_src = ClockSource::rtcp;
  record.processed = false;
  record.counted = false;
  record.why_uncounted = "a replay";
  EXPECT_EQ(
      json_of(record, kTwoClasses),
      R"({"schema":1,"source_id":"a","frame":0,"pts_ns":0,"utc_ns":1700000000000000000,"utc_src":"rtcp",)"
      R"("processed":false,)"
      R"("objects":[],"ball":"lost","calibration":"lost","sigma_m":null,"shot":0,"counted":false,)"
      R"("why_uncounted":"a replay","why_null":{"sigma_m":"no calibration"}})");
}

TEST(FrameJson, QuantisingMakesTheRecordWhatTheFileHolds) {
  FrameRecord record;
  TrackSample player{3, 1, {10.128F, 20.0F, 31.5F, 80.25F}, 0.91239F, SampleSource::measured};
  player.field = FieldPoint{{-12.34567, 3.0}, {0.02, -0.0012, 0.04567}};
  record.objects = {player};
  record.sigma_m = 0.21249;
  const auto before = json_of(record, kTwoClasses);
  quantise(record);
  EXPECT_EQ(json_of(record, kTwoClasses), before);
  EXPECT_EQ(record.objects[0].field->m.x, -12.346);
  EXPECT_EQ(*record.sigma_m, 0.212);
  const auto once = record.objects[0];
  quantise(record);
  EXPECT_EQ(record.objects[0], once);
}

TEST(FrameJson, IsOneLineAndEscapesWhatItMust) {
  FrameRecord record;
  record.source_id = "a\"b\nc";
  const auto line = json_of(record, std::vector<std::string>{"ball"});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(line)["source_id"], "a\"b\nc");
}

TEST(EventJson, GoldenLine) {
  Event event;
  event.id = 4;
  event.type = "track_start";
  event.start_ns = 40'000'000;
  event.end_ns = 120'000'000;
  event.track_ids = {9};
  event.conf = 0.5F;
  event.evidence = {1, 3};
  event.row = 3;
  EXPECT_EQ(
      json_of(event, "cam"),
      R"({"schema":1,"source_id":"cam","id":4,"type":"track_start","subtype":null,"start":40000000,"end":120000000,)"
      R"("row":3,"track_ids":[9],"team":null,"x":null,"y":null,"x_end":null,"y_end":null,"conf":0.5,"rev":0,)"
      R"("evidence":[1,3],"why_null":{"x":"no position","y":"no position"}})");
}

TEST(EventJson, APassSaysWhereAndHowMuch) {
  Event event;
  event.type = "pass";
  event.subtype = "completed";
  event.team = Team::a;
  event.field_m = Vec2d{1.5, -2.0};
  event.field_end_m = Vec2d{10.12345, 4};
  event.values = {{"regret", 0.212345}, {"space", std::nullopt}};
  const auto json = nlohmann::json::parse(json_of(event, "cam"));
  EXPECT_EQ(json["x"], 1.5);
  EXPECT_EQ(json["y"], -2.0);
  EXPECT_EQ(json["x_end"], 10.123);
  EXPECT_EQ(json["team"], "a");
  EXPECT_EQ(json["subtype"], "completed");
  EXPECT_EQ(json["values"]["regret"], 0.2123);
  EXPECT_TRUE(json["values"]["space"].is_null());
  EXPECT_TRUE(json["conf"].is_null());
  EXPECT_FALSE(json.contains("why_null"));
}

TEST(Names, OfEverySourceAndState) {
  EXPECT_STREQ(to_string(SampleSource::measured), "measured");
  EXPECT_STREQ(to_string(SampleSource::predicted), "predicted");
  EXPECT_STREQ(to_string(SampleSource::interpolated), "interpolated");
  EXPECT_STREQ(to_string(BallState::visible), "visible");
  EXPECT_STREQ(to_string(BallState::predicted), "predicted");
  EXPECT_STREQ(to_string(BallState::lost), "lost");
}

}  // namespace
}  // namespace touchline
