// Golf end to end: the demo's session through real networks, drawn once everything is known.
#include <gmock/gmock.h>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

/// The pack with networks of others in place of its own.
std::string pack_with(const TempDir& dir, const std::string& people, const std::string& pose) {
  const auto models = fs::path(TOUCHLINE_ROOT) / "tests/models";
  const auto path = dir / "golf_of_others.yaml";
  std::ofstream file(path);
  file << "schema: 1\nname: golf_of_others\ncode: golf\nclasses: [person]\nmodels: {";
  for (const char* profile : {"fast", "balanced", "accurate"})
    file << profile << ": " << (models / (people + ".yaml")).string()
         << (profile == std::string("accurate") ? "}\n" : ", ");
  file << "looks:\n  - network: " << (models / (pose + ".yaml")).string()
       << "\n    of: [person]\n    most: 6\n    min_height_px: 60\n";
  return path;
}

TEST(Golf, TheDemosSwingsAreFoundSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  const auto pack = pack_with(dir, "yolox_nano", "tinypose_256x192");
  Child filming(Words{"demo", "--sport", pack, "--seconds", "12", "--seed", "2", "--output",
                      dir / "run"});
  const auto outcome = filming.wait(300);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto truth = Json::parse(read_text(dir / "run/demo.json"))["against_truth"];
  EXPECT_GE(truth["poses"]["golfer_found"], 0.99) << truth.dump(2);
  EXPECT_GE(truth["poses"]["joints_right"], 0.8) << truth.dump(2);
  EXPECT_EQ(truth["swings"]["found"], truth["swings"]["filmed"]) << truth.dump(2);
  EXPECT_EQ(truth["swings"]["false"], 0) << truth.dump(2);

  // Drawn after the run, with what was only known then.
  for (const char* file : {"annotated.mp4", "poses.bin", "report.html", "measures.jsonl"})
    EXPECT_TRUE(fs::exists(fs::path(dir / "run") / file)) << file;
  EXPECT_GT(manifest_of(dir / "run")["video"]["frames"], 0);
  EXPECT_THAT(read_text(dir / "run/report.html"), HasSubstr("<h2>Swings</h2>"));

  // Again from the records: the same bytes.
  const auto events = read_text(dir / "run/events.jsonl");
  const auto measures = read_text(dir / "run/measures.jsonl");
  ASSERT_EQ(touchline({"analyse", dir / "run"}).exit_code, 0);
  EXPECT_EQ(read_text(dir / "run/events.jsonl"), events);
  EXPECT_EQ(read_text(dir / "run/measures.jsonl"), measures);
}

}  // namespace
}  // namespace touchline::testing
