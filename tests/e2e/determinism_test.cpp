// The same input gives the same bytes: again, with other streams, and beside other sources.
#include "e2e/program.h"

namespace touchline::testing {
namespace {

std::map<std::string, std::string> records(const std::string& dir) {
  std::map<std::string, std::string> files;
  for (const char* name :
       {"tracking.jsonl", "events.jsonl", "calibration.jsonl", "measures.jsonl", "annotated.mp4"}) {
    files[name] = read_text(dir + "/" + name);
    EXPECT_FALSE(files[name].empty()) << dir << " " << name;
  }
  return files;
}

void expect_same(const std::map<std::string, std::string>& a,
                 const std::map<std::string, std::string>& b, const char* what) {
  for (const auto& [name, bytes] : a)
    EXPECT_TRUE(bytes == b.at(name)) << what << ": " << name << " differs";
}

void expect_deterministic(const Words& sources, const Words& more) {
  const TempDir dir;
  std::map<std::string, std::map<std::string, std::string>> alone;
  for (const auto& source : sources) {
    const auto id = fs::path(source).stem().string();
    ASSERT_EQ(run_touchline({source}, dir / id, more).exit_code, 0);
    alone[id] = records(dir / id);
  }
  const Words together[] = {{"--set", "detect.streams=1"},
                            {"--set", "detect.streams=3", "--set", "detect.max_batch=4"}};
  for (const auto& wiring : together) {
    Words words = more;
    words.insert(words.end(), wiring.begin(), wiring.end());
    words.push_back("--overwrite");
    const auto outcome = run_touchline(sources, dir / "all", words);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    for (const auto& [id, files] : alone)
      expect_same(files, records(dir / ("all/" + id)), id.c_str());
    EXPECT_TRUE(fs::exists(dir / "all/manifest.json"));
  }
}

TEST(Determinism, TwoRunsAndOneOrTwoStreams) {
  const TempDir dir;
  const auto source = sound_clip();
  ASSERT_EQ(run_touchline({source}, dir / "a").exit_code, 0);
  ASSERT_EQ(run_touchline({source}, dir / "b").exit_code, 0);
  ASSERT_EQ(run_touchline({source}, dir / "c", {"--set", "detect.streams=1"}).exit_code, 0);
  ASSERT_EQ(run_touchline({source}, dir / "d", {"--set", "detect.streams=4"}).exit_code, 0);
  for (const char* other : {"b", "c", "d"})
    expect_same(records(dir / "a"), records(dir / other), other);
}

TEST(Determinism, SourcesTogetherEqualEachAlone) {
  expect_deterministic({sound_clip(), small_clip("small_a.mp4"), small_clip("small_b.mp4")}, {});
}

TEST(Determinism, RealSourcesTogetherEqualEachAloneSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto clips = shared_data() / "clips";
  expect_deterministic(
      {(clips / "football_rubi.mp4").string(), (clips / "football_mafeuz_4.mp4").string()},
      {"--max-frames", "40"});
}

}  // namespace
}  // namespace touchline::testing
