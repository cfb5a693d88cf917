// The sport that any other falls back to: its pack, its settings, and a run of it without a
// network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <tuple>

#include "pipeline/assembly.h"
#include "pipeline/measuring.h"
#include "pipeline/scripted.h"
#include "pipeline/sports.h"
#include "records/read.h"
#include "sports/people/analysis.h"
#include "support/temp_dir.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Result<Assembly> assembled(const std::map<std::string, std::string>& settings) {
  Config config;
  for (const auto& [key, value] : settings) TL_CHECK(config.set(key, value, "flag"));
  return assemble_from(std::move(config));
}

std::string origin_of(const Config& config, const std::string& key) {
  for (const auto& entry : config.entries())
    if (entry.key == key) return entry.value + " from " + entry.origin;
  return {};
}

TEST(PeoplePack, ASportThatNamesNoNetworkWantsOneFromTheUser) {
  const TempDir dir;
  std::ofstream(dir / "yard.yaml") << "schema: 1\nname: yard\nclasses: [person]\n";
  const auto none = assembled({{"sport", dir / "yard.yaml"}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::bad_config);
  EXPECT_THAT(none.error().message, AllOf(HasSubstr("yard.yaml"), HasSubstr("'balanced'"),
                                          HasSubstr("--model"), HasSubstr("detect.model")));
}

TEST(PeoplePack, EveryProfileHasANetworkThatFindsPeople) {
  // A golfer fills much of the picture, and is found best in a small one.
  const std::tuple<const char*, const char*, const char*> wanted[] = {
      {"people", "fast", "people-fast"},   {"people", "balanced", "people"},
      {"people", "accurate", "people"},    {"golf", "fast", "people-fast"},
      {"golf", "balanced", "people-fast"}, {"golf", "accurate", "people"}};
  for (const auto& [sport, profile, name] : wanted) {
    const auto made = assembled({{"sport", sport}, {"profile", profile}});
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->model.name, name) << sport << ' ' << profile;
    EXPECT_THAT(made->point.classes.to_sport, ::testing::ElementsAre(0)) << sport;
  }
}

TEST(PeoplePack, TakesTheUsersNetwork) {
  const auto made = assembled({{"sport", "people"}, {"detect.model", "soccer-fast"}});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(made->point.classes.to_sport, ::testing::ElementsAre(-1, 0, 0, 0))
      << "goalkeeper, player and referee are people";
  EXPECT_TRUE(made->analyst.analysis);
  EXPECT_FALSE(made->landmarks) << "there is no field to calibrate";
  EXPECT_FALSE(made->analyst.teams);
  EXPECT_FALSE(made->analyst.on_field);
  EXPECT_EQ(made->overlay.field, FieldSpec{});
  EXPECT_EQ(origin_of(made->config, "overlay.view"), "tracking from sport people");
}

TEST(PeoplePack, ShowsNothingFromAbove) {
  const std::map<std::string, std::string> people = {{"sport", "people"},
                                                     {"detect.model", "soccer-fast"}};
  auto settings = people;
  settings["overlay.view"] = "radar";
  const auto radar = assembled(settings);
  ASSERT_FALSE(radar);
  EXPECT_THAT(radar.error().message, HasSubstr("'people' has no field"));
  settings["overlay.view"] = "tactical";  // what a whole configuration file says
  const auto tactical = assembled(settings);
  ASSERT_TRUE(tactical) << tactical.error().message;
  EXPECT_EQ(origin_of(tactical->config, "overlay.view"), "tactical from flag");
}

