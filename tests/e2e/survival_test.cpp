// Signals, crashes and full disks: what is on disk stays readable.
#include <gmock/gmock.h>

#include <sys/mount.h>
#include <algorithm>
#include <memory>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;

std::size_t rows_in(const std::string& path) {
  const auto text = read_text(path);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Waits until the run has written so many rows.
void await_rows(Child& child, const std::string& dir, std::size_t rows) {
  const double begin = seconds_now();
  while (rows_in(dir + "/tracking.jsonl") < rows) {
    ASSERT_FALSE(child.ended()) << child.wait().err;
    ASSERT_LT(seconds_now() - begin, 60) << "no rows";
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

/// Every picture that is in the video plays, and so much is in it at least.
void expect_plays(const std::string& dir, double seconds) {
  json_lines(dir + "/events.jsonl");
  const auto shown = shown_times(dir + "/annotated.mp4");
  ASSERT_FALSE(shown.empty());
  EXPECT_GE(shown.back(), seconds);
  EXPECT_EQ(output_of("ffmpeg -v error -i '" + dir + "/annotated.mp4' -map 0:v -f null - 2>&1"),
            "");
}

/// What editors expect: the index first, no fragments.
void expect_ordinary(const std::string& path) {
  const auto text = read_text(path);
  EXPECT_EQ(text.find("moof"), std::string::npos) << path;
  EXPECT_LT(text.find("moov"), text.find("mdat")) << path;
}

TEST(Survival, InterruptDrainsAndFinishes) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const TempDir dir;
    Child child(run_words({long_clip()}, dir / "o"));
    await_rows(child, dir / "o", 30);
    child.signal(signal);
    const auto outcome = child.wait(30);
    EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
    const auto rows = json_lines(dir / "o/tracking.jsonl");
    EXPECT_LT(rows.size(), 1800U);
    EXPECT_EQ(shown_times(dir / "o/annotated.mp4").size(), rows.size());
    EXPECT_EQ(decoding_complaints(dir / "o/annotated.mp4"), "");
    expect_ordinary(dir / "o/annotated.mp4");
    EXPECT_EQ(manifest_of(dir / "o")["run"]["status"], "cancelled");
    EXPECT_EQ(manifest_of(dir / "o")["run"]["frames"], rows.size());
    EXPECT_EQ(Json::parse(outcome.out)["exit_code"], 130);
  }
}

TEST(Survival, ASecondSignalStopsAtOnce) {
  const TempDir dir;
  Child child(run_words({long_clip()}, dir / "o"));
  await_rows(child, dir / "o", 30);
  child.signal(SIGINT);
  child.signal(SIGTERM);  // another one, for two of a kind may arrive as one
  EXPECT_EQ(child.wait(30).exit_code, 130);
  EXPECT_FALSE(fs::exists(dir / "o/manifest.json")) << "nothing is finished any more";
}

TEST(Survival, KilledAtAnyMoment) {
  for (const std::size_t rows : {1U, 40U, 130U}) {
    const TempDir dir;
    Child child(run_words({long_clip()}, dir / "o"));
    await_rows(child, dir / "o", rows);
    child.signal(SIGKILL);
    EXPECT_EQ(child.wait().exit_code, 128 + SIGKILL);
    EXPECT_FALSE(fs::exists(dir / "o/manifest.json"));
    const auto written = json_lines(dir / "o/tracking.jsonl");
    if (rows > 60) expect_plays(dir / "o", written.back()["pts_ns"].get<double>() * 1e-9 - 2.0);
    json_lines(dir / "o/events.jsonl");
  }
}

TEST(Survival, AKilledRunIsFinishedAfterwards) {
  const TempDir dir;
  Child child(run_words({long_clip()}, dir / "o", {"--set", "output.observations=true"}));
  await_rows(child, dir / "o", 40);
  const auto early = touchline({"finish", dir / "o"});
  EXPECT_EQ(early.exit_code, 2) << "a run that goes on is left alone: " << early.err;
  child.signal(SIGKILL);
  child.wait();
  EXPECT_EQ(touchline({"convert", dir / "o", "--to", "csv"}).exit_code, 3);

  const auto finished = touchline({"finish", dir / "o"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const auto manifest = manifest_of(dir / "o");
  const auto rows = rows_in(dir / "o/tracking.jsonl");
  EXPECT_EQ(manifest["run"]["status"], "partial");
  EXPECT_EQ(manifest["run"]["frames"], rows);
  EXPECT_EQ(manifest["video"]["frames"], shown_times(dir / "o/annotated.mp4").size());
  EXPECT_EQ(manifest["video"]["width"], 640);
  expect_ordinary(dir / "o/annotated.mp4");
  EXPECT_FALSE(fs::exists(dir / "o/run.json"));

  // What was written is the beginning of what a run that goes on writes; what had begun is ended.
  const auto longer = run_touchline({long_clip()}, dir / "c",
                                    {"--no-video", "--max-frames", std::to_string(rows + 30)});
  ASSERT_EQ(longer.exit_code, 0) << longer.err;
  for (const char* name : {"tracking.jsonl", "calibration.jsonl", "measures.jsonl"})
    EXPECT_TRUE(read_text(dir / ("c/" + std::string(name)))
                    .starts_with(read_text(dir / ("o/" + std::string(name)))))
        << name;
  int open = 0;
  for (const auto& event : json_lines(dir / "o/events.jsonl")) {
    const auto type = event["type"].get<std::string>();
    open += type == "track_start" || type == "ball_found";
    open -= type == "track_end" || type == "ball_lost";
  }
  EXPECT_EQ(open, 0);

  for (const Words& words :
       {Words{"convert", dir / "o", "--to", "csv"}, Words{"analyse", dir / "o"},
        Words{"retrack", dir / "o"}, Words{"finish", dir / "o"}}) {
    const auto after = touchline(words);
    EXPECT_EQ(after.exit_code, 0) << words.front() << ": " << after.err;
  }
}

TEST(Survival, AVideoThatMayNotGrowEndsAloneAndIsNamed) {
  const TempDir dir;
  const auto outcome = run_touchline({long_clip()}, dir / "o",
                                     {"--max-frames", "90", "--set", "video.fragment_s=0.2"},
                                     {.largest_file = 200'000});
  EXPECT_EQ(outcome.exit_code, 6) << outcome.err;
  const auto run = manifest_of(dir / "o")["run"];
  EXPECT_EQ(run["status"], "partial");
  EXPECT_EQ(run["frames"], 90);
  EXPECT_EQ(rows_in(dir / "o/tracking.jsonl"), 90U);
  ASSERT_FALSE(run["degraded"].empty());
  EXPECT_THAT(run["degraded"][0].get<std::string>(),
              AllOf(HasSubstr("annotated.mp4 ended early"), HasSubstr("File too large")));
  EXPECT_THAT(outcome.err, HasSubstr("annotated.mp4 ends here"));
  EXPECT_GT(shown_times(dir / "o/annotated.mp4").size(), 5U);
  EXPECT_EQ(decoding_complaints(dir / "o/annotated.mp4"), "");
}

void expect_full_disk(const Outcome& outcome, const std::string& dir) {
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.err, AnyOf(HasSubstr("No space left"), HasSubstr("File too large")));
  EXPECT_FALSE(fs::exists(dir + "/manifest.json"));
  EXPECT_GT(json_lines(dir + "/tracking.jsonl").size(), 0U);
  json_lines(dir + "/events.jsonl");
}

// Each compiles the networks and keeps them, while others read what was kept a moment ago.
TEST(Survival, FirstStartsAtTheSameTime) {
  const TempDir dir;
  Surroundings around;
  around.environment = {"XDG_CACHE_HOME=" + dir / "cache"};
  const auto source = sound_clip();
  std::vector<std::unique_ptr<Child>> starts;
  for (int i = 0; i < 4; ++i) {
    starts.push_back(std::make_unique<Child>(
        run_words({source}, dir / std::to_string(i), {"--no-video", "--max-frames", "5"}), around));
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
  }
  for (auto& start : starts) {
    const auto outcome = start->wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(json_lines(dir / std::to_string(i) + "/tracking.jsonl").size(), 5U);
}

TEST(Survival, AFileThatMayNotGrow) {
  const TempDir dir;
  const auto outcome = run_touchline({long_clip()}, dir / "o", {"--set", "video.fragment_s=0.2"},
                                     {.largest_file = 300'000});
  expect_full_disk(outcome, dir / "o");
  expect_plays(dir / "o", 0.5);  // the records went on until they met the limit too
}

TEST(Survival, AFullDisk) {
  const TempDir dir;
  fs::create_directory(dir / "disk");
  if (::mount("none", (dir / "disk").c_str(), "tmpfs", 0, "size=600k") != 0)
    GTEST_SKIP() << "needs the right to mount a tmpfs; AFileThatMayNotGrow tests the same without";
  const auto outcome =
      run_touchline({long_clip()}, dir / "disk/o", {"--set", "video.fragment_s=0.2"});
  expect_full_disk(outcome, dir / "disk/o");
  expect_plays(dir / "disk/o", 0.5);
  ::umount((dir / "disk").c_str());
}

TEST(Survival, AFullDiskOfOneSourceLeavesTheOtherWhole) {
  // The long clip's files grow past the limit, the small one's do not.
  const TempDir dir;
  const auto outcome =
      run_touchline({long_clip(), small_clip()}, dir / "o", {}, {.largest_file = 400'000});
  EXPECT_EQ(outcome.exit_code, 6) << outcome.err;
  EXPECT_FALSE(fs::exists(dir / "o/long/manifest.json"));
  EXPECT_EQ(manifest_of(dir / "o/small")["run"]["status"], "ok");
  EXPECT_EQ(json_lines(dir / "o/small/tracking.jsonl").size(), 25U);
}

TEST(Survival, AClosedStandardOutputDoesNotLoseTheRun) {
  const TempDir dir;
  output_of(std::string(TOUCHLINE_PROGRAM) + " run --profile fast --no-video --output '" +
            (dir / "o") + "' '" + small_clip() + "' 2>&1 | true");
  // `true` ends at once; the program goes on without a reader.
  for (int i = 0; i < 500 && !fs::exists(dir / "o/manifest.json"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(manifest_of(dir / "o")["run"]["status"], "ok");
}

}  // namespace
}  // namespace touchline::testing
