// live.enabled: a run of cameras that come, and of one that never does.
#include <gmock/gmock.h>

#include "e2e/program.h"
#include "source/servers.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

TEST(TimingLiveRuns, ACameraThatIsMissingKeepsNobodyWaiting) {
  const TempDir dir;
  const auto there = "udp://127.0.0.1:" + std::to_string(free_port()),
             missing = "rtsp://user:hidden@127.0.0.1:" + std::to_string(free_port()) + "/1";
  const Beside camera({"ffmpeg",      "-nostdin",  "-v",
                       "error",       "-re",       "-stream_loop",
                       "-1",          "-i",        sound_clip(),
                       "-an",         "-c:v",      "libx264",
                       "-preset",     "ultrafast", "-tune",
                       "zerolatency", "-g",        "10",
                       "-f",          "mpegts",    there + "?pkt_size=1316"});
  const auto outcome =
      run_touchline({there, missing}, dir / "out",
                    {"--max-frames", "20", "--no-video", "--set", "live.enabled=true", "--set",
                     "live.give_up_s=6", "--set", "input.open_timeout_s=5"});
  EXPECT_EQ(outcome.exit_code, 6) << outcome.err;
  const auto summary = Json::parse(outcome.out);
  const auto& sources = summary["sources"];
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0]["status"], "ok");
  EXPECT_EQ(sources[0]["frames"], 20);
  EXPECT_EQ(sources[0]["counts"]["reconnects"], 0);
  EXPECT_TRUE(sources[0]["counts"]["frames_dropped"].is_number());
  EXPECT_EQ(sources[1]["status"], "failed");
  EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("hidden")));
  const auto rows =
      json_lines(fs::path(sources[0]["output"].get<std::string>()) / "tracking.jsonl");
  ASSERT_EQ(rows.size(), 20U);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["utc_src"], "receipt");
    EXPECT_GT(rows[i]["utc_ns"], rows[i - 1]["utc_ns"]);
    EXPECT_GT(rows[i]["pts_ns"], rows[i - 1]["pts_ns"]);
  }
}

TEST(LiveRuns, AFileIsNotLive) {
  const TempDir dir;
  const auto outcome = run_touchline({sound_clip()}, dir / "out", {"--set", "live.enabled=true"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is not live"));
  EXPECT_FALSE(fs::exists(dir / "out"));
}

}  // namespace
}  // namespace touchline::testing
