// A part of a video as a file of its own: what is shown of it, and when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "sink/mp4_cut.h"
#include "sink/video_support.h"

namespace touchline {
namespace {

using testing::draw;
using ::testing::HasSubstr;
using testing::media_at;
using testing::options_for;
using testing::output_of;
using testing::probe;
using testing::read_text;
using testing::shape;
using testing::shown_times;
using testing::steady;
using testing::TempDir;

/// 5 s at 25 frames/s with a key frame each second.
void film(const std::string& path) {
  const FrameInfo info = shape(64, 48);
  Pool pool(image_bytes(info));
  auto writer = VideoWriter::open(options_for(path), media_at(25), info);
  ASSERT_TRUE(writer) << writer.error().message;
  const auto times = steady(125);
  for (std::size_t i = 0; i < times.size(); ++i)
    ASSERT_TRUE((*writer)->write(draw(info, pool, static_cast<int>(i)), times[i], 40'000'000));
  ASSERT_TRUE((*writer)->close());
}

/// A hash of every picture that a player shows.
std::vector<std::string> pictures(const std::string& path) {
  std::vector<std::string> hashes;
  std::stringstream lines(
      output_of("ffmpeg -v error -i '" + path + "' -map 0:v -fps_mode passthrough -f framemd5 -"));
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with('#')) hashes.push_back(line.substr(line.rfind(' ') + 1));
  return hashes;
}

TEST(CutMp4, ShowsThePicturesOfThatTimeFromZero) {
  TempDir dir;
  ASSERT_NO_FATAL_FAILURE(film(dir / "all.mp4"));
  const auto all = pictures(dir / "all.mp4");
  ASSERT_EQ(all.size(), 125U);
  struct Part {
    double from_s, to_s;
    std::size_t first, last;
  };
  for (const auto& [from_s, to_s, first, last] :
       {Part{1.4, 2.6, 35, 65}, Part{2, 3, 50, 75}, Part{0, 0.5, 0, 12}, Part{4.2, 9, 105, 124}}) {
    SCOPED_TRACE(from_s);
    const auto cut =
        cut_mp4(dir / "all.mp4", dir / "part.mp4", from_seconds(from_s), from_seconds(to_s));
    ASSERT_TRUE(cut) << cut.error().message;
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(last) + 1;
    EXPECT_EQ(pictures(dir / "part.mp4"), std::vector<std::string>(begin, end));
    const auto times = shown_times(dir / "part.mp4");
    ASSERT_EQ(times.size(), last - first + 1);
    EXPECT_NEAR(times.front(), 0, 0.04);
    EXPECT_NEAR(times.back(), static_cast<double>(last - first) / 25, 0.04);
    // What browsers want: H.264 of 4:2:0, the index first.
    EXPECT_EQ(probe(dir / "part.mp4", "v:0", "stream=codec_name,pix_fmt"), "h264,yuv420p\n");
    const auto bytes = read_text(dir / "part.mp4");
    EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
    EXPECT_FALSE(std::filesystem::exists(dir / "part.mp4.part"));
  }
}

TEST(CutMp4, TheSoundOfThatTimeGoesAlong) {
  TempDir dir;
  ASSERT_NO_FATAL_FAILURE(film(dir / "all.mp4"));
  output_of(
      "ffmpeg -v error -i '" + (dir / "all.mp4") +
      "' -f lavfi -i sine=frequency=440:sample_rate=48000 -map 0:v -map 1:a -c:v copy -c:a aac "
      "-shortest '" +
      (dir / "loud.mp4") + "'");
  ASSERT_TRUE(cut_mp4(dir / "loud.mp4", dir / "part.mp4", from_seconds(1.4), from_seconds(2.6)));
  const auto times = testing::numbers(probe(dir / "part.mp4", "a:0", "packet=pts_time"));
  ASSERT_FALSE(times.empty());
  EXPECT_NEAR(times.front(), 0, 0.022) << "a packet lasts 21 ms";
  EXPECT_NEAR(times.back(), 1.2, 0.022);
  EXPECT_EQ(pictures(dir / "part.mp4").size(), 31U);
}

TEST(CutMp4, TwiceIsTheSame) {
  TempDir dir;
  ASSERT_NO_FATAL_FAILURE(film(dir / "all.mp4"));
  for (const char* name : {"/a.mp4", "/b.mp4"})
    ASSERT_TRUE(cut_mp4(dir / "all.mp4", dir.path() + name, kSecond, 2 * kSecond));
  EXPECT_TRUE(read_text(dir / "a.mp4") == read_text(dir / "b.mp4"));
}

TEST(CutMp4, OfNothingIsAnErrorAndLeavesNoFile) {
  TempDir dir;
  ASSERT_NO_FATAL_FAILURE(film(dir / "all.mp4"));
  const auto behind = cut_mp4(dir / "all.mp4", dir / "part.mp4", 20 * kSecond, 21 * kSecond);
  ASSERT_FALSE(behind);
  EXPECT_THAT(behind.error().message, HasSubstr("no picture"));
  EXPECT_FALSE(cut_mp4(dir / "none.mp4", dir / "part.mp4", 0, kSecond));
  EXPECT_FALSE(cut_mp4(dir / "all.mp4", dir / "none/part.mp4", 0, kSecond));
  for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
    EXPECT_EQ(entry.path().filename(), "all.mp4");
}

}  // namespace
}  // namespace touchline
