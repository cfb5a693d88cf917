// Broken input: counted, skipped or refused with a reason, never a crash.
#include <fstream>

#include "playback.h"

namespace touchline {
namespace {

using namespace testing;

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string good_clip(const Scratch& scratch, const std::string& name = "good.mp4") {
  const auto clip = scratch / name;
  ffmpeg(test_picture(320, 180, 4) +
         "-c:v libx264 -preset ultrafast -g 25 -threads 1 -movflags +faststart " + clip);
  return clip;
}

TEST(Damage, ATruncatedFilePlaysAsFarAsItGoes) {
  const Scratch scratch;
  for (const std::string name : {"cut.mp4", "cut.mkv", "cut.avi"}) {
    const std::string bytes = bytes_of(good_clip(scratch, "whole_" + name));
    write_bytes(scratch / name, bytes.substr(0, bytes.size() * 6 / 10));
    const Played played = play(scratch / name);
    EXPECT_EQ(played.error, "") << name;
    EXPECT_TRUE(played.counts.truncated) << name;
    EXPECT_GT(played.frames.size(), 30U) << name;
    EXPECT_LT(played.frames.size(), 90U) << name;
    EXPECT_TRUE(strictly_increasing(played.frames)) << name;
    EXPECT_FALSE(play(scratch / ("whole_" + name)).counts.truncated) << name;
  }
}

TEST(Damage, APartThatWasAskedForIsNotTruncation) {
  const Scratch scratch;
  const auto clip = good_clip(scratch);
  EXPECT_FALSE(play_with({.url = clip, .end_ns = kSecond}).counts.truncated);
  EXPECT_FALSE(play_with({.url = clip, .max_frames = 10}).counts.truncated);
}

TEST(Damage, FlippedBitsAreCountedAndSkipped) {
  const Scratch scratch;
  std::string bytes = bytes_of(good_clip(scratch));
  for (std::size_t at = bytes.size() / 3; at < bytes.size(); at += 3001)
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  write_bytes(scratch / "flipped.mp4", bytes);
  const Played played = play(scratch / "flipped.mp4");
  EXPECT_EQ(played.error, "");
  EXPECT_GT(played.counts.frames_corrupt + played.counts.packets_corrupt, 0);
  EXPECT_GT(played.frames.size(), 10U);
  EXPECT_EQ(played.counts.frames_decoded,
            played.counts.frames_delivered + played.counts.frames_corrupt);
  EXPECT_TRUE(strictly_increasing(played.frames));
}

TEST(Damage, AnyPrefixAndAnyNoiseEndsWell) {
  const Scratch scratch;
  const std::string good = bytes_of(good_clip(scratch));
  std::uint32_t state = 1;
  const auto random = [&] { return state = state * 1664525U + 1013904223U; };
  for (int round = 0; round < 40; ++round) {
    std::string bytes = good.substr(0, 1 + random() % good.size());
    for (int hit = 0; hit < round; ++hit)
      bytes[random() % std::min<std::size_t>(bytes.size(), 4000)] = static_cast<char>(random());
    write_bytes(scratch / "noise.mp4", bytes);
    const Played played = play(scratch / "noise.mp4");
    EXPECT_TRUE(strictly_increasing(played.frames));
    if (!played.error.empty()) {
      EXPECT_NE(played.error.find("noise.mp4"), std::string::npos) << played.error;
    }
  }
}

TEST(Damage, AudioOnlySaysSo) {
  const Scratch scratch;
  const auto clip = scratch / "sound.mp4";
  ffmpeg("-f lavfi -i sine=duration=1 -c:a aac " + clip);
  const Played played = play(clip);
  EXPECT_NE(played.error.find("audio (aac)"), std::string::npos) << played.error;
}

TEST(Damage, ACoverPictureIsNoVideo) {
  const Scratch scratch;
  const auto cover = scratch / "cover.png", song = scratch / "song.mp3";
  ffmpeg("-f lavfi -i color=red:size=64x64 -frames:v 1 " + cover);
  ffmpeg("-f lavfi -i sine=duration=1 -i " + cover +
         " -map 0 -map 1 -c:v copy -disposition:v attached_pic " + song);
  const Played played = play(song);
  EXPECT_NE(played.error.find("no moving pictures"), std::string::npos) << played.error;
}

TEST(Damage, PicturesLargerThanTheLimitAreRefused) {
  const Scratch scratch;
  const auto bomb = scratch / "bomb.mkv";
  ffmpeg("-f lavfi -i color=black:size=16400x64:rate=1:duration=1 -c:v ffv1 " + bomb);
  const Played played = play(bomb);
  EXPECT_NE(played.error.find("16384x16384"), std::string::npos) << played.error;
}

}  // namespace
}  // namespace touchline
