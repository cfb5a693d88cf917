// What a run leaves: the files, their contents, their times.
#include <gmock/gmock.h>

#include <algorithm>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

void expect_rows_of(const std::string& source, const std::string& dir, double tolerance_s = 1e-6) {
  const auto rows = json_lines(dir + "/tracking.jsonl");
  const auto times = shown_times(source);
  ASSERT_FALSE(rows.empty());
  ASSERT_LE(rows.size(), times.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["frame"], i);
    EXPECT_NEAR(rows[i]["pts_ns"].get<double>() * 1e-9, times[i] - times[0], tolerance_s) << i;
    for (const auto& object : rows[i]["objects"]) {
      const auto& sample = object["src"];
      EXPECT_TRUE(sample == "measured" || sample == "predicted" || sample == "interpolated")
          << sample;
      EXPECT_GT(object["track_id"], 0);
      EXPECT_EQ(object["box"].size(), 4U);
    }
  }
}

void expect_video_of(const std::string& source, const std::string& dir) {
  const auto video = dir + "/annotated.mp4";
  EXPECT_EQ(decoding_complaints(video), "");
  const auto rows = json_lines(dir + "/tracking.jsonl");
  const auto there = shown_times(video), wanted = shown_times(source);
  ASSERT_EQ(there.size(), rows.size());
  for (std::size_t i = 0; i < there.size(); ++i)
    ASSERT_NEAR(there[i] - there[0], wanted[i] - wanted[0], 1e-3) << i;
  EXPECT_THAT(probe(video, "v:0", "stream=codec_name,pix_fmt"), HasSubstr("h264,yuv420p"));
}

TEST(Outputs, FilesTimesAndContents) {
  const TempDir dir;
  const auto source = sound_clip();
  const auto outcome = run_touchline({source}, dir / "out");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::vector<std::string> names;
  for (const auto& [name, text] : files_below(dir / "out"))
    if (!name.starts_with("plots/")) names.push_back(name);
  EXPECT_THAT(names, UnorderedElementsAre("annotated.mp4", "calibration.jsonl", "events.jsonl",
                                          "manifest.json", "measures.jsonl", "report.html",
                                          "stages.csv", "tracking.jsonl", "trace.json"));
  expect_rows_of(source, dir / "out");
  EXPECT_EQ(json_lines(dir / "out/tracking.jsonl").size(), shown_times(source).size());
  expect_video_of(source, dir / "out");

  const auto offset = [](const std::string& path) {
    return numbers(probe(path, "a:0", "stream=start_time")).at(0) -
           numbers(probe(path, "v:0", "stream=start_time")).at(0);
  };
  EXPECT_NEAR(offset(dir / "out/annotated.mp4"), offset(source), 0.040);

  for (const auto& [name, text] : files_below(dir / "out")) {
    EXPECT_GT(text.size(), 0U) << name;
    EXPECT_LE(fs::last_write_time(dir / ("out/" + name)),
              fs::last_write_time(dir / "out/manifest.json"))
        << name;
  }
  EXPECT_TRUE(Json::accept(read_text(dir / "out/trace.json")));
  EXPECT_THAT(read_text(dir / "out/stages.csv"), HasSubstr("\ninfer,60,"));
}

TEST(Outputs, RowsHaveTheKeysOfTheirSchema) {
  const TempDir dir;
  ASSERT_EQ(run_touchline({sound_clip()}, dir / "out", {"--no-video"}).exit_code, 0);
  std::int64_t objects = 0;
  for (const auto& row : json_lines(dir / "out/tracking.jsonl")) {
    for (const char* key :
         {"schema", "source_id", "frame", "pts_ns", "utc_ns", "processed", "objects", "ball"})
      ASSERT_TRUE(row.contains(key)) << key;
    for (const auto& object : row["objects"])
      for (const char* key : {"track_id", "class", "team", "box", "field", "conf", "src"})
        ASSERT_TRUE(object.contains(key)) << key;
    objects += static_cast<std::int64_t>(row["objects"].size());
  }
  EXPECT_GT(objects, 0) << "the clip should show the detector something, or nothing is tested";
  std::int64_t id = 0;
  for (const auto& event : json_lines(dir / "out/events.jsonl")) {
    for (const char* key :
         {"type", "start", "end", "track_ids", "team", "x", "y", "conf", "rev", "evidence"})
      ASSERT_TRUE(event.contains(key)) << key;
    EXPECT_EQ(event["id"], ++id);
    EXPECT_LE(event["start"], event["end"]);
    EXPECT_FALSE(event["evidence"].empty());
  }
  EXPECT_FALSE(fs::exists(dir / "out/annotated.mp4"));
}

