// What goes wrong before or while running: exit codes, messages, and nothing lost.
#include <gmock/gmock.h>

#include "base/hash.h"
#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

/// A manifest like soccer-fast's over other bytes.
std::string model_over(const TempDir& dir, const std::string& bytes, const std::string& sha) {
  write(dir / "net.onnx", bytes);
  std::istringstream shipped(
      read_text(std::string(TOUCHLINE_ROOT) + "/share/models/soccer-fast.yaml"));
  std::string text;
  for (std::string line; std::getline(shipped, line);) {
    if (line.starts_with("file:")) line = "file: net.onnx";
    if (line.starts_with("sha256:")) line = "sha256: " + sha;
    if (line.starts_with("files:") || line.starts_with("  ")) continue;  // of other precisions
    text += line + "\n";
  }
  return write(dir / "net.yaml", text);
}

TEST(Failures, UsageIsExitTwo) {
  const TempDir dir;
  EXPECT_EQ(touchline({}).exit_code, 2);
  EXPECT_EQ(touchline({"frobnicate"}).exit_code, 2);
  EXPECT_EQ(touchline({"run"}).exit_code, 2);
  EXPECT_EQ(touchline({"run", small_clip()}).exit_code, 2) << "no --output";
  EXPECT_EQ(run_touchline({small_clip()}, dir / "o", {"--set", "novalue"}).exit_code, 2);
  EXPECT_EQ(run_touchline({"-", "-"}, dir / "o").exit_code, 2);
  EXPECT_FALSE(fs::exists(dir / "o"));
}

TEST(Failures, BadSettingsNameTheirPlace) {
  const TempDir dir;
  const auto unknown = run_touchline({small_clip()}, dir / "o", {"--set", "video.prset=slow"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("video.prset"));
  const auto file = write(dir / "bad.yaml", "sport: soccer\ncolour: red\n");
  const auto from_file = run_touchline({small_clip()}, dir / "o", {"--config", file});
  EXPECT_EQ(from_file.exit_code, 2);
  EXPECT_THAT(from_file.err, AllOf(HasSubstr("bad.yaml:2"), HasSubstr("colour")));
  const auto from_environment =
      run_touchline({small_clip()}, dir / "o", {}, {.environment = {"TOUCHLINE_VIDEO__CRF=99"}});
  EXPECT_EQ(from_environment.exit_code, 2);
  EXPECT_THAT(from_environment.err,
              AllOf(HasSubstr("TOUCHLINE_VIDEO__CRF"), HasSubstr("99"), HasSubstr("51")));
  const auto sport = run_touchline({small_clip()}, dir / "o", {"--sport", "chess"});
  EXPECT_EQ(sport.exit_code, 2);
  EXPECT_THAT(sport.err, AllOf(HasSubstr("chess"), HasSubstr("soccer")));
  EXPECT_FALSE(fs::exists(dir / "o"));
}

TEST(Failures, SourcesThatAreNoVideoAreExitThree) {
  const TempDir dir;
  const auto missing = run_touchline({dir / "gone.mp4"}, dir / "o");
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.err, HasSubstr("gone.mp4"));
  const auto text = run_touchline({write(dir / "text.mp4", "This is not a video.\n")}, dir / "o");
  EXPECT_EQ(text.exit_code, 3);
  EXPECT_THAT(text.err, AllOf(HasSubstr("text.mp4"), HasSubstr("expected")));
  const auto folder = run_touchline({dir.path()}, dir / "o");
  EXPECT_EQ(folder.exit_code, 3);
  EXPECT_FALSE(fs::exists(dir / "o/manifest.json"));
}

