// --start: what comes before is left out undecoded, and what is delivered is the same as without.
#include <cerrno>
#include <fstream>
#include <thread>

#include "playback.h"

namespace touchline {
namespace {

using namespace testing;

constexpr const char* kTone = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=12 ";

/// The frames of `whole` from `start` on.
std::vector<PlayedFrame> from(const Played& whole, Nanoseconds start) {
  std::vector<PlayedFrame> rest;
  for (const auto& frame : whole.frames)
    if (frame.pts_ns >= start) rest.push_back(frame);
  return rest;
}

void expect_the_same(const std::string& clip, std::int64_t most_decoded) {
  const Played whole = play(clip, true);
  ASSERT_EQ(whole.error, "");
  for (const double start_s : {0.0, 3.999, 4.0, 7.13, 11.5}) {
    SCOPED_TRACE(fmt::format("{} from {}", clip, start_s));
    const Played part = play_with({.url = clip, .start_ns = from_seconds(start_s)}, true);
    EXPECT_EQ(part.error, "");
    const auto expected = from(whole, from_seconds(start_s));
    ASSERT_EQ(part.frames.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(part.frames[i].index, expected[i].index);
      EXPECT_EQ(part.frames[i].pts_ns, expected[i].pts_ns);
      EXPECT_EQ(part.frames[i].hash, expected[i].hash) << i;
    }
    if (start_s > 11) {
      EXPECT_LE(part.counts.frames_decoded, most_decoded);
    }
    std::vector<Nanoseconds> sound, expected_sound;
    for (const auto& packet : part.audio) sound.push_back(packet.pts_ns);
    for (const auto& packet : whole.audio)
      if (packet.pts_ns >= from_seconds(start_s)) expected_sound.push_back(packet.pts_ns);
    EXPECT_EQ(sound, expected_sound);
  }
}

struct Kind {
  const char *name, *arguments, *ending;
  std::int64_t most_decoded;  ///< for the last half second: one group of pictures
};

class StartLate : public ::testing::TestWithParam<Kind> {};

TEST_P(StartLate, GivesTheSamePicturesNumbersAndSound) {
  const Scratch scratch;
  const auto clip = scratch / (std::string("clip.") + GetParam().ending);
  ffmpeg(test_picture(96, 64, 12) + kTone + "-shortest -threads 1 " + GetParam().arguments + " " +
         clip);
  expect_the_same(clip, GetParam().most_decoded);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, StartLate,
    ::testing::Values(
        Kind{"mp4_closed", "-c:v libx264 -preset veryfast -bf 2 -g 25", "mp4", 40},
        Kind{"mp4_open", "-c:v libx264 -preset veryfast -bf 3 -g 25 -x264-params open-gop=1", "mp4",
             40},
        Kind{"ts_open", "-c:v libx264 -preset veryfast -bf 3 -g 25 -x264-params open-gop=1", "ts",
             40},
        Kind{"mkv", "-c:v libx264 -preset veryfast -bf 2 -g 25 -c:a aac", "mkv", 40},
        Kind{"vfr",
             "-vf \"select='not(mod(n,7))+not(mod(n,5))'\" -vsync vfr -c:v libx264 -preset "
             "veryfast -g 12",
             "mp4", 40},
        Kind{"hevc", "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=25", "mp4",
             40},
        Kind{"late_first", "-output_ts_offset 7.5 -c:v libx264 -preset veryfast -g 25", "ts", 40},
        Kind{"mpeg2", "-c:v mpeg2video -bf 2 -g 15", "mpg", 40},
        Kind{"mpeg4", "-c:v mpeg4 -bf 2 -g 15", "avi", 400},
        Kind{"intra_refresh",
             "-c:v libx264 -preset veryfast -x264-params intra-refresh=1:keyint=25", "ts", 400}),
    [](const auto& each) { return each.param.name; });

TEST(StartLate, AnEditListMovesTheStart) {
  const Scratch scratch;
  const auto whole = scratch / "whole.mp4", cut = scratch / "cut.mp4";
  ffmpeg(test_picture(96, 64, 14) + kTone + "-c:v libx264 -preset veryfast -bf 2 -g 50 " + whole);
  ffmpeg("-ss 1.3 -i " + whole + " -c copy " + cut);
  expect_the_same(cut, 400);
}

TEST(StartLate, ALongFileIsEnteredThroughItsIndex) {
  const Scratch scratch;
  const auto part = scratch / "part.mp4", clip = scratch / "long.mp4";
  ffmpeg(test_picture(96, 64, 8) + "-c:v libx264 -preset ultrafast -bf 2 -g 50 " + part);
  ffmpeg("-stream_loop 149 -i " + part + " -c copy " + clip);  // 20 minutes
  const Nanoseconds before = process_cpu_now();
  const Played late = play_with({.url = clip, .start_ns = 1190 * kSecond, .max_frames = 5}, true);
  const double cpu = to_seconds(process_cpu_now() - before);
  ASSERT_EQ(late.frames.size(), 5U);
  EXPECT_EQ(late.frames[0].index, 1190 * 25);
  EXPECT_EQ(late.frames[0].pts_ns, 1190 * kSecond);
  EXPECT_LT(late.counts.frames_decoded, 110);
  EXPECT_LT(cpu, 1.0);
  const Played early = play_with({.url = part, .start_ns = 6 * kSecond, .max_frames = 5}, true);
  EXPECT_EQ(hashes(late), hashes(early)) << "1190 s is 148 rounds of 8 s, and 6 s";
}

TEST(StartLate, PastTheEndSaysHowLongItIs) {
  const Scratch scratch;
  const auto clip = scratch / "short.mp4", gif = scratch / "short.gif";
  ffmpeg(test_picture(96, 64, 2) + kX264 + clip);
  ffmpeg(test_picture(96, 64, 2) + gif);
  for (const auto& name : {clip, gif}) {
    const Played late = play_with({.url = name, .start_ns = 60 * kSecond});
    EXPECT_NE(late.error.find("60 s"), std::string::npos) << late.error;
    EXPECT_NE(late.error.find("1.9"), std::string::npos) << late.error;
    EXPECT_TRUE(late.frames.empty());
  }
}

}  // namespace
}  // namespace touchline
