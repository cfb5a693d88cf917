// live.enabled: a run of cameras that come, and of one that never does.
#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <optional>

#include "e2e/demo.h"
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

/// A film on its way as a camera's stream, again and again.
class Camera {
 public:
  Camera(std::string film, std::string address)
      : film_(std::move(film)), address_(std::move(address)) {
    start();
  }
  void start() {
    running_.emplace(Words{"ffmpeg",      "-nostdin",  "-v",
                           "error",       "-re",       "-stream_loop",
                           "-1",          "-i",        film_,
                           "-an",         "-c:v",      "libx264",
                           "-preset",     "ultrafast", "-tune",
                           "zerolatency", "-g",        "12",
                           "-f",          "mpegts",    address_ + "?mode=listener"});
  }
  void kill() { running_->kill(); }

 private:
  std::string film_, address_;
  std::optional<Beside> running_;
};

/// The last line of status.jsonl of which `holds` is true, waited for; null: there was none.
Json status_when(const std::string& dir, double seconds,
                 const std::function<bool(const Json&)>& holds) {
  for (const double until = seconds_now() + seconds; seconds_now() < until;) {
    std::ifstream file(dir + "/status.jsonl");
    std::string text, line;
    while (std::getline(file, line)) text = line;
    const auto status = Json::parse(text, nullptr, false);
    if (status.is_object() && holds(status["sources"][0])) return status["sources"][0];
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return nullptr;
}

TEST(TimingLiveRuns, TheFollowedPictureGoesOutAndComesBack) {
  const TempDir dir;
  fs::create_directory(dir / "web");
  const auto address = "srt://127.0.0.1:" + std::to_string(free_port()),
             server = "srt://127.0.0.1:" + std::to_string(free_port());
  Camera camera(shared_demo().dir + "/match.mp4", address);
  const Beside taker({"ffmpeg", "-nostdin", "-v", "error", "-y", "-i", server + "?mode=listener",
                      "-c", "copy", dir / "taken.ts"});
  Child child({"live", address, "--sport", "soccer", "--profile", "fast", "--follow", "--out",
               "hls:" + (dir / "web"), "--out", server, "--record", dir / "out", "--set",
               "follow.size=640x360", "--set", "live.silence_s=2"});
  const auto all_sent = [](const Json& source) {
    for (const auto& outlet : source["outlets"])
      if (outlet["state"] != "sending" || outlet["pictures"] < 40) return false;
    return source["outlets"].size() == 3;
  };
  const auto sending = status_when(dir / "out", 60, all_sent);
  ASSERT_FALSE(sending.is_null()) << read_text(dir / "out/status.jsonl") << child.wait().err;
  EXPECT_EQ(sending["connection"], "live");
  EXPECT_THAT(read_text(dir / "web/index.m3u8"), HasSubstr("#EXT-X-PROGRAM-DATE-TIME"));

  camera.kill();
  const auto lost = status_when(
      dir / "out", 15, [](const Json& source) { return source["connection"] == "reconnecting"; });
  ASSERT_FALSE(lost.is_null());
  EXPECT_THAT(lost["fault"].get<std::string>(), ::testing::StartsWith("STREAM_"));
  camera.start();
  const auto back = status_when(dir / "out", 30, [&](const Json& source) {
    return source["connection"] == "live" && source["frames"] > lost["frames"];
  });
  ASSERT_FALSE(back.is_null());
  EXPECT_EQ(back["reconnects"], 1);
  std::this_thread::sleep_for(std::chrono::seconds(2));

  child.signal(SIGINT);
  const auto outcome = child.wait();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto summary = Json::parse(outcome.out);
  EXPECT_EQ(summary["sources"][0]["status"], "ok");
  EXPECT_EQ(summary["sources"][0]["counts"]["reconnects"], 1);

  // What was recorded, shown and told is the same.
  const auto shown = json_lines(dir / "out/follow.jsonl");
  EXPECT_EQ(shown_times(dir / "out/follow.mp4").size(), shown.size());
  EXPECT_EQ(probe(dir / "out/follow.mp4", "v:0", "stream=width,height").substr(0, 7), "640,360");
  std::map<std::int64_t, std::int64_t> rows;
  for (const auto& row : json_lines(dir / "out/tracking.jsonl")) rows[row["frame"]] = row["pts_ns"];
  for (const auto& line : shown) EXPECT_EQ(rows.at(line["frame"]), line["pts_ns"]);
  EXPECT_FALSE(fs::exists(dir / "out/annotated.mp4"));
  EXPECT_GE(shown_times(dir / "taken.ts").size(), 40U);
  EXPECT_EQ(decoding_complaints(dir / "web/index.m3u8"), "");
  if (output_of("/usr/bin/python3 -c 'import jsonschema' 2>&1 || echo missing") == "")
    EXPECT_THAT(output_of("/usr/bin/python3 '" TOUCHLINE_ROOT "/tests/e2e/check_records.py' "
                          "--only=status.jsonl,follow.jsonl,tracking.jsonl,manifest.json "
                          "'" TOUCHLINE_ROOT "/share/schema' '" +
                          (dir / "out") + "' 2>&1 && echo fine"),
                ::testing::EndsWith("fine\n"));
}

TEST(LiveRuns, PlacesThatCannotBeAreNamedBeforeAnythingBegins) {
  const TempDir dir;
  const auto refused = [&](const Words& words) {
    auto all = Words{"live", "--record", dir / "out"};
    all.insert(all.end(), words.begin(), words.end());
    const auto outcome = touchline(all);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_FALSE(fs::exists(dir / "out"));
    return outcome.err;
  };
  EXPECT_THAT(refused({"srt://127.0.0.1:1", "--out", "ftp://user:hidden@host/x"}),
              ::testing::AllOf(HasSubstr("video cannot be sent there"),
                               ::testing::Not(HasSubstr("hidden"))));
  EXPECT_THAT(refused({"srt://127.0.0.1:1", "srt://127.0.0.1:2", "--out", "rtmp://host/app/key"}),
              HasSubstr("{id}"));
}

}  // namespace
}  // namespace touchline::testing
