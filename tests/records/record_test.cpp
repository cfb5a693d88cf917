// Golden lines: what readers of tracking.jsonl and events.jsonl rely on.
#include "records/record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace touchline {
namespace {

const std::vector<std::string> kClasses{"ball", "player"};

TEST(FrameJson, GoldenLine) {
  FrameRecord record;
  record.source_id = "match_1";
  record.frame = 7;
  record.pts_ns = 233'566'667;
  record.ball = BallState::predicted;
  record.objects = {{3, 1, {10.128F, 20.0F, 31.5F, 80.25F}, 0.91239F, SampleSource::measured},
                    {1, 0, {-2.004F, 5, 6, 6}, 0.5F, SampleSource::predicted}};
  EXPECT_EQ(
      to_json(record, kClasses),
      R"({"schema":1,"source_id":"match_1","frame":7,"pts_ns":233566667,"utc_ns":null,"processed":true,)"
      R"("objects":[{"track_id":3,"class":"player","team":null,"box":[10.13,20.0,31.5,80.25],"field":null,)"
      R"("conf":0.912,"src":"measured"},{"track_id":1,"class":"ball","team":null,"box":[-2.0,5.0,6.0,6.0],)"
      R"("field":null,"conf":0.5,"src":"predicted"}],"ball":"predicted",)"
      R"("why_null":{"team":"teams are not estimated","field":"no calibration",)"
      R"("utc_ns":"the source has no wall clock"}})");
}

TEST(FrameJson, AnEmptyFrameStillHasItsRow) {
  FrameRecord record;
  record.source_id = "a";
  record.utc_ns = 1'700'000'000'000'000'000;
  record.processed = false;
  EXPECT_EQ(
      to_json(record, kClasses),
      R"({"schema":1,"source_id":"a","frame":0,"pts_ns":0,"utc_ns":1700000000000000000,"processed":false,)"
      R"("objects":[],"ball":"lost","why_null":{"team":"teams are not estimated","field":"no calibration"}})");
}

TEST(FrameJson, IsOneLineAndEscapesWhatItMust) {
  FrameRecord record;
  record.source_id = "a\"b\nc";
  const auto line = to_json(record, {"ball"});
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
  EXPECT_EQ(
      to_json(event, "cam"),
      R"({"schema":1,"source_id":"cam","id":4,"type":"track_start","start":40000000,"end":120000000,)"
      R"("track_ids":[9],"team":null,"x":null,"y":null,"conf":0.5,"rev":0,"evidence":[1,3],)"
      R"("why_null":{"x":"no calibration","y":"no calibration"}})");
}

TEST(EventJson, AFieldPositionNeedsNoExcuse) {
  Event event;
  event.type = "shot";
  event.team = "home";
  event.field_m = Vec2f{1.5F, -2.0F};
  const auto json = nlohmann::json::parse(to_json(event, "cam"));
  EXPECT_EQ(json["x"], 1.5);
  EXPECT_EQ(json["y"], -2.0);
  EXPECT_EQ(json["team"], "home");
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
