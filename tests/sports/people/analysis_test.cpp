// Counts and zones on constructed rows: the records, the events, what a replay and a cut do.
#include "sports/people/analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace touchline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Json = nlohmann::json;

constexpr int kFps = 25;

PeoplePlan plan_of(std::vector<Zone> zones) {
  return {{"ball", "person", "guard"}, 0, {{}, std::move(zones)}};
}
Zone room(const char* name = "room", ZoneSpace in = ZoneSpace::picture) {
  return {name, {{0, 0}, {100, 0}, {100, 100}, {0, 100}}, in};
}

TrackSample person(std::int64_t id, Vec2f foot, int class_id = 1) {
  TrackSample sample;
  sample.track_id = id;
  sample.class_id = class_id;
  sample.box = {foot.x - 10, foot.y - 40, 20, 40};
  sample.conf = 0.9F;
  return sample;
}

FrameRecord row_of(std::int64_t frame, TrackSamples objects = {}, int shot = 0) {
  FrameRecord row;
  row.source_id = "cam";
  row.frame = frame;
  row.pts_ns = frame * (kSecond / kFps);
  row.shot = shot;
  row.objects = std::move(objects);
  return row;
}

/// An analysis and everything that it has said.
struct Watched {
  explicit Watched(std::vector<Zone> zones = {room()})
      : analysis(people_analyses(plan_of(std::move(zones)))()) {}
  const PeopleRecord& push(const FrameRecord& row) {
    auto found = analysis->push(row, {});
    for (auto& event : found.events) events.push_back(event);
    record = std::move(found.record);
    return *people_of(record.get());
  }
  [[nodiscard]] Json line() const {
    JsonLine line;
    record->append_json(line, "cam");
    return Json::parse(line.take());
  }
  std::unique_ptr<Analysis> analysis;
  std::unique_ptr<SportRecord> record;
  std::vector<Event> events;
};

constexpr Vec2f kInside{50, 50}, kOutside{300, 50};

TEST(People, AreCountedByClassWithoutTheBall) {
  Watched watched;
  watched.push(row_of(
      0, {person(1, kInside), person(2, kOutside), person(3, kOutside, 2), person(4, kInside, 0)}));
  const Json line = watched.line();
  EXPECT_EQ(line["schema"], 1);
  EXPECT_EQ(line["source_id"], "cam");
  EXPECT_EQ(line["frame"], 0);
  EXPECT_EQ(line["people"], Json::parse(R"({"person":2,"guard":1})"));
  EXPECT_EQ(line["visitors"], 3);
  EXPECT_EQ(line["zones"][0]["inside"], 0) << "not yet: 0.2 s are needed";
  EXPECT_TRUE(line["zones"][0]["dwell_s"]["mean"].is_null());
  EXPECT_EQ(line["why_null"]["zones.dwell_s.mean"], "nobody has been inside yet");
}

TEST(People, AVisitIsTwoEventsAndSomeFigures) {
  Watched watched;
  for (int frame = 0; frame < 150; ++frame)
    watched.push(row_of(frame, {person(7, frame >= 25 && frame < 100 ? kInside : kOutside)}));
  const Json line = watched.line();
  EXPECT_EQ(line["visitors"], 1);
  EXPECT_EQ(line["zones"],
            Json::parse(
                R"([{"name":"room","inside":0,"visits":1,"dwell_s":{"mean":2.96,"total":2.96}}])"));
  EXPECT_TRUE(line["why_null"].empty());
  ASSERT_EQ(watched.events.size(), 2U);
  const auto &enter = watched.events[0], &leave = watched.events[1];
  EXPECT_EQ(enter.type, "zone_enter");
  EXPECT_EQ(enter.subtype, "room");
  EXPECT_EQ(enter.start_ns, kSecond);
  EXPECT_THAT(enter.track_ids, ElementsAre(7));
  EXPECT_THAT(enter.evidence, ElementsAre(25, 30));
  EXPECT_EQ(enter.row, 30);
  EXPECT_EQ(leave.type, "zone_leave");
  EXPECT_THAT(leave.evidence, ElementsAre(99, 125));
  EXPECT_EQ(leave.row, 125);
  ASSERT_EQ(leave.values.size(), 1U);
  EXPECT_EQ(leave.values[0].first, "dwell_s");
  EXPECT_NEAR(*leave.values[0].second, 2.96, 1e-9);
}

TEST(People, WhoIsStillInsideLeavesWithTheLastFrame) {
  Watched watched;
  for (int frame = 0; frame < 25; ++frame) watched.push(row_of(frame, {person(1, kInside)}));
  EXPECT_EQ(watched.line()["zones"][0]["inside"], 1);
  const auto last = watched.analysis->finish();
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0].type, "zone_leave");
  EXPECT_EQ(last[0].row, -1);
  EXPECT_THAT(last[0].evidence, ElementsAre(24));
}