TEST(Failures, PasswordsOfUrlsAreNeverShown) {
  const TempDir dir;
  const auto outcome = run_touchline({"rtsp://someone:secret@127.0.0.1:9/live"}, dir / "o",
                                     {"--set", "input.open_timeout_s=2"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("***@127.0.0.1"));
  EXPECT_EQ((outcome.err + outcome.out).find("secret"), std::string::npos)
      << outcome.err << outcome.out;
}

TEST(Failures, BadModelsAreExitFour) {
  const TempDir dir;
  const auto onnx = read_text(std::string(TOUCHLINE_ROOT) + "/share/models/soccer-fast.onnx");
  const std::pair<const char*, std::string> bad[] = {
      {"garbage", std::string(5000, '\x5a')},
      {"empty", ""},
      {"truncated", onnx.substr(0, onnx.size() / 2)}};
  for (const auto& [what, bytes] : bad)
    for (const char* engine : {"openvino", "onnxruntime"}) {
      const auto outcome =
          run_touchline({small_clip()}, dir / "o",
                        {"--engine", engine, "--model", model_over(dir, bytes, sha256(bytes))});
      EXPECT_EQ(outcome.exit_code, 4) << what << " in " << engine << ": " << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr("net.onnx")) << what;
    }
  const auto wrong = run_touchline({small_clip()}, dir / "o",
                                   {"--model", model_over(dir, onnx, std::string(64, 'a'))});
  EXPECT_EQ(wrong.exit_code, 4);
  EXPECT_THAT(wrong.err, AllOf(HasSubstr("net.onnx"), HasSubstr("SHA-256")));
}

TEST(Failures, AFailedStartLeavesTheFolderFree) {
  const TempDir dir;
  const auto bytes = std::string(5000, 'z');
  EXPECT_EQ(
      run_touchline({small_clip()}, dir / "o", {"--model", model_over(dir, bytes, sha256(bytes))})
          .exit_code,
      4);
  EXPECT_EQ(
      run_touchline({small_clip()}, dir / "o", {"--engine", "onnxruntime", "--precision", "bf16"})
          .exit_code,
      5);
  const auto good = run_touchline({small_clip()}, dir / "o", {"--no-video"});
  EXPECT_EQ(good.exit_code, 0) << "files of a run that never ran stand in the way: " << good.err;
  const auto before = files_below(dir / "o");
  EXPECT_EQ(run_touchline({small_clip()}, dir / "o",
                          {"--overwrite", "--engine", "onnxruntime", "--precision", "bf16"})
                .exit_code,
            5);
  EXPECT_EQ(files_below(dir / "o"), before)
      << "an earlier run is not lost to one that cannot start";
}

TEST(Failures, ARunOfSeveralSourcesIsNotOverwrittenEither) {
  const TempDir dir;
  const Words two{small_clip("small_a.mp4"), small_clip("small_b.mp4")};
  ASSERT_EQ(run_touchline(two, dir / "o", {"--no-video", "--max-frames", "3"}).exit_code, 0);
  const auto before = files_below(dir / "o");
  const auto others = run_touchline({small_clip(), sound_clip()}, dir / "o", {"--no-video"});
  EXPECT_EQ(others.exit_code, 1);
  EXPECT_THAT(others.err, HasSubstr("--overwrite"));
  EXPECT_EQ(files_below(dir / "o"), before);
  EXPECT_EQ(run_touchline(two, dir / "o", {"--no-video", "--overwrite"}).exit_code, 0);
}

TEST(Failures, WhatThisMachineCannotDoIsExitFive) {
  const TempDir dir;
  const auto outcome =
      run_touchline({small_clip()}, dir / "o", {"--engine", "onnxruntime", "--precision", "bf16"});
  EXPECT_EQ(outcome.exit_code, 5);
  EXPECT_THAT(outcome.err, HasSubstr("bf16"));
}

TEST(Failures, DegradedConditionsEndAStrictRunWithTheirName) {
  const TempDir dir;
  std::string bytes =
      read_text(clip("pcm.mkv",
                     "-f lavfi -i testsrc2=size=320x180:rate=30:duration=1 -f lavfi -i "
                     "sine=440:duration=1 -c:v libx264 -pix_fmt yuv420p -c:a pcm_s16le"));
  bytes.replace(bytes.find("A_PCM"), 5, "A_XYZ");  // sound of a kind that nobody knows
  const auto source = write(dir / "unknown.mkv", bytes);
  const auto lax = run_touchline({source}, dir / "a");
  EXPECT_EQ(lax.exit_code, 0);
  EXPECT_THAT(manifest_of(dir / "a")["run"]["degraded"].dump(), HasSubstr("audio dropped"));
  const auto strict = run_touchline({source}, dir / "b", {"--strict"});
  EXPECT_EQ(strict.exit_code, 6);
  EXPECT_THAT(strict.err, HasSubstr("audio dropped"));
  EXPECT_TRUE(fs::exists(dir / "b/manifest.json")) << "the results are whole all the same";
  EXPECT_EQ(run_touchline({sound_clip()}, dir / "c", {"--strict", "--max-frames", "5"}).exit_code,
            0);
}

