// The page at the end of a run, from the JSON of a run: golden texts.
#include <gtest/gtest.h>

#include <sstream>

#include "apps/cli/plain.h"

namespace touchline::cli {
namespace {

Json a_source() {
  return Json::parse(R"({
    "source_id": "rubi", "status": "ok", "frames": 100, "fps": 22.73, "media_seconds": 3.96,
    "objects": {"detections": 1800, "tracks": 31, "events": 70},
    "counts": {"frames_corrupt": 0, "packets_corrupt": 0, "truncated": false},
    "coverage": {"people_per_frame": 16.31, "people_placed": 0.97, "ball_measured": 0.62,
                 "calibration": {"measured": 0.93, "lost": 0.07}},
    "bottleneck": {"stage": "infer", "why": "the 2 cores are 97 % busy"},
    "degraded": [], "notes": [], "output": "/runs/rubi",
    "event_kinds": {"track_start": 31, "pass": 5, "possession": 9, "track_end": 25, "ball_lost": 2},
    "teams": [{"name": "Rubi", "colour": "#e8e8e8"}, {"name": "浦和", "colour": "#7a1010"}],
    "outputs": [{"file": "manifest.json", "bytes": 9000}, {"file": "annotated.mp4", "bytes": 4100000},
                {"file": "calibration.jsonl", "bytes": 51000}, {"file": "report.html", "bytes": 510000}],
    "profile": "fast"})");
}

Json a_run(std::vector<Json> sources, int exit_code = 0) {
  return {{"exit_code", exit_code}, {"frames", 100},
          {"seconds", 4.4},         {"fps", 22.7},
          {"strict", false},        {"sources", std::move(sources)}};
}

TEST(PlainStatus, IsOneLine) {
  const auto status = Json::parse(R"({"utc_ns": 1, "sources": [
    {"source_id": "cam", "connection": "live", "fault": null, "fps": 24.96, "lag_s": 0.0612,
     "dropped": {"newer_picture": 0},
     "outlets": [{"target": "rec/follow.mp4", "state": "sending"},
                 {"target": "rtmp://host/app/***", "state": "reconnecting"}]},
    {"source_id": "two", "connection": "reconnecting", "fault": "STREAM_TIMEOUT", "fps": 0,
     "outlets": []}]})");
  EXPECT_EQ(plain_status(status),
            "1 of 2 live, 25.0 fps  1 of 2 sending  "
            "two: reconnecting (STREAM_TIMEOUT)");
  auto one = status;
  one["sources"].erase(1);
  EXPECT_EQ(plain_status(one),
            "cam: 25.0 fps, 61 ms  follow.mp4 sending  rtmp://host reconnecting");
  one["sources"][0]["dropped"]["newer_picture"] = 3;
  EXPECT_NE(plain_status(one).find("3 pictures left out"), std::string::npos);
}

TEST(PlainRun, SaysWhatWasFoundWhereItLiesAndWhatToOpen) {
  EXPECT_EQ(plain_run(a_run({a_source()}), {false, 80}), R"(
rubi: done
  Video      100 frames, 4.0 s
  People     16.3 in a frame on average, 31 tracks, 97 % placed on the pitch
  Ball       seen in 62 % of the frames
  Events     possession 9, pass 5, ball lost 2
  Teams      Rubi white   浦和 dark red
  Speed      0.9 x real time: 4.0 s of video in 4.4 s, 22.7 frames a second
             The limit is finding people and ball: the 2 cores are 97 % busy.
  Files      /runs/rubi
             report.html        510 kB  the match on one page, for a browser
             annotated.mp4      4.1 MB  the video with people, ball and numbers…
             calibration.jsonl   51 kB  where the camera looked, frame by frame
             and 1 more file
  Open next  /runs/rubi/report.html
             /runs/rubi/annotated.mp4
)");
}

