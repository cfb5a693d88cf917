// touchline render: record first, draw after.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "e2e/demo.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What a run draws, byte for byte.
std::map<std::string, std::string> drawn_in(const std::string& dir) {
  std::map<std::string, std::string> files;
  for (const char* name : {"annotated.mp4", "radar.mp4", "drawn.jsonl"})
    if (fs::exists(dir + "/" + name)) files[name] = read_text(dir + "/" + name);
  return files;
}

Json render_json(const std::string& dir) { return Json::parse(read_text(dir + "/render.json")); }

/// The run in `dir` drawn again with nothing changed is the video that it has.
void expect_the_same_again(const std::string& dir, const Words& more = {"--as-run"}) {
  const auto before = drawn_in(dir);
  ASSERT_TRUE(before.contains("annotated.mp4"));
  Words words{"render", dir};
  words.insert(words.end(), more.begin(), more.end());
  const auto outcome = touchline(words);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto after = drawn_in(dir);
  for (const auto& [name, bytes] : before)
    EXPECT_TRUE(after.at(name) == bytes) << dir << ": " << name << " differs";
  EXPECT_EQ(after.size(), before.size());
  const auto said = render_json(dir);
  EXPECT_EQ(said["status"], "ok");
  EXPECT_EQ(said["frames"], said["rows"]);
  const auto manifest = manifest_of(dir);
  EXPECT_EQ(manifest["video"]["frames"], said["frames"]);
  for (const auto& output : manifest["outputs"])
    EXPECT_EQ(output["bytes"], fs::file_size(dir + "/" + output["file"].get<std::string>()))
        << output;
}

const Words kAll{"--set", "output.drawn=true", "--set", "output.observations=true"};

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(SlowRender, NothingChangedIsTheSameVideo) {
  const DemoCopy copy;
  expect_the_same_again(copy.demo.dir);
}

