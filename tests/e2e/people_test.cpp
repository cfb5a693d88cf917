// Sports without an analysis of their own: counts and zones of real pictures, from pack to video.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kZones =
    "zones:\n"
    "  - {name: crossing, polygon: [[560, 260], [960, 260], [1040, 600], [520, 600]]}\n"
    "  - {name: meeting point, polygon: [[180, 300], [350, 280], [440, 380], [430, 470], [160, "
    "470]]}\n";

TEST(People, WhereThePackNamesNoNetworkTheUserMust) {
  const TempDir dir;
  std::ofstream(dir / "yard.yaml") << "schema: 1\nname: yard\nclasses: [person]\n";
  const auto outcome = run_touchline({small_clip()}, dir / "o", {"--sport", dir / "yard.yaml"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("yard.yaml"), HasSubstr("--model")));
}

TEST(People, APackIsEnoughForAnotherSport) {
  const TempDir dir;
  std::ofstream(dir / "yard.yaml") << "schema: 1\nname: yard\nclasses: [person, ball]\nball: ball\n"
                                      "aliases: {player: person}\n";
  const auto outcome = run_touchline({small_clip()}, dir / "o",
                                     {"--sport", dir / "yard.yaml", "--model", "soccer-fast"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto lines = json_lines(dir / "o/measures.jsonl");
  EXPECT_EQ(lines.size(), 25U);
  const auto rows = json_lines(dir / "o/tracking.jsonl");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& objects = rows.at(i)["objects"];
    EXPECT_EQ(lines[i]["people"]["person"],
              std::count_if(objects.begin(), objects.end(),
                            [](const Json& object) { return object["class"] == "person"; }));
    EXPECT_FALSE(lines[i]["people"].contains("ball"));
  }
  EXPECT_FALSE(fs::exists(dir / "o/calibration.jsonl"));
  EXPECT_TRUE(fs::exists(dir / "o/annotated.mp4"));
  const auto coverage = manifest_of(dir / "o")["run"]["coverage"];
  EXPECT_TRUE(coverage["calibration"]["lost"].is_null()) << "there is no field";
  EXPECT_TRUE(coverage["ball_measured"].is_number()) << "but a ball";
  for (const char* format : {"csv", "mot", "coco"})
    EXPECT_EQ(touchline({"convert", "--to", format, dir / "o"}).exit_code, 0) << format;
}

/// A square seen from above, with four people standing in a group.
TEST(People, ASquareIsCountedSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  std::ofstream(dir / "zones.yaml") << kZones;
  const auto source = (shared_data() / "clips/people_walking_supervision.mp4").string();
  const auto outcome = touchline({"run", source, "--output", dir / "o", "--sport", "people",
                                  "--set", "people.zones=" + (dir / "zones.yaml"), "--end", "6",
                                  "--set", "output.drawn=true", "--profile", "balanced"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto lines = json_lines(dir / "o/measures.jsonl");
  ASSERT_EQ(lines.size(), 150U);
  const auto& last = lines[125];  // as counted by eye, those whom the picture's edge cuts too
  EXPECT_NEAR(last["people"]["person"].get<int>(), 45, 6);
  EXPECT_NEAR(last["zones"][0]["inside"].get<int>(), 5, 1);
  EXPECT_NEAR(last["zones"][1]["inside"].get<int>(), 5, 1);
  EXPECT_GT(last["visitors"], last["people"]["person"]);
  std::map<std::string, int> kinds;
  for (const auto& event : json_lines(dir / "o/events.jsonl")) ++kinds[event["type"]];
  EXPECT_GT(kinds["zone_enter"], 5);
  EXPECT_EQ(kinds["zone_enter"], kinds["zone_leave"]);
  const auto drawn = read_text(dir / "o/drawn.jsonl");
  EXPECT_THAT(drawn, AllOf(HasSubstr("crossing  5"), HasSubstr("meeting point: ")));
  EXPECT_THAT(drawn, Not(HasSubstr("alibrat"))) << "there is no field";
  EXPECT_EQ(manifest_of(dir / "o")["config"]["overlay.view"]["value"], "tracking");

  const auto measures = read_text(dir / "o/measures.jsonl"),
             events = read_text(dir / "o/events.jsonl");
  const auto again = touchline({"analyse", dir / "o"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(read_text(dir / "o/measures.jsonl"), measures);
  EXPECT_EQ(read_text(dir / "o/events.jsonl"), events);
}

}  // namespace
}  // namespace touchline::testing