TEST(People, WhatIsPredictedWasNotSeen) {
  Watched watched;
  for (int frame = 0; frame < 50; ++frame) {
    auto sample = person(1, kInside);
    sample.source = SampleSource::predicted;
    watched.push(row_of(frame, {sample}));
  }
  const Json line = watched.line();
  EXPECT_EQ(line["zones"][0]["visits"], 0);
  EXPECT_EQ(line["visitors"], 0);
}

TEST(People, NothingIsSaidOfFramesThatDoNotCount) {
  Watched watched;
  auto row = row_of(0, {person(1, kInside)});
  row.counted = false;
  watched.push(row);
  Json line = watched.line();
  EXPECT_EQ(line["people"]["person"], 1) << "that many are in the picture";
  for (const char* key : {"visitors"}) EXPECT_TRUE(line[key].is_null());
  EXPECT_TRUE(line["zones"][0]["inside"].is_null());
  EXPECT_TRUE(line["zones"][0]["visits"].is_null());
  EXPECT_TRUE(line["zones"][0]["dwell_s"]["total"].is_null());
  EXPECT_EQ(line["why_null"].size(), 5U);
  row = row_of(1);
  row.processed = false;
  watched.push(row);
  EXPECT_TRUE(watched.line()["people"].is_null()) << "absence proves nothing";
}

TEST(People, AZoneOfTheFieldNeedsMetres) {
  Watched watched({room("half", ZoneSpace::field)});
  watched.push(row_of(0, {person(1, kInside)}));
  Json line = watched.line();
  EXPECT_EQ(line["why_null"]["zones.inside"], "no calibration");
  EXPECT_TRUE(line["zones"][0]["visits"].is_null()) << "never 0 where nobody could be seen";
  for (int frame = 1; frame < 20; ++frame) {
    auto sample = person(1, kOutside);
    sample.field = FieldPoint{{40, 30}, {}};
    auto row = row_of(frame, {sample});
    row.calibration = CalibrationState::propagated;
    watched.push(row);
  }
  line = watched.line();
  EXPECT_EQ(line["zones"][0]["inside"], 1);
  ASSERT_EQ(watched.events.size(), 1U);
  EXPECT_EQ(watched.events[0].field_m, (Vec2d{40, 30}));
  auto stale = row_of(20, {person(1, kOutside)});
  stale.calibration = CalibrationState::stale;
  watched.push(stale);
  EXPECT_TRUE(watched.line()["zones"][0]["inside"].is_null());
}

TEST(People, ACutEndsVisitsAndAReplayIsTakenBack) {
  Watched watched;
  std::int64_t frame = 0;
  const auto play = [&](int shot, std::int64_t id, int frames) {
    for (int i = 0; i < frames; ++i, ++frame)
      watched.push(row_of(frame, {person(id, kInside)}, shot));
  };
  play(0, 1, 50);
  play(1, 2, 50);
  const Nanoseconds replay_end = frame * (kSecond / kFps);
  play(2, 3, 50);
  Json line = watched.line();
  EXPECT_EQ(line["zones"][0]["visits"], 3);
  EXPECT_EQ(line["visitors"], 3);
  EXPECT_NEAR(line["zones"][0]["dwell_s"]["total"], 3 * 1.96, 1e-6) << "a cut is no presence";
  EXPECT_EQ(watched.events.size(), 5U);
  watched.analysis->discount(2 * kSecond, replay_end);
  watched.analysis->discount(2 * kSecond, replay_end);  // nothing is taken back twice
  play(2, 3, 1);
  line = watched.line();
  EXPECT_EQ(line["zones"][0]["visits"], 2);
  EXPECT_EQ(line["visitors"], 2);
  EXPECT_EQ(line["zones"][0]["inside"], 1);
  EXPECT_NEAR(line["zones"][0]["dwell_s"]["total"], 1.96 + 2, 1e-6);
}

TEST(People, AReplayThatGoesOnIsTakenBackUpToNow) {
  Watched watched;
  for (int frame = 0; frame < 50; ++frame) watched.push(row_of(frame, {person(1, kInside)}));
  watched.analysis->discount(0, 50 * (kSecond / kFps));
  watched.push(row_of(50));
  const Json line = watched.line();
  EXPECT_EQ(line["visitors"], 0);
  EXPECT_EQ(line["zones"][0]["visits"], 0);
  EXPECT_EQ(line["zones"][0]["inside"], 0);
  ASSERT_EQ(watched.events.size(), 2U) << "who has entered leaves";
  EXPECT_EQ(watched.events[1].type, "zone_leave");
}

TEST(People, NamesStayWholeInTheRecord) {
  Watched watched({room("a \"b\" \xC3\xA9")});
  watched.push(row_of(0));
  EXPECT_EQ(watched.line()["zones"][0]["name"], "a \"b\" \xC3\xA9");
  Watched plain(std::vector<Zone>{});
  plain.push(row_of(0));
  EXPECT_THAT(plain.line()["zones"], IsEmpty());
}

}  // namespace
}  // namespace touchline