TEST(PeoplePack, ZonesAreReadOrTheirFaultIsSaid) {
  const TempDir dir;
  std::ofstream(dir / "z.yaml")
      << "zones: [{name: box, in: field, polygon: [[0, 0], [9, 0], [9, 9]]}]\n";
  const auto with = [&](const std::string& file) {
    return assembled(
        {{"sport", "people"}, {"detect.model", "soccer-fast"}, {"people.zones", dir / file}});
  };
  EXPECT_THAT(with("gone.yaml").error().message, HasSubstr("gone.yaml"));
  EXPECT_THAT(with("z.yaml").error().message, AllOf(HasSubstr("'box'"), HasSubstr("'people'")));
  std::ofstream(dir / "z.yaml") << "zones: [{name: box, polygon: [[0, 0], [9, 0], [9, 9]]}]\n";
  EXPECT_TRUE(with("z.yaml"));
}

TEST(PeoplePack, AnySportWithoutARowIsCountedSo) {
  const TempDir dir;
  std::ofstream(dir / "yard.yaml") << "schema: 1\nname: yard\nclasses: [person, ball]\nball: ball\n"
                                      "aliases: {player: person}\n";
  const auto yard = assembled({{"sport", dir / "yard.yaml"}, {"detect.model", "soccer-fast"}});
  ASSERT_TRUE(yard) << yard.error().message;
  EXPECT_EQ(code_of(yard->sport).name, "people");
  EXPECT_EQ(yard->analyst.tracker.ball_class, 1);
  EXPECT_TRUE(yard->analyst.analysis);
  EXPECT_TRUE(touchline::shows(yard->overlay, "zones"));
  EXPECT_TRUE(touchline::shows(yard->overlay, "status"));
  EXPECT_EQ(code_of(*load_sport("soccer")).name, "soccer");
  const auto off = assembled({{"sport", dir / "yard.yaml"},
                              {"detect.model", "soccer-fast"},
                              {"measures.enabled", "false"}});
  ASSERT_TRUE(off);
  EXPECT_FALSE(off->analyst.analysis);
}

/// A scripted run's lanes count into files, and its rows again give the same bytes.
TEST(PeopleRun, IsTheSameFromItsRows) {
  const TempDir dir;
  PeoplePlan plan{kClasses, 0, {}};
  plan.zones.zones = {{"left", {{0, -9}, {20, -9}, {20, 9}, {0, 9}}, ZoneSpace::picture}};
  const auto make = people_analyses(plan);
  LaneSetup setup =
      lane_of({.id = "cam1", .frames = 300, .pauses = {{200, 3 * kSecond}}}, dir.path());
  setup.analyst.analysis = make;
  setup.measures = std::move(*LineWriter::open(dir / "cam1.measures"));
  ScriptedDetector network;
  std::vector<LaneSetup> setups;
  setups.push_back(std::move(setup));
  for (const auto& result : run_lanes(std::move(setups), network))
    ASSERT_FALSE(result.error) << result.error->message;

  std::string measures, events;
  auto reader = FrameReader::open(dir / "cam1.tracking", kClasses);
  ASSERT_TRUE(reader);
  const auto analysis = make();
  std::vector<FrameRecord> rows;
  JsonLine line;
  while (reader->next(rows) && !rows.empty())
    for (const auto& row : rows) {
      const auto found = analysis->push(row, {});
      found.record->append_json(line, "cam1");
      (measures += line.take()) += '\n';
      for (const auto& event : found.events) events += event.type + " ";
    }
  for (const auto& event : analysis->finish()) events += event.type + " ";
  const auto written = read_text(dir / "cam1.measures");
  EXPECT_EQ(written, measures);
  EXPECT_THAT(events, HasSubstr("zone_enter"));
  EXPECT_THAT(events, HasSubstr("zone_leave"));
  std::istringstream lines(written);
  nlohmann::json last;
  for (std::string text; std::getline(lines, text);) last = nlohmann::json::parse(text);
  EXPECT_EQ(last["frame"], 299);
  EXPECT_EQ(last["people"]["player"], 2);
  EXPECT_GE(last["zones"][0]["visits"], 1);
  EXPECT_LT(last["zones"][0]["dwell_s"]["total"], 300 * 0.04) << "the pause is no presence";
}

}  // namespace
}  // namespace touchline::testing
