// --follow: a camera that follows play, made from a run's rows.
#include <gmock/gmock.h>

#include "e2e/demo.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

TEST(Follow, AVideoOfEveryFrameWithItsSound) {
  const TempDir dir;
  const auto source = sound_clip();
  const auto run = run_touchline({source}, dir / "out",
                                 {"--follow", "--no-video", "--set", "follow.size=320x180"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto video = dir / "out/follow.mp4";
  EXPECT_EQ(decoding_complaints(video), "");
  EXPECT_THAT(probe(video, "v:0", "stream=width,height"), HasSubstr("320,180"));
  const auto there = shown_times(video), wanted = shown_times(source);
  ASSERT_EQ(there.size(), wanted.size());
  for (std::size_t i = 0; i < there.size(); ++i)
    ASSERT_NEAR(there[i] - there[0], wanted[i] - wanted[0], 1e-3) << i;
  const auto offset = [](const std::string& path) {
    return numbers(probe(path, "a:0", "stream=start_time")).at(0) -
           numbers(probe(path, "v:0", "stream=start_time")).at(0);
  };
  EXPECT_NEAR(offset(video), offset(source), 0.040);
  EXPECT_EQ(json_lines(dir / "out/follow.jsonl").size(), wanted.size());
  EXPECT_FALSE(fs::exists(dir / "out/annotated.mp4"));
  std::vector<std::string> listed;
  const auto manifest = manifest_of(dir / "out");
  for (const auto& output : manifest["outputs"])
    listed.push_back(output["file"].get<std::string>());
  EXPECT_THAT(listed, ::testing::IsSupersetOf({"follow.mp4", "follow.jsonl"}));
}

TEST(SlowFollow, TheBallIsInTheMiddleAndTheSameSettingsAreTheSameBytes) {
  const DemoCopy copy;
  const auto follow = [&](const Words& more) {
    Words words{"render", copy.demo.dir, "--follow", "--no-video", "--set", "video.radar=false"};
    words.insert(words.end(), more.begin(), more.end());
    const auto outcome = touchline(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return Json::parse(copy.demo.text("render.json"))["follow"];
  };
  const auto told = follow({});
  EXPECT_GT(told["frames_with_ball"], 100);
  EXPECT_GE(told["ball_in_middle"], 0.95);
  EXPECT_THAT(probe(copy.demo.file("follow.mp4"), "v:0", "stream=width,height"),
              HasSubstr("1280,720"));
  const auto rows = copy.demo.lines("follow.jsonl");
  const auto tracked = copy.demo.lines("tracking.jsonl");
  ASSERT_EQ(rows.size(), tracked.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["pts_ns"], tracked[i]["pts_ns"]);
    const auto& crop = rows[i]["crop"];
    EXPECT_GE(crop[0], -0.01);
    EXPECT_GE(crop[1], -0.01);
    EXPECT_NEAR(crop[2].get<double>() / crop[3].get<double>(), 16.0 / 9, 1e-3);
  }
  const auto video = copy.demo.text("follow.mp4"), lines = copy.demo.text("follow.jsonl");
  follow({});
  EXPECT_TRUE(copy.demo.text("follow.mp4") == video);
  EXPECT_TRUE(copy.demo.text("follow.jsonl") == lines);
  const auto tall = follow({"--set", "follow.size=360x640", "--set", "follow.preset=action"});
  EXPECT_EQ(tall["width"], 360);
  EXPECT_THAT(probe(copy.demo.file("follow.mp4"), "v:0", "stream=width,height"),
              HasSubstr("360,640"));
}

TEST(SlowFollow, IsNoWorseThanItWasAndCalmerThanAnEarlierSystem) {
  const auto demo = shared_demo();
  const std::string baseline = TOUCHLINE_ROOT "/tests/e2e/follow_baseline.json";
  const auto scored = touchline({"eval", "follow", demo.dir, "--baseline", baseline, "--json"});
  ASSERT_EQ(scored.exit_code, 0) << scored.out << scored.err;
  const auto told = Json::parse(scored.out);
  EXPECT_GE(told["ball_in_middle"], 0.95);
  EXPECT_LE(told["jerk_to_seed"]["p99"], 0.5);
  EXPECT_EQ(told["baseline"]["worse"], Json::array());
  // The same as its video is made by.
  const DemoCopy copy;
  ASSERT_EQ(touchline({"render", copy.demo.dir, "--follow", "--no-video", "--set",
                       "video.radar=false", "--set", "follow.preset=seed"})
                .exit_code,
            0);
  const auto drawn = Json::parse(copy.demo.text("render.json"))["follow"];
  const auto again = Json::parse(touchline({"eval", "follow", copy.demo.dir, "--json"}).out);
  EXPECT_EQ(again["preset"], "seed");
  EXPECT_EQ(again["jerk_p99"], drawn["jerk_p99"]);
  EXPECT_EQ(again["jerk_p99"], told["seed"]["jerk_p99"]);
}

TEST(SlowFollow, ADemoTellsItAgainstTheTrueBall) {
  const TempDir dir;
  const auto demo = touchline({"demo", "--output", dir / "out", "--seconds", "4", "--camera",
                               "wide", "--profile", "fast", "--set", "follow.enabled=true", "--set",
                               "video.enabled=false", "--set", "output.report=false"});
  ASSERT_EQ(demo.exit_code, 0) << demo.err;
  const auto follow = Json::parse(read_text(dir / "out/demo.json"))["against_truth"]["follow"];
  EXPECT_EQ(follow["frames"], 100);
  EXPECT_GT(follow["frames_with_ball"], 50);
  EXPECT_GE(follow["ball_in_middle"], 0.9);
  EXPECT_TRUE(follow["jerk_to_seed"]["p99"].is_number());
}

TEST(Follow, ABaselineThatWasBetterEndsWithItsOwnCode) {
  const TempDir dir;
  ASSERT_EQ(
      run_touchline({sound_clip()}, dir / "out", {"--no-video", "--max-frames", "20"}).exit_code,
      0);
  const auto eval = [&](const Words& more) {
    Words words{"eval", "follow", dir / "out", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return touchline(words);
  };
  const auto first = eval({});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  auto told = Json::parse(first.out);
  const auto against = [&](const Json& baseline) {
    std::ofstream(dir / "before.json") << baseline;
    return eval({"--baseline", dir / "before.json"});
  };
  EXPECT_EQ(against(told).exit_code, 0);
  told["lost_s"] = told["lost_s"].get<double>() - 1;
  const auto worse = against(told);
  EXPECT_EQ(worse.exit_code, 6);
  EXPECT_EQ(Json::parse(worse.out)["baseline"]["worse"][0]["figure"], "lost_s");
  EXPECT_EQ(against({{"lost_s", 0}}).exit_code, 3);
  EXPECT_EQ(eval({"--baseline", dir / "gone.json"}).exit_code, 3);
  EXPECT_EQ(eval({"--set", "video.crf=20"}).exit_code, 2);
  EXPECT_EQ(touchline({"eval", "follow", dir / "gone"}).exit_code, 3);
}

TEST(Follow, ARunThatIsDamagedIsNotScored) {
  const TempDir dir;
  ASSERT_EQ(
      run_touchline({sound_clip()}, dir / "out", {"--no-video", "--max-frames", "20"}).exit_code,
      0);
  const auto refused = [&] {
    const auto outcome = touchline({"eval", "follow", dir / "out"});
    EXPECT_EQ(outcome.exit_code, 3) << outcome.out;
    return outcome.err;
  };
  auto manifest = manifest_of(dir / "out");
  const auto put = [&] { std::ofstream(dir / "out/manifest.json") << manifest; };
  const auto width = manifest["source"]["width"];
  manifest["source"]["width"] = 0;
  put();
  EXPECT_THAT(refused(), HasSubstr("0 x "));
  manifest["source"]["width"] = "wide";
  put();
  EXPECT_THAT(refused(), HasSubstr("manifest"));
  manifest["source"]["width"] = width;
  put();
  ASSERT_EQ(touchline({"eval", "follow", dir / "out"}).exit_code, 0);
  const auto rows = json_lines(dir / "out/tracking.jsonl");
  std::ofstream file(dir / "out/tracking.jsonl");
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) file << row->dump() << '\n';
  file.close();
  EXPECT_THAT(refused(), HasSubstr("go back"));
}

TEST(Follow, ASettingThatDoesNotFitIsNamedBeforeTheRunBegins) {
  const TempDir dir;
  std::ofstream(dir / "zones.yaml") << "zones:\n  - {name: stand, polygon: [[0, 0], [9, 0]]}\n";
  for (const std::string& wrong :
       {std::string("follow.size=wide"), "follow.preset=close" + std::string(),
        "follow.excluded=" + (dir / "zones.yaml"), "follow.excluded=" + (dir / "gone.yaml")}) {
    const auto run = run_touchline({sound_clip()}, dir / "out", {"--follow", "--set", wrong});
    EXPECT_EQ(run.exit_code, 2) << wrong;
    const auto words = wrong.substr(wrong.find('=') + 1);
    EXPECT_THAT(run.err, HasSubstr(words)) << wrong;
    EXPECT_FALSE(fs::exists(dir / "out/run.json")) << wrong;
  }
}

}  // namespace
}  // namespace touchline::testing
