// Recordings that are not in order, whole runs: what is on disk afterwards, and what is said.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

/// A second of pictures and a tone as a transport stream whose clock begins at `offset` s.
std::string part_at(const std::string& offset) {
  const auto whole = clip("second.mp4",
                          "-f lavfi -i testsrc2=size=320x180:rate=25:duration=1 -f lavfi -i "
                          "sine=440:sample_rate=48000:duration=1 -c:v libx264 -preset veryfast "
                          "-pix_fmt yuv420p -c:a aac");
  return clip("second_" + offset + ".ts", "-i " + whole + " -c copy -output_ts_offset " + offset);
}

std::string joined(const TempDir& dir, const Words& parts) {
  std::ofstream out(dir / "joined.ts", std::ios::binary);
  for (const auto& part : parts) out << read_text(part);
  return dir / "joined.ts";
}

std::vector<Json> seams_of(const std::string& dir) {
  std::vector<Json> seams;
  for (const auto& event : json_lines(dir + "/events.jsonl"))
    if (event["type"] == "timeline_gap") seams.push_back(event);
  return seams;
}

TEST(Sources, AClockThatStartsAgain) {
  const TempDir dir;
  const auto outcome = run_touchline({joined(dir, {part_at("10800"), part_at("0")})}, dir / "o");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto rows = json_lines(dir / "o/tracking.jsonl");
  ASSERT_EQ(rows.size(), 50U);
  EXPECT_NEAR(rows.back()["pts_ns"].get<double>() - rows.front()["pts_ns"].get<double>(), 1.96e9,
              2e6);
  const auto seams = seams_of(dir / "o");
  ASSERT_EQ(seams.size(), 1U);
  EXPECT_EQ(seams[0]["subtype"], "joined");
  EXPECT_NEAR(seams[0]["values"]["clock_jump_s"].get<double>(), -10801, 0.2);
  EXPECT_EQ(shown_times(dir / "o/annotated.mp4").size(), 50U);
  EXPECT_EQ(decoding_complaints(dir / "o/annotated.mp4"), "");
  EXPECT_EQ(manifest_of(dir / "o")["run"]["status"], "ok");
}

TEST(Sources, AStreamCutInsideAPacketIsPartialAndSaysWhy) {
  const TempDir dir;
  const auto whole = read_text(part_at("0"));
  std::ofstream(dir / "cut.ts", std::ios::binary)
      << whole.substr(0, whole.size() / 188 / 2 * 188 + 99);
  const auto outcome = run_touchline({dir / "cut.ts"}, dir / "o", {"--no-video"});
  EXPECT_EQ(outcome.exit_code, 6) << outcome.err;
  const auto run = manifest_of(dir / "o")["run"];
  EXPECT_EQ(run["status"], "partial");
  EXPECT_THAT(run["reasons"].dump(), HasSubstr("inside a packet"));
}

/// libav does not see that the codec of a stream is another one under the same number.
TEST(Sources, WhatCannotBeFollowedIsSaid) {
  const TempDir dir;
  const auto first = part_at("0");
  const auto other =
      clip("second_mpeg2.ts", "-i " + first + " -an -c:v mpeg2video -bf 0 -output_ts_offset 1.0");
  const auto outcome = run_touchline({joined(dir, {first, other})}, dir / "o", {"--no-video"});
  EXPECT_EQ(outcome.exit_code, 6) << outcome.err;
  const auto run = manifest_of(dir / "o")["run"];
  EXPECT_EQ(run["status"], "partial");
  EXPECT_THAT(run["reasons"].dump(), HasSubstr("changes from h264 to mpeg2video"));
}

TEST(Sources, PartsOfOneRecordingAreOneSource) {
  const TempDir dir;
  const auto a = small_clip("GX010042.MP4"), b = small_clip("GX020042.MP4");
  const auto outcome = run_touchline({a, b}, dir / "o", {"--no-video", "--join"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto rows = json_lines(dir / "o/tracking.jsonl");
  ASSERT_EQ(rows.size(), 50U);
  EXPECT_EQ(rows.back()["frame"], 49);
  EXPECT_EQ(rows.back()["pts_ns"], 49 * 40'000'000);
  EXPECT_EQ(rows.back()["source_id"], "gx010042");
  EXPECT_EQ(manifest_of(dir / "o")["source"]["parts"], Json({a, b}));
}

TEST(Sources, AMissingPictureIsNamed) {
  const TempDir dir;
  fs::create_directory(dir / "seq");
  ASSERT_EQ(
      std::system(
          ("ffmpeg -v error -i " + small_clip() + " -frames:v 12 " + (dir / "seq/%d.jpg")).c_str()),
      0);
  fs::remove(dir / "seq/6.jpg");
  const auto outcome = run_touchline({dir / "seq"}, dir / "o", {"--no-video"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(json_lines(dir / "o/tracking.jsonl").size(), 11U);
  const auto seams = seams_of(dir / "o");
  ASSERT_EQ(seams.size(), 1U);
  EXPECT_EQ(seams[0]["subtype"], "missing");
  EXPECT_EQ(seams[0]["values"]["missing_pictures"], 1);
}

TEST(Sources, AStartPastTheEndTouchesNothing) {
  const TempDir dir;
  const auto outcome = run_touchline({small_clip()}, dir / "o", {"--start", "60"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("0.960 s"));
  EXPECT_FALSE(fs::exists(dir / "o"));
}

TEST(Sources, OneSignalEndsTheWaitForAFifo) {
  const TempDir dir;
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  Child child(run_words({dir / "fifo"}, dir / "o", {"--set", "input.open_timeout_s=60"}));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_FALSE(child.ended());
  child.signal(SIGINT);
  const auto outcome = child.wait(10);
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
}

TEST(Sources, CheckTellsWhatTheStreamDoes) {
  const TempDir dir;
  const auto report = Json::parse(
      touchline({"check", joined(dir, {part_at("10800"), part_at("0")})}).out, nullptr, false);
  ASSERT_FALSE(report.is_discarded());
  EXPECT_EQ(report["times"]["joins"], 1);
  EXPECT_EQ(report["times"]["frames_looked_at"], 50);
  EXPECT_NEAR(report["duration_s"].get<double>(), 2.0, 0.1);
}

}  // namespace
}  // namespace touchline::testing
