// The public API: callbacks, progress, cancel, and errors as values.
#include <gmock/gmock.h>

#include <algorithm>
#include <mutex>

#include "e2e/program.h"
#include "touchline/tools.h"
#include "touchline/touchline.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

RunOptions options_for_run(const std::string& source, const std::string& output) {
  RunOptions options;
  options.sources = {source};
  options.output = output;
  options.settings = {{"profile", "fast"},
                      {"video.enabled", "false"},
                      {"detect.cache_dir", std::string(TOUCHLINE_TEST_CACHE) + "/touchline"}};
  return options;
}

TEST(Api, CallbacksSeeWhatTheFilesHold) {
  const TempDir dir;
  std::vector<std::int64_t> frames;
  std::vector<std::string> events;
  std::size_t objects = 0;
  std::mutex mutex;
  std::vector<Progress> progress;
  Callbacks callbacks;
  callbacks.on_frame = [&](const FrameResult& frame) {
    EXPECT_EQ(frame.source_id, "sound");
    frames.push_back(frame.frame);
    objects += frame.objects.size();
  };
  callbacks.on_event = [&](const EventResult& event) { events.emplace_back(event.json); };
  callbacks.on_progress = [&](const Progress& now) {
    const std::lock_guard lock(mutex);
    progress.push_back(now);
  };
  const auto summary = run(options_for_run(sound_clip(), dir / "o"), callbacks);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->exit_code, 0);
  const auto rows = json_lines(dir / "o/tracking.jsonl");
  EXPECT_EQ(frames, frames_of(rows));
  std::size_t written = 0;
  for (const auto& row : rows) written += row["objects"].size();
  EXPECT_EQ(objects, written);
  std::string lines;
  for (const auto& event : events) lines += event + "\n";
  EXPECT_EQ(lines, read_text(dir / "o/events.jsonl"));
  ASSERT_FALSE(progress.empty());
  EXPECT_TRUE(std::is_sorted(progress.begin(), progress.end(),
                             [](auto& a, auto& b) { return a.frames < b.frames; }));
  for (const auto& now : progress) {
    ASSERT_TRUE(now.share);
    EXPECT_GE(*now.share, 0);
    EXPECT_LE(*now.share, 1);
  }
}

TEST(Api, CancellingFromACallbackDrains) {
  const TempDir dir;
  std::stop_source stop;
  Callbacks callbacks;
  std::int64_t last = -1;
  callbacks.on_frame = [&](const FrameResult& frame) {
    last = frame.frame;
    if (frame.frame == 5) stop.request_stop();
  };
  const auto summary = run(options_for_run(long_clip(), dir / "o"), callbacks, stop.get_token());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->exit_code, 130);
  EXPECT_LT(last, 100);
  EXPECT_EQ(json_lines(dir / "o/tracking.jsonl").size(), static_cast<std::size_t>(last + 1));
}

TEST(Api, ACancelBeforeTheStartRunsNothing) {
  const TempDir dir;
  std::stop_source stop;
  stop.request_stop();
  const auto summary = run(options_for_run(long_clip(), dir / "o"), {}, stop.get_token());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->exit_code, 130);
  EXPECT_LT(Json::parse(summary->json)["frames"], 30);
}

TEST(Api, ErrorsAreValues) {
  const TempDir dir;
  EXPECT_EQ(run({}).error().code, Errc::usage);
  auto options = options_for_run(dir / "none.mp4", dir / "o");
  EXPECT_EQ(run(options).error().code, Errc::bad_input);
  options.settings.emplace_back("no.such", "1");
  EXPECT_EQ(run(options).error().code, Errc::bad_config);
  EXPECT_THAT(plan(options).error().message, HasSubstr("no.such"));
}

TEST(Api, ACallbackThatThrowsEndsItsSourceOnly) {
  const TempDir dir;
  for (const bool of_frames : {true, false}) {
    auto options = options_for_run(sound_clip(), dir / (of_frames ? "f" : "e"));
    options.sources.push_back(small_clip());
    Callbacks callbacks;
    if (of_frames)
      callbacks.on_frame = [](const FrameResult& frame) {
        if (frame.source_id == "sound" && frame.frame == 7) throw std::runtime_error("no room");
      };
    else
      callbacks.on_event = [](const EventResult& event) {
        if (event.source_id == "sound") throw 7;
      };
    if (!of_frames) options.settings.emplace_back("detect.conf", "0.001");  // something happens
    const auto summary = run(options, callbacks);
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->exit_code, 6);
    const auto sources = Json::parse(summary->json)["sources"];
    EXPECT_EQ(sources[0]["status"], "failed");
    EXPECT_THAT(sources[0]["error"]["message"].get<std::string>(), HasSubstr("threw"));
    EXPECT_EQ(sources[1]["status"], "ok");
    EXPECT_EQ(sources[1]["frames"], 25);
  }
}

TEST(Api, ProgressThatThrowsIsNamedAndCostsNothing) {
  const TempDir dir;
  Callbacks callbacks;
  callbacks.on_progress = [](const Progress&) { throw std::runtime_error("the window is gone"); };
  const auto summary = run(options_for_run(sound_clip(), dir / "o"), callbacks);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->exit_code, 0);
  EXPECT_EQ(json_lines(dir / "o/tracking.jsonl").size(), 60U);
  EXPECT_THAT(manifest_of(dir / "o")["run"]["degraded"].dump(), HasSubstr("the window is gone"));
}

TEST(Api, TheLibraryNeverPrints) {
  const TempDir dir;
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const auto good = run(options_for_run(small_clip(), dir / "o"));
  const auto bad = run(options_for_run(dir / "none.mp4", dir / "p"));
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(good);
  EXPECT_FALSE(bad);
}

TEST(Api, TwoRunsInOneProcessAreEqual) {
  const TempDir dir;
  for (const char* out : {"a", "b"}) ASSERT_TRUE(run(options_for_run(sound_clip(), dir / out)));
  EXPECT_EQ(read_text(dir / "a/tracking.jsonl"), read_text(dir / "b/tracking.jsonl"));
}

}  // namespace
}  // namespace touchline::testing
