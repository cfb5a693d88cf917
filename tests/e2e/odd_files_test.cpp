// The table of odd files through the program: the exit code is the outcome, and none takes long.
#include <gmock/gmock.h>

#include <atomic>

#include "e2e/program.h"
#include "support/odd_files.h"

namespace touchline::testing {
namespace {

void expect_outcome(const OddFile& odd) {
  const TempDir dir;
  Words more{"--no-video", "--quiet"};
  // The source's own tests play the whole files; damage lies anywhere, so those are played here
  // too.
  if (odd.outcome == "full") more.insert(more.end(), {"--max-frames", "20"});
  const auto outcome =
      run_touchline({(shared_data() / "odd" / odd.file).string()}, dir / "o", more);
  EXPECT_LT(outcome.cpu_seconds, 20) << odd.file;
  const int wanted = odd.outcome == "full" ? 0 : odd.outcome == "partial" ? 6 : 3;
  EXPECT_EQ(outcome.exit_code, wanted) << odd.file << ": " << outcome.err;
  EXPECT_EQ(fs::exists(dir / "o/manifest.json"), wanted != 3) << odd.file;
  if (wanted == 3) {
    EXPECT_THAT(outcome.err, ::testing::HasSubstr(odd.file));
  } else {
    EXPECT_GT(json_lines(dir / "o/tracking.jsonl").size(), 0U) << odd.file;
  }
}

TEST(SlowOddFiles, EveryOneHasItsExitCodeSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto files = odd_files();
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> pair;
  for (int i = 0; i < 2; ++i)
    pair.emplace_back([&] {
      for (std::size_t n = next++; n < files.size(); n = next++) expect_outcome(files[n]);
    });
  for (auto& each : pair) each.join();
}

}  // namespace
}  // namespace touchline::testing