TEST(Failures, AnEarlierRunIsNeverOverwrittenUnasked) {
  const TempDir dir;
  ASSERT_EQ(run_touchline({small_clip()}, dir / "o").exit_code, 0);
  const auto before = files_below(dir / "o");
  const auto again = run_touchline({sound_clip()}, dir / "o");
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, AllOf(HasSubstr(dir / "o"), HasSubstr("--overwrite")));
  EXPECT_EQ(files_below(dir / "o"), before);
  for (const char* of_a_sport : {"swings.json", "play.json", "strokes.csv"})
    std::ofstream(dir / "o/" + of_a_sport) << "{}";
  ASSERT_EQ(run_touchline({sound_clip()}, dir / "o", {"--overwrite", "--no-video"}).exit_code, 0);
  for (const char* of_a_sport : {"swings.json", "play.json", "strokes.csv"})
    EXPECT_FALSE(fs::exists(dir / "o/" + of_a_sport)) << of_a_sport;
  EXPECT_EQ(json_lines(dir / "o/tracking.jsonl").size(), 60U);
  EXPECT_FALSE(fs::exists(dir / "o/annotated.mp4")) << "nothing of the earlier run is left";
}

TEST(Failures, AFolderThatCannotBeMadeIsExitOne) {
  const TempDir dir;
  write(dir / "file", "x");
  for (const auto& where : {dir / "file", dir / "file/below", std::string("/proc/touchline/out")}) {
    const auto outcome = run_touchline({small_clip()}, where);
    EXPECT_EQ(outcome.exit_code, 1) << where;
    EXPECT_THAT(outcome.err, HasSubstr(where));
  }
  EXPECT_EQ(read_text(dir / "file"), "x");
}

TEST(Failures, ADryRunWritesNothing) {
  const TempDir dir;
  const auto outcome = run_touchline({sound_clip(), small_clip()}, dir / "o", {"--dry-run"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto plan = Json::parse(outcome.out);
  EXPECT_EQ(plan["sources"].size(), 2U);
  EXPECT_EQ(plan["model"], "soccer-fast");
  EXPECT_FALSE(fs::exists(dir / "o"));
  EXPECT_EQ(run_touchline({dir / "gone.mp4"}, dir / "o", {"--dry-run"}).exit_code, 3);
}

TEST(Failures, OneBadSourceAmongFour) {
  const TempDir dir;
  const auto bad = write(dir / "bad.mp4", "no video");
  const auto outcome =
      run_touchline({small_clip("small_a.mp4"), bad, small_clip("small_b.mp4"), sound_clip()},
                    dir / "o", {"--max-frames", "20"});
  EXPECT_EQ(outcome.exit_code, 6) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("bad.mp4"));
  for (const char* id : {"small_a", "small_b", "sound"}) {
    EXPECT_EQ(json_lines(dir / ("o/" + std::string(id) + "/tracking.jsonl")).size(), 20U);
    EXPECT_EQ(manifest_of(dir / ("o/" + std::string(id)))["run"]["status"], "ok");
    EXPECT_EQ(decoding_complaints(dir / ("o/" + std::string(id) + "/annotated.mp4")), "");
  }
  const auto summary = Json::parse(outcome.out);
  ASSERT_EQ(summary["sources"].size(), 4U);
  EXPECT_EQ(summary["sources"][1]["status"], "failed");
  EXPECT_THAT(summary["sources"][1]["error"]["message"].get<std::string>(), HasSubstr("bad.mp4"));
}

}  // namespace
}  // namespace touchline::testing