TEST(PlainRun, SaysWhatWasDegradedAndWhatToDo) {
  auto source = a_source();
  source["status"] = "partial";
  source["degraded"] = {"audio dropped: pcm_s16le does not fit MP4"};
  source["counts"]["packets_corrupt"] = 3;
  source["coverage"]["calibration"]["lost"] = 0.8;
  const auto text = plain_run(a_run({source}, 6), {false, 100});
  EXPECT_NE(text.find("rubi: done in part\n"), std::string::npos) << text;
  for (const char* line : {"  Degraded   audio dropped: pcm_s16le does not fit MP4\n",
                           "             The video is silent; the data are whole.",
                           "  Hint       3 parts of the file are damaged and were skipped",
                           "  Hint       The pitch was found in less than half of the frames"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST(PlainRun, SeveralSourcesAreATable) {
  auto other = a_source(), failed = a_source();
  other["source_id"] = "決勝";
  other["frames"] = 25;
  failed = {{"source_id", "bad"},
            {"status", "failed"},
            {"frames", 0},
            {"error", {{"message", "bad.mp4: no video was found"}, {"where", "bad.mp4"}}}};
  EXPECT_EQ(plain_run(a_run({a_source(), other, failed}, 6), {false, 100}), R"(
  Source  State   Frames  Video  People  Tracks  Ball  Events  Speed
  rubi    done       100  4.0 s    16.3      31  62 %      70  0.9 x
  決勝    done        25  4.0 s    16.3      31  62 %      70  0.9 x
  bad     failed       0      -       -       -     -       -      -

rubi
  Open next  /runs/rubi/report.html
             /runs/rubi/annotated.mp4

決勝
  Open next  /runs/rubi/report.html
             /runs/rubi/annotated.mp4

bad
  Error      bad.mp4: no video was found

  Together   100 frames in 4.4 s, 22.7 frames a second
)");
}

TEST(PlainRun, UnknownIsNeverZero) {
  auto source = a_source();
  source["coverage"] = {{"people_per_frame", nullptr}, {"ball_measured", nullptr}};
  source.erase("bottleneck");
  const auto text = plain_run(a_run({source}), {false, 80});
  EXPECT_EQ(text.find("Ball"), std::string::npos) << text;
  EXPECT_EQ(text.find("People"), std::string::npos) << text;
}

TEST(PlainRun, TeamsAreNamedInTheColoursOfTheVideo) {
  auto source = a_source();
  source["teams"] = Json::parse(R"([
    {"name": "A", "colour": "#7e87c2", "shown": "#dfe2f8"},
    {"name": "B", "colour": "#243235", "shown": "#00637b"}])");
  auto text = plain_run(a_run({source}), {false, 80});
  EXPECT_NE(text.find("  Teams      A white   B teal\n"), std::string::npos) << text;
  for (auto& team : source["teams"]) team["colour"] = nullptr;  // the theme's colours, of nobody
  text = plain_run(a_run({source}), {false, 80});
  EXPECT_NE(text.find("  Teams      A   B   not told apart\n"), std::string::npos) << text;
}

TEST(PlainRun, NamesFromOutsideCannotSteerTheTerminal) {
  auto source = a_source();
  source["source_id"] = "\033]0;title\a";
  source["teams"][0]["name"] = "A\033[2J";
  source["output"] = "/runs/a b\n";
  source["degraded"] = {"audio dropped: \033[31m"};
  for (const auto& text :
       {plain_run(a_run({source}), {false, 80}), plain_run(a_run({source, source}), {false, 80})}) {
    EXPECT_EQ(text.find('\033'), std::string::npos) << text;
    EXPECT_EQ(text.find('\a'), std::string::npos) << text;
    EXPECT_NE(text.find("'/runs/a b\\x0a/report.html'"), std::string::npos) << text;
  }
}

TEST(PlainRun, FollowsTheTerminalsWidth) {
  for (const int width : {40, 60, 80, 120})
    for (const auto& run : {a_run({a_source()}), a_run({a_source(), a_source()})}) {
      std::istringstream lines(plain_run(run, {false, width}));
      for (std::string line; std::getline(lines, line);) {
        if (line.find('/') != std::string::npos) continue;  // a path is never broken
        EXPECT_LE(columns(line), width) << line;
      }
    }
}

TEST(PlainRun, ARenderedVideoSaysWhatIsOnItAndWhatIsNot) {
  const auto answer = Json::parse(
      R"({"run": "runs/m", "output": "runs/m", "status": "partial", "rows": 90, "frames": 60,
          "reasons": ["the source ends after 2.400 s"], "view": "eval", "fps": 41.26,
          "degraded": [], "notes": [], "files": ["annotated.partial.mp4"]})");
  EXPECT_EQ(plain_render(answer, {false, 80}),
            "\nruns/m: done in part\n"
            "  Drawn      60 of 90 frames, view eval, 41.3 frames a second\n"
            "  Because    the source ends after 2.400 s\n"
            "  Video      runs/m/annotated.partial.mp4\n");
}

TEST(PlainRun, AnEmptyAnswerIsNoCrash) {
  for (const char* json : {"{}", "[]", "null", R"({"sources": []})", R"({"sources": [{}]})",
                           R"({"sources": [{"coverage": 3, "degraded": "x", "teams": {"a": 1}}]})"})
    EXPECT_NO_THROW(static_cast<void>(plain_run(Json::parse(json), {true, 40}))) << json;
}

}  // namespace
}  // namespace touchline::cli
