// Golf end to end: the demo's session through real networks, drawn once everything is known.
#include <gmock/gmock.h>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Golf, ANetworkForPeopleMustBeNamed) {
  const TempDir dir;
  const auto outcome = run_touchline({small_clip()}, dir / "o", {"--sport", "golf"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("golf.yaml"), HasSubstr("--model")));
}

TEST(Golf, TheDemosSwingsAreFoundSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  Child filming(Words{"demo", "--sport", "golf", "--seconds", "12", "--seed", "2", "--output",
                      dir / "run", "--set",
                      "detect.model=" TOUCHLINE_ROOT "/tests/models/yolox_nano.yaml"});
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