/// What the run knew only at its end may be known from the beginning: the colours of the teams.
TEST(SlowRender, TheTeamsHaveTheirLastColoursThroughout) {
  const DemoCopy copy;
  const auto run = drawn_in(copy.demo.dir);
  const auto outcome = touchline({"render", copy.demo.dir, "--output", copy.dir / "r"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto now = drawn_in(copy.dir / "r");
  EXPECT_TRUE(now.at("drawn.jsonl") == run.at("drawn.jsonl")) << "no word is another";
  EXPECT_FALSE(now.at("annotated.mp4") == run.at("annotated.mp4"));
  EXPECT_EQ(render_json(copy.dir / "r")["team_colours"], "final");
  EXPECT_EQ(drawn_in(copy.demo.dir), run) << "the run is left alone";
  EXPECT_EQ(decoding_complaints(copy.dir / "r/annotated.mp4"), "");
}

TEST(SlowRender, AnotherViewIsAnotherVideo) {
  const DemoCopy copy;
  const auto run = drawn_in(copy.demo.dir);
  const auto outcome = touchline({"render", copy.demo.dir, "--view", "clean", "--set",
                                  "overlay.bar=auto", "--set", "overlay.speed=auto"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto now = drawn_in(copy.demo.dir);
  EXPECT_FALSE(now.at("annotated.mp4") == run.at("annotated.mp4"));
  EXPECT_EQ(now.at("drawn.jsonl").find(R"("element":"bar_)"), std::string::npos);
  EXPECT_NE(run.at("drawn.jsonl").find(R"("element":"bar_)"), std::string::npos);
  EXPECT_EQ(shown_times(copy.demo.file("annotated.mp4")).size(),
            copy.demo.lines("tracking.jsonl").size());
  EXPECT_EQ(render_json(copy.demo.dir)["settings_changed"]["overlay.view"], "clean");
  EXPECT_EQ(manifest_of(copy.demo.dir)["config"]["overlay.view"]["value"], "tactical")
      << "the manifest stays that of the run";
}

TEST(SlowRender, TheTeamsHaveTheNamesTheyAreGivenAfterwards) {
  const DemoCopy copy;
  const auto outcome = touchline({"render", copy.demo.dir, "--view", "eval", "--set",
                                  "teams.name_a=Reds", "--set", "teams.name_b=Blues"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::set<std::string> names;
  for (const auto& row : copy.demo.lines("drawn.jsonl"))
    for (const auto& text : row["drawn"])
      if (text["element"] == "side") names.insert(text["text"]);
  EXPECT_THAT(names, ElementsAre("Blues", "Reds"));
}

/// Measures made again are those on the pictures.
TEST(SlowRender, DrawsWhatWasAnalysedAgain) {
  const DemoCopy copy;
  const auto before = copy.demo.text("drawn.jsonl");
  ASSERT_EQ(
      touchline({"analyse", copy.demo.dir, "--set", "soccer.kinematics.accel_noise_m2_s3=0.1"})
          .exit_code,
      0);
  ASSERT_EQ(touchline({"render", copy.demo.dir}).exit_code, 0);
  EXPECT_FALSE(copy.demo.text("drawn.jsonl") == before);
  const auto measures = copy.demo.lines("measures.jsonl"), drawn = copy.demo.lines("drawn.jsonl");
  ASSERT_EQ(drawn.size(), measures.size());
  int speeds = 0;
  for (std::size_t i = 0; i < drawn.size(); ++i)
    for (const auto& text : drawn[i]["drawn"]) {
      if (text["element"] != "speed") continue;
      const auto& players = measures[i]["players"];
      const auto player = std::find_if(players.begin(), players.end(), [&](const Json& one) {
        return one["track_id"] == text["track_id"];
      });
      ASSERT_TRUE(player != players.end() && (*player)["speed"].is_number()) << text;
      EXPECT_LE(std::abs(std::stod(text["text"].get<std::string>()) -
                         3.6 * (*player)["speed"].get<double>()),
                0.5001 + 0.02)
          << text;
      ++speeds;
    }
  EXPECT_GT(speeds, 0);
}

/// The old video is there, whole, until the new one is.
TEST(SlowRender, KilledOrStoppedHalfWayLeavesTheOldVideo) {
  const DemoCopy copy;
  const auto before = drawn_in(copy.demo.dir);
  const auto partial = copy.demo.file("annotated.partial.mp4");
  const auto await_pictures = [&](Child& child) {
    while (!child.ended() && (!fs::exists(partial) || fs::file_size(partial) < 50'000))
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    ASSERT_FALSE(child.ended()) << child.wait().err;
  };
  const Words slowly{"render", copy.demo.dir, "--view", "tracking", "--set", "video.preset=slow"};
  {
    Child child(slowly);
    await_pictures(child);
    EXPECT_EQ(touchline({"render", copy.demo.dir}).exit_code, 2) << "one at a time";
    child.signal(SIGKILL);
    EXPECT_EQ(child.wait().exit_code, 128 + SIGKILL);
    EXPECT_EQ(drawn_in(copy.demo.dir), before);
    fs::remove(partial);  // only for waiting for the next one
  }
  Child child(slowly);
  await_pictures(child);
  child.signal(SIGINT);
  const auto outcome = child.wait();
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  EXPECT_EQ(drawn_in(copy.demo.dir), before);
  const auto said = render_json(copy.demo.dir);
  EXPECT_EQ(said["status"], "cancelled");
  EXPECT_EQ(said["files"], Json::array({"annotated.partial.mp4", "radar.partial.mp4"}));
  EXPECT_EQ(shown_times(partial).size(), said["frames"]);
  EXPECT_EQ(decoding_complaints(partial), "");

  expect_the_same_again(copy.demo.dir);
  EXPECT_FALSE(fs::exists(partial)) << "nothing of the earlier ones stays";
}

TEST(Render, PartsOfASourceAndEveryOtherFrame) {
  const TempDir dir;
  for (const Words& part : {Words{"--start", "0.5", "--end", "1.5"}, Words{"--every", "3"},
                            Words{"--start", "0.7", "--max-frames", "21", "--every", "2"}}) {
    const auto outcome =
        run_touchline({sound_clip()}, dir / "o", with(with(kAll, part), {"--overwrite"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    expect_the_same_again(dir / "o");
  }
}

TEST(Render, ARecordingInSeveralParts) {
  const TempDir dir;
  fs::copy(sound_clip(), dir / "b.mp4");
  ASSERT_EQ(
      run_touchline({sound_clip(), dir / "b.mp4"}, dir / "o", with(kAll, {"--join"})).exit_code, 0);
  EXPECT_EQ(json_lines(dir / "o/tracking.jsonl").size(), 120U);
  expect_the_same_again(dir / "o");
  fs::rename(dir / "b.mp4", dir / "c.mp4");
  expect_the_same_again(dir / "o",
                        {"--as-run", "--source", sound_clip(), "--source", dir / "c.mp4"});
}

TEST(Render, ASportWithoutAField) {
  const TempDir dir;
  std::ofstream(dir / "yard.yaml") << "schema: 1\nname: yard\nclasses: [person, ball]\nball: ball\n"
                                      "aliases: {player: person}\n";
  const auto outcome =
      run_touchline({sound_clip()}, dir / "o",
                    with(kAll, {"--sport", dir / "yard.yaml", "--model", "soccer-fast"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_the_same_again(dir / "o", {});
}

/// The video of a run that made none is the one it would have made, and its folder knows of it.
TEST(Render, ARunOfDataAloneGetsItsVideo) {
  const TempDir dir;
  ASSERT_EQ(run_touchline({sound_clip()}, dir / "video").exit_code, 0);
  ASSERT_EQ(run_touchline({sound_clip()}, dir / "data", {"--no-video"}).exit_code, 0);
  EXPECT_TRUE(manifest_of(dir / "data")["video"]["origin_ns"].is_null());
  const auto outcome = touchline({"render", dir / "data"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(read_text(dir / "data/annotated.mp4") == read_text(dir / "video/annotated.mp4"));
  EXPECT_EQ(manifest_of(dir / "data")["video"], manifest_of(dir / "video")["video"]);
}

TEST(Render, ARunThatWasKilledAndFinished) {
  const TempDir dir;
  {
    Child child(run_words({long_clip()}, dir / "o"));
    while (!child.ended() && read_text(dir / "o/tracking.jsonl").size() < 20'000)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    child.signal(SIGKILL);
    ASSERT_EQ(child.wait().exit_code, 128 + SIGKILL);
  }
  EXPECT_EQ(touchline({"render", dir / "o"}).exit_code, 3) << "not before it is finished";
  ASSERT_EQ(touchline({"finish", dir / "o"}).exit_code, 0);
  const auto rows = json_lines(dir / "o/tracking.jsonl").size();
  ASSERT_GT(rows, 0U);
  const auto outcome = touchline({"render", dir / "o"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(shown_times(dir / "o/annotated.mp4").size(), rows) << "every row has its picture now";
  EXPECT_EQ(manifest_of(dir / "o")["run"]["status"], "partial") << "the run stays what it was";
  EXPECT_EQ(manifest_of(dir / "o")["video"]["frames"], rows);
}

TEST(Render, ASourceThatIsGoneMovedOrAnother) {
  const TempDir dir;
  const auto source = dir / "was.mp4", moved = dir / "is.mp4";
  fs::copy(sound_clip(), source);
  ASSERT_EQ(run_touchline({source}, dir / "o", kAll).exit_code, 0);
  const auto before = drawn_in(dir / "o");
  fs::rename(source, moved);

  const auto gone = touchline({"render", dir / "o"});
  EXPECT_EQ(gone.exit_code, 3);
  EXPECT_THAT(gone.err, AllOf(HasSubstr(source), HasSubstr("--source")));

  const auto faster = clip("faster.mp4",
                           "-f lavfi -i testsrc2=size=640x360:rate=31:duration=2 -f lavfi -i "
                           "sine=440:duration=2 -c:v libx264 -preset veryfast -pix_fmt yuv420p "
                           "-c:a aac");
  for (const auto& [other, what] :
       {std::pair{small_clip(), "320x180"}, std::pair{long_clip(), "60."},
        std::pair{faster, "frame 1 at"}}) {
    const auto refused = touchline({"render", dir / "o", "--source", other});
    EXPECT_EQ(refused.exit_code, 3) << other;
    EXPECT_THAT(refused.err, AllOf(HasSubstr(other), HasSubstr(what)));
    EXPECT_FALSE(fs::exists(dir / "o/annotated.partial.mp4"));
    EXPECT_FALSE(fs::exists(dir / "o/render.json"));
  }
  EXPECT_EQ(drawn_in(dir / "o"), before);
  expect_the_same_again(dir / "o", {"--as-run", "--source", moved});
}

TEST(Render, ASourceCutSinceGivesAPartialVideo) {
  const TempDir dir;
  const auto source = dir / "clip.mp4";
  output_of("ffmpeg -v error -i '" + sound_clip() + "' -c copy -movflags +faststart '" + source +
            "' 2>&1");
  ASSERT_EQ(run_touchline({source}, dir / "o").exit_code, 0);
  const auto before = drawn_in(dir / "o");
  fs::resize_file(source, fs::file_size(source) * 6 / 10);
  const auto outcome = touchline({"render", dir / "o"});
  EXPECT_EQ(outcome.exit_code, 6) << outcome.err;
  EXPECT_EQ(drawn_in(dir / "o"), before);
  const auto said = render_json(dir / "o");
  EXPECT_EQ(said["status"], "partial");
  EXPECT_FALSE(said["reasons"].empty());
  EXPECT_LT(said["frames"], said["rows"]);
  EXPECT_EQ(shown_times(dir / "o/annotated.partial.mp4").size(), said["frames"]);
}

TEST(Render, WhatItCannotDoIsSaidBeforehand) {
  const TempDir dir;
  ASSERT_EQ(run_touchline({small_clip()}, dir / "o").exit_code, 0);
  const auto before = files_below(dir / "o");
  const auto expect_refused = [&](const Words& more, int code, const std::string& why) {
    const auto refused = touchline(with({"render", dir / "o"}, more));
    EXPECT_EQ(refused.exit_code, code) << why;
    EXPECT_THAT(refused.err, HasSubstr(why));
    EXPECT_EQ(files_below(dir / "o"), before);
  };
  for (const char* key : {"track.lost_s", "soccer.possession.near_m", "input.every"})
    expect_refused({"--set", std::string(key) + "=2"}, 2, key);
  expect_refused({"--no-video"}, 2, "nothing is left to draw");
  expect_refused({"--as-run"}, 3, "observations.jsonl");
  expect_refused({"--view", "nonesuch"}, 2, "nonesuch");
  fs::create_directory(dir / "other");
  std::ofstream(dir / "other/annotated.mp4") << "something";
  expect_refused({"--output", dir / "other"}, 1, "--overwrite");
  EXPECT_EQ(touchline({"render", dir / "o", "--output", dir / "other", "--overwrite"}).exit_code,
            0);
  EXPECT_EQ(decoding_complaints(dir / "other/annotated.mp4"), "");
  EXPECT_EQ(files_below(dir / "o"), before);
}

}  // namespace
}  // namespace touchline::testing
