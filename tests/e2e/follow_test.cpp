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

TEST(Follow, ASettingThatDoesNotFitIsNamed) {
  const TempDir dir;
  ASSERT_EQ(
      run_touchline({sound_clip()}, dir / "out", {"--no-video", "--max-frames", "5"}).exit_code, 0);
  for (const char* size : {"wide", "1280", "1281x720", "99999x9", "1280x720x3"}) {
    const auto outcome = touchline({"render", dir / "out", "--follow", "--no-video", "--set",
                                    std::string("follow.size=") + size});
    EXPECT_EQ(outcome.exit_code, 2) << size;
    EXPECT_THAT(outcome.err, HasSubstr("follow.size")) << size;
    EXPECT_THAT(outcome.err, HasSubstr("1920x1080")) << size;
  }
  EXPECT_FALSE(fs::exists(dir / "out/follow.mp4"));
}

}  // namespace
}  // namespace touchline::testing
