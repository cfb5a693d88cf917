// Every record that a run leaves keeps its published schema, and every schema refuses what is not
// such a record.
#include <gmock/gmock.h>

#include "e2e/demo.h"

namespace touchline::testing {
namespace {

/// Leaves in `kept` the run.json of a run that is killed, and in `dir` what `finish` makes of it.
void kill_and_finish(const std::string& dir, const std::string& kept) {
  Child child(run_words({long_clip()}, dir, {"--no-video"}));
  const double begin = seconds_now();
  while (read_text(dir + "/run.json").empty() || read_text(dir + "/tracking.jsonl").empty()) {
    ASSERT_FALSE(child.ended()) << child.wait().err;
    ASSERT_LT(seconds_now() - begin, 60) << "no rows";
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  child.signal(SIGKILL);
  child.wait();
  fs::create_directory(kept);
  fs::copy(dir + "/run.json", kept);
  const auto finished = touchline({"finish", dir});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
}

TEST(SlowRecords, KeepTheirSchemas) {
  if (output_of("/usr/bin/python3 -c 'import jsonschema' 2>&1 || echo missing") != "")
    GTEST_SKIP() << "needs the Debian package python3-jsonschema: ./touchline setup";
  const TempDir dir;
  ASSERT_NO_FATAL_FAILURE(kill_and_finish(dir / "finished", dir / "running"));
  const auto several = run_touchline({small_clip(), dir / "none.mp4"}, dir / "several");
  ASSERT_EQ(several.exit_code, 6) << several.err;
  std::ofstream(dir / "zones.yaml")
      << "zones:\n  - {name: all, polygon: [[0, 0], [900, 0], [0, 900]]}\n";
  const auto people = run_touchline({shared_demo().dir + "/match.mp4"}, dir / "people",
                                    {"--sport", "people", "--model", "soccer-fast", "--set",
                                     "people.zones=" + (dir / "zones.yaml"), "--max-frames", "20"});
  ASSERT_EQ(people.exit_code, 0) << people.err;
  std::string runs;
  for (const auto& run : {shared_demo().dir, dir / "running", dir / "finished", dir / "several",
                          dir / "several/small", dir / "people"})
    runs += " '" + run + "'";
  const auto said = output_of("/usr/bin/python3 '" TOUCHLINE_ROOT
                              "/tests/e2e/check_records.py' '" TOUCHLINE_ROOT "/share/schema'" +
                              runs + " 2>&1 && echo fine");
  EXPECT_THAT(said, ::testing::EndsWith("fine\n"));
}

}  // namespace
}  // namespace touchline::testing