TEST(Outputs, TheManifestSaysWhatRan) {
  const TempDir dir;
  const auto outcome =
      run_touchline({sound_clip()}, dir / "out", {"--max-frames", "10", "--set", "video.crf=30"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto manifest = manifest_of(dir / "out");
  EXPECT_EQ(manifest["run"]["status"], "ok");
  EXPECT_EQ(manifest["run"]["frames"], 10);
  EXPECT_EQ(manifest["video"]["frames"], 10);
  EXPECT_EQ(manifest["config"]["video.crf"], Json::parse(R"({"value": "30", "origin": "flag"})"));
  EXPECT_EQ(manifest["model"]["name"], "soccer-fast");
  EXPECT_EQ(manifest["model"]["sha256"].get<std::string>().size(), 64U);
  EXPECT_FALSE(manifest["model"]["license"].get<std::string>().empty());
  EXPECT_FALSE(manifest["inference"]["reason"].get<std::string>().empty());
  EXPECT_FALSE(manifest["run"]["bottleneck"]["stage"].get<std::string>().empty());
  EXPECT_EQ(manifest["source"]["audio"]["codec"], "aac");
  for (const auto& output : manifest["outputs"]) {
    const auto path = dir / ("out/" + output["file"].get<std::string>());
    EXPECT_EQ(output["bytes"], fs::file_size(path)) << path;
  }
  for (const char* name : {"annotated.mp4", "measures.jsonl", "report.html"})
    EXPECT_NE(manifest["outputs"].dump().find(name), std::string::npos) << name;
  const auto summary = Json::parse(outcome.out);
  EXPECT_EQ(summary["frames"], 10);
  EXPECT_EQ(summary["sources"][0]["counts"], manifest["run"]["counts"]);
}

TEST(Outputs, EveryThirdFrameKeepsItsNumberAndTime) {
  const TempDir dir;
  ASSERT_EQ(run_touchline({sound_clip()}, dir / "out", {"--every", "3"}).exit_code, 0);
  const auto rows = json_lines(dir / "out/tracking.jsonl");
  const auto times = shown_times(sound_clip());
  ASSERT_EQ(rows.size(), 20U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["frame"], 3 * i);
    EXPECT_NEAR(rows[i]["pts_ns"].get<double>() * 1e-9, times[3 * i] - times[0], 1e-6);
  }
  EXPECT_EQ(manifest_of(dir / "out")["run"]["frames"], 20)
      << "throughput counts processed frames only";
  EXPECT_EQ(shown_times(dir / "out/annotated.mp4").size(), 20U);
}

TEST(Outputs, AFileAtItsOwnPaceLeavesTheSameRows) {
  const TempDir dir;
  ASSERT_EQ(run_touchline({sound_clip()}, dir / "at_once").exit_code, 0);
  // Pictures that come like a live camera's wait for no track to be sure, unless asked to.
  const auto paced =
      run_touchline({sound_clip()}, dir / "paced",
                    {"--set", "input.realtime=true", "--set", "track.first_samples=true"});
  ASSERT_EQ(paced.exit_code, 0) << paced.err;
  EXPECT_GE(paced.seconds, 59.0 / 30) << "the last picture is due then";
  EXPECT_EQ(read_text(dir / "paced/tracking.jsonl"), read_text(dir / "at_once/tracking.jsonl"));
}

TEST(Outputs, APartOfTheFileKeepsItsNumbers) {
  const TempDir dir;
  ASSERT_EQ(run_touchline({sound_clip()}, dir / "a", {"--start", "0.5", "--end", "1.5"}).exit_code,
            0);
  const auto part = frames_of(json_lines(dir / "a/tracking.jsonl"));
  ASSERT_EQ(part.size(), 30U);
  EXPECT_EQ(part.front(), 15);
  EXPECT_EQ(part.back(), 44);
  EXPECT_EQ(decoding_complaints(dir / "a/annotated.mp4"), "");
  ASSERT_EQ(
      run_touchline({sound_clip()}, dir / "b", {"--start", "0.5", "--max-frames", "7"}).exit_code,
      0);
  EXPECT_THAT(frames_of(json_lines(dir / "b/tracking.jsonl")),
              ElementsAre(15, 16, 17, 18, 19, 20, 21));
}

TEST(Outputs, StandardInputIsASource) {
  const TempDir dir;
  const auto stream = clip("stream.ts", "-i '" + sound_clip() + "' -c copy -f mpegts");
  const auto outcome = run_touchline({"-"}, dir / "out", {"--max-frames", "20"}, {.input = stream});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(json_lines(dir / "out/tracking.jsonl").size(), 20U);
}

TEST(Outputs, ImageSequencesAreSources) {
  const TempDir dir;
  fs::create_directory(dir / "in");
  output_of("ffmpeg -v error -i '" + small_clip() + "' -frames:v 12 '" + (dir / "in/img_%04d.png") +
            "' 2>&1");
  const auto outcome =
      run_touchline({dir / "in/img_%04d.png"}, dir / "out", {"--set", "input.image_rate=50"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto rows = json_lines(dir / "out/tracking.jsonl");
  ASSERT_EQ(rows.size(), 12U);
  EXPECT_EQ(rows[11]["pts_ns"], 11 * 20'000'000);
}

TEST(Outputs, QuietAndJsonKeepTheStreamsApart) {
  const TempDir dir;
  const auto quiet = touchline(run_words({small_clip()}, dir / "a", {"--no-video", "--quiet"}));
  EXPECT_EQ(quiet.err, "");
  EXPECT_EQ(Json::parse(quiet.out)["exit_code"], 0);
  const auto json = touchline(run_words({small_clip()}, dir / "b", {"--no-video", "--json"}));
  EXPECT_EQ(std::count(json.out.begin(), json.out.end(), '\n'), 1) << "one line";
  EXPECT_TRUE(Json::accept(json.out));
  std::istringstream log(json.err);
  for (std::string line; std::getline(log, line);) EXPECT_TRUE(Json::accept(line)) << line;
  EXPECT_EQ(json.err.find('\r'), std::string::npos) << "a progress bar belongs on a terminal";
}

TEST(Outputs, OnnxRuntimeRunsTheSameClip) {
  const TempDir dir;
  const auto outcome =
      run_touchline({small_clip()}, dir / "out", {"--engine", "onnxruntime", "--no-video"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto manifest = manifest_of(dir / "out");
  EXPECT_EQ(manifest["inference"]["engine"], "onnxruntime");
  EXPECT_EQ(manifest["run"]["frames"], 25);
  EXPECT_THAT(outcome.err, HasSubstr("onnxruntime")) << "the choice is logged";
}

TEST(Outputs, RealFootageSharedData) {
  TL_NEEDS_SHARED_DATA();
  for (const char* name : {"football_rubi.mp4", "football_bundesliga_08fd33_848p.mp4"}) {
    const TempDir dir;
    const auto source = (shared_data() / "clips" / name).string();
    const auto outcome = run_touchline({source}, dir / "out", {"--max-frames", "60"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    expect_rows_of(source, dir / "out", 2e-6);
    expect_video_of(source, dir / "out");
    EXPECT_GT(manifest_of(dir / "out")["run"]["objects"]["tracks"], 5) << name;
  }
}

/// What phones and old cameras give: HDR, fields woven into pictures, sound that no browser plays.
TEST(Outputs, WhatBrowsersDoNotShowIsMadeToFit) {
  const auto source =
      clip("phone.mov",
           "-f lavfi -i testsrc2=size=320x180:rate=50:duration=1,tinterlace=interleave_top,"
           "setfield=prog,format=yuv420p10le,setparams=color_primaries=bt2020:"
           "color_trc=arib-std-b67:colorspace=bt2020nc -f lavfi -i sine=440:duration=1 -c:v "
           "libx265 -preset ultrafast "
           "-pix_fmt yuv420p10le -x265-params log-level=none -color_primaries bt2020 "
           "-color_trc arib-std-b67 -colorspace bt2020nc -c:a pcm_s16le");
  const TempDir dir;
  ASSERT_EQ(run_touchline({source}, dir / "o").exit_code, 0);
  const auto video = dir / "o/annotated.mp4";
  expect_video_of(source, dir / "o");
  EXPECT_EQ(probe(video, "v:0", "stream=color_space,color_transfer,color_primaries"),
            "bt709,bt709,bt709\n");
  EXPECT_EQ(probe(video, "a", "stream=codec_name"), "aac\n");
  const auto manifest = manifest_of(dir / "o");
  const auto conversions = manifest["source"]["conversions"].dump();
  EXPECT_THAT(conversions, HasSubstr("HDR (arib-std-b67) -> BT.709 (tone-mapped)"));
  EXPECT_THAT(conversions, HasSubstr("combed though flagged progressive"));
  EXPECT_EQ(manifest["run"]["counts"]["frames_combed"], 25);
  EXPECT_EQ(manifest["source"]["audio"]["codec"], "pcm_s16le");
  EXPECT_EQ(manifest["source"]["audio"]["track"], 1);
  EXPECT_THAT(manifest["run"]["notes"].dump(), HasSubstr("browsers do not play pcm_s16le"));
}

}  // namespace
}  // namespace touchline::testing
