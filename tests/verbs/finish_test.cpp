// touchline finish on folders that a crash left: cut to what is whole, then like any other run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "records/pose_file.h"
#include "support/temp_dir.h"
#include "touchline/tools.h"
#include "verbs/cut_records.h"
#include "verbs/recorded_match.h"

namespace touchline::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

void put(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// `count` lines like a record's, from frame 0.
std::string lines(int count, const char* key = "frame") {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += fmt::format("{{\"schema\":1,\"{}\":{},\"x\":[]}}\n", key, i);
  return text;
}

TEST(CutRecords, ToTheLastFrameThatEveryFileHas) {
  TempDir dir;
  put(dir / "observations.jsonl", lines(12) + "{\"frame\":12,\"x\":[1,");
  put(dir / "tracking.jsonl", lines(12));
  put(dir / "calibration.jsonl", lines(11) + "{\"fra");
  put(dir / "drawn.jsonl", lines(4));
  put(dir / "events.jsonl", lines(13, "row"));
  put(dir / "sounds.jsonl", lines(20, "start_ns") + "{\"start");
  for (int again = 0; again < 2; ++again) {
    const auto last = cut_records(dir.path());
    ASSERT_TRUE(last) << last.error().message;
    EXPECT_EQ(*last, 10);
    for (const char* name : {"observations.jsonl", "tracking.jsonl", "calibration.jsonl"})
      EXPECT_EQ(read_text(dir / name), lines(11)) << name;
    EXPECT_EQ(read_text(dir / "drawn.jsonl"), lines(4));
    EXPECT_EQ(read_text(dir / "events.jsonl"), lines(11, "row"));
    EXPECT_EQ(read_text(dir / "sounds.jsonl"), lines(20, "start_ns")) << "it is of no frame";
  }
}

TEST(CutRecords, WhatAPowerCutLeftIsNoLine) {
  for (const std::string& rubbish :
       {std::string(4096, '\0'), std::string("{\"frame\":9,") + std::string(50, '\0') + "}\n",
        std::string("\n"), std::string("{\"frame\":9,\"x\":[}\n")}) {
    TempDir dir;
    put(dir / "tracking.jsonl", lines(9) + rubbish);
    EXPECT_EQ(**cut_records(dir.path()), 8);
    EXPECT_EQ(read_text(dir / "tracking.jsonl"), lines(9));
  }
}

/// A pose file of `frames` frames, its index and last bytes missing.
void put_poses(const std::string& path, int frames, std::size_t missing) {
  {
    auto poses = PoseWriter::create(path, {"cam", 8, 8, {"person"}, {"nose"}, "pose", "", "", ""});
    for (int i = 0; i < frames; ++i) {
      Observation seen;
      seen.frame = i;
      seen.bodies.emplace();
      ASSERT_TRUE(poses && poses->write(seen));
    }
  }
  fs::resize_file(path, fs::file_size(path) - missing);
}

TEST(CutRecords, PosesGetTheirIndex) {
  TempDir dir;
  for (const int rows : {7, 9, 12}) {
    put(dir / "tracking.jsonl", lines(rows));
    put_poses(dir / "poses.bin", 10, 3);
    for (int again = 0; again < 2; ++again) {
      const auto last = cut_records(dir.path());
      ASSERT_TRUE(last) << last.error().message;
      EXPECT_EQ(*last, std::min(rows, 9) - 1);
      EXPECT_EQ(read_text(dir / "tracking.jsonl"), lines(std::min(rows, 9)));
      EXPECT_EQ(PoseReader::open(dir / "poses.bin")->frames(),
                static_cast<std::uint64_t>(std::min(rows, 9)));
    }
  }
  put(dir / "tracking.jsonl", lines(5));
  put(dir / "poses.bin", "TLPO");
  EXPECT_EQ(**cut_records(dir.path()), 4);
  EXPECT_FALSE(fs::exists(dir / "poses.bin")) << "nothing of it could be read";
}

TEST(CutRecords, OfNothingIsNothing) {
  TempDir dir;
  EXPECT_FALSE(*cut_records(dir.path()));
  put(dir / "tracking.jsonl", lines(3));
  put(dir / "calibration.jsonl", "{\"frame\":0");
  put(dir / "events.jsonl", lines(2, "row"));
  EXPECT_FALSE(*cut_records(dir.path()));
  for (const char* name : {"tracking.jsonl", "calibration.jsonl", "events.jsonl"})
    EXPECT_EQ(read_text(dir / name), "") << name;
}

/// A run of 20 s that was cut off in the middle of frame 300's lines.
struct CutRun {
  CutRun() {
    const auto written = RecordedMatch(dir / "run", {20, 25, 5, 3}).write();
    EXPECT_TRUE(written) << (written ? "" : written.error().message);
    for (const char* name : {"tracking.jsonl", "measures.jsonl", "events.jsonl"})
      whole[name] = read_text(file(name));
    fs::rename(file("manifest.json"), file("run.json"));
    put(file("tracking.jsonl"),
        whole["tracking.jsonl"].substr(0, begin_of("tracking.jsonl", 300) + 99));
    put(file("measures.jsonl"), whole["measures.jsonl"].substr(0, begin_of("measures.jsonl", 299)));
  }
  [[nodiscard]] std::string file(const std::string& name) const { return dir / ("run/" + name); }
  [[nodiscard]] std::size_t begin_of(const char* name, int frame) const {
    return whole.at(name).rfind('\n', whole.at(name).find(fmt::format("\"frame\":{},", frame))) + 1;
  }
  TempDir dir;
  std::map<std::string, std::string> whole;
};

TEST(Finish, MakesACutRunLikeOneThatEndedThere) {
  CutRun run;
  EXPECT_THAT(analyse(run.dir / "run", {}).error().message, HasSubstr("touchline finish"));
  EXPECT_THAT(convert({run.dir / "run", "csv", run.dir / "csv", {}, {}}).error().message,
              HasSubstr("touchline finish"));
  const auto said = finish(run.dir / "run");
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_THAT(*said, HasSubstr("\"frames\": 299"));

  const auto is_the_beginning = [&](const char* name) {
    return read_text(run.file(name)) == run.whole[name].substr(0, run.begin_of(name, 299));
  };
  EXPECT_TRUE(is_the_beginning("tracking.jsonl"));
  EXPECT_TRUE(is_the_beginning("measures.jsonl"));
  // Events are those of the whole run up to there; what had begun is ended.
  const auto events = read_text(run.file("events.jsonl"));
  const auto first_end = events.find("\"row\":null");
  ASSERT_NE(first_end, std::string::npos) << "nothing was under way: nothing is tested";
  const auto same = events.rfind('\n', first_end) + 1;
  EXPECT_TRUE(run.whole["events.jsonl"].starts_with(events.substr(0, same)));

  const auto manifest = nlohmann::json::parse(read_text(run.file("manifest.json")));
  EXPECT_EQ(manifest["run"]["status"], "partial");
  EXPECT_THAT(manifest["run"]["reasons"][0], HasSubstr("cut off"));
  EXPECT_EQ(manifest["run"]["frames"], 299);
  EXPECT_TRUE(manifest["run"]["counts"].is_null());
  EXPECT_EQ(manifest["run"]["objects"]["events"], std::count(events.begin(), events.end(), '\n'));
  EXPECT_GT(manifest["run"]["coverage"]["people_placed"], 0.9);
  EXPECT_FALSE(fs::exists(run.file("run.json")));
  EXPECT_TRUE(fs::exists(run.file("report.html")));
  EXPECT_TRUE(convert({run.dir / "run", "csv", run.dir / "csv", {}, {}}));
  ASSERT_TRUE(analyse(run.dir / "run", {}));
  EXPECT_TRUE(is_the_beginning("measures.jsonl"));
  EXPECT_EQ(read_text(run.file("events.jsonl")), events);
}

TEST(Finish, OfAFinishedRunChangesNothing) {
  CutRun run;
  ASSERT_TRUE(finish(run.dir / "run"));
  std::map<std::string, std::string> before;
  for (const auto& entry : fs::directory_iterator(run.dir / "run"))
    if (entry.is_regular_file()) before[entry.path()] = read_text(entry.path());
  const auto again = finish(run.dir / "run");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_THAT(*again, AllOf(HasSubstr("\"changed\": false"), HasSubstr("nothing to finish")));
  for (const auto& [path, text] : before) EXPECT_TRUE(read_text(path) == text) << path;
}

TEST(Finish, AgainAfterItWasCutOffItself) {
  CutRun run;
  put(run.file("events.jsonl.part"), "half of it");
  ASSERT_TRUE(finish(run.dir / "run"));
  const auto events = read_text(run.file("events.jsonl"));
  EXPECT_FALSE(fs::exists(run.file("events.jsonl.part")));
  // As it was one step before the end.
  fs::rename(run.file("manifest.json"), run.file("run.json"));
  ASSERT_TRUE(finish(run.dir / "run"));
  EXPECT_EQ(read_text(run.file("events.jsonl")), events);
}

TEST(Finish, AFolderOfSomethingElseIsNamed) {
  TempDir dir;
  put(dir / "notes.txt", "mine");
  const auto said = finish(dir.path());
  ASSERT_FALSE(said);
  EXPECT_EQ(said.error().code, Errc::bad_input);
  EXPECT_THAT(said.error().message, AllOf(HasSubstr(dir.path()), HasSubstr("run.json is missing")));
  EXPECT_FALSE(finish(dir / "none"));
  put(dir / "run.json", "{\"schema\": 1}");
  EXPECT_EQ(finish(dir.path()).error().code, Errc::bad_input);
  put(dir / "run.json", "\x01 no JSON");
  EXPECT_EQ(finish(dir.path()).error().code, Errc::bad_input);
  EXPECT_EQ(read_text(dir / "notes.txt"), "mine");
  fs::create_directory(dir / "many");
  fs::create_directory(dir / "many/cam1");
  put(dir / "many/cam1/run.json", "{}");
  EXPECT_THAT(finish(dir / "many").error().message,
              AllOf(HasSubstr("several sources"), HasSubstr("cam1"), Not(HasSubstr("missing"))));
}

/// What a kill or a power cut leaves of a video before its first fragment.
TEST(Finish, AVideoWithoutAPictureIsRemovedAndNamed) {
  const std::string ftyp(
      "\0\0\0\x14"
      "ftypisom\0\0\2\0"
      "iso6",
      20);
  for (const auto& left : {std::string(), ftyp, std::string(8192, '\0')}) {
    CutRun run;
    put(run.file("annotated.mp4"), left);
    const auto said = finish(run.dir / "run");
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_FALSE(fs::exists(run.file("annotated.mp4"))) << left.size();
    const auto manifest = nlohmann::json::parse(read_text(run.file("manifest.json")));
    EXPECT_THAT(manifest["run"]["degraded"][0], HasSubstr("annotated.mp4 is removed"));
    EXPECT_EQ(manifest["video"]["frames"], 0);
    EXPECT_THAT(manifest["outputs"].dump(), Not(HasSubstr("mp4")));
  }
  CutRun run;  // pictures whose header is lost may be saved by others
  put(run.file("annotated.mp4"), std::string(8192, '\0') + "mdat...");
  ASSERT_TRUE(finish(run.dir / "run"));
  EXPECT_TRUE(fs::exists(run.file("annotated.mp4")));
}

TEST(Finish, ARunCutOffBeforeItsFirstPicture) {
  for (const bool empty : {true, false}) {
    CutRun run;
    for (const char* name : {"tracking.jsonl", "measures.jsonl", "events.jsonl"}) {
      fs::remove(run.file(name));
      if (empty) put(run.file(name), "");
    }
    const auto said = finish(run.dir / "run");
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_THAT(*said, HasSubstr("before the first picture was recorded"));
    const auto manifest = nlohmann::json::parse(read_text(run.file("manifest.json")));
    EXPECT_EQ(manifest["run"]["status"], "partial");
    EXPECT_EQ(manifest["run"]["frames"], 0);
  }
}

TEST(Finish, ARunThatGoesOnIsLeftAlone) {
  CutRun run;
  const auto tracking = read_text(run.file("tracking.jsonl"));
  {
    const auto lock = FileLock::take(run.file("run.json"));
    ASSERT_TRUE(lock);
    const auto said = finish(run.dir / "run");
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, Errc::usage);
    EXPECT_THAT(said.error().message, HasSubstr("still going on"));
    EXPECT_TRUE(read_text(run.file("tracking.jsonl")) == tracking);
  }
  EXPECT_TRUE(finish(run.dir / "run"));
}

}  // namespace
}  // namespace touchline::testing
