// Pictures in files of their own, and one recording in several files.
#include <fstream>

#include "playback.h"

namespace touchline {
namespace {

using namespace testing;
namespace fs = std::filesystem;

TEST(Pictures, AMissingOneLeavesItsPlaceEmptyAndIsNamed) {
  const Scratch scratch;
  fs::create_directory(scratch / "seq");
  ffmpeg(test_picture(96, 64, 0.48) + (scratch / "seq/%d.jpg"));
  fs::remove(scratch / "seq/6.jpg");
  for (const std::string& url : {scratch / "seq", scratch / "seq/%d.jpg"}) {
    const Played played = play(url, true);
    EXPECT_EQ(played.error, "") << url;
    ASSERT_EQ(played.frames.size(), 11U);
    EXPECT_EQ(played.info.frames, 11);
    EXPECT_EQ(played.info.duration_ns, 480'000'000);
    EXPECT_FALSE(played.info.still);
    EXPECT_FALSE(played.counts.truncated);
    for (std::size_t i = 0; i < 11; ++i) {
      EXPECT_EQ(played.frames[i].pts_ns, 40'000'000 * static_cast<Nanoseconds>(i < 5 ? i : i + 1));
      EXPECT_EQ(played.frames[i].seam.missing, i == 5 ? 1 : 0);
    }
    EXPECT_EQ(played.frames[9].hash, play(scratch / "seq/11.jpg", true).frames.at(0).hash)
        << "the tenth is the file 11.jpg: natural order";
  }
}

TEST(Pictures, APhotoIsOnePicture) {
  const Scratch scratch;
  const auto photo = scratch / "photo.jpg";
  ffmpeg(test_picture(96, 64, 0.04) + "-frames:v 1 " + photo);
  const Played played = play(photo);
  EXPECT_EQ(played.error, "");
  ASSERT_EQ(played.frames.size(), 1U);
  EXPECT_TRUE(played.info.still);
  EXPECT_EQ(played.info.frames, 1);
  EXPECT_EQ(played.info.width, 96);
  EXPECT_EQ(played.counts.times_repaired, 0);
}

TEST(Pictures, OneThatCannotBeReadIsCounted) {
  const Scratch scratch;
  ffmpeg(test_picture(96, 64, 0.2) + (scratch / "%d.png"));
  std::ofstream(scratch / "3.png") << "no picture";
  const Played played = play(scratch / "%d.png");
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.frames.size(), 4U);
  EXPECT_GE(played.counts.packets_corrupt + played.counts.frames_corrupt, 1);
}

class Parts : public ::testing::Test {
 protected:
  std::string part(const std::string& name, double seconds, const std::string& more = "") {
    const auto path = scratch_ / name;
    ffmpeg(test_picture(160, 120, seconds) +
           fmt::format("-f lavfi -i sine=frequency=440:sample_rate=48000:duration={} ", seconds) +
           "-c:v libx264 -preset ultrafast -bf 2 -threads 1 -c:a aac " + more + " " + path);
    return path;
  }
  Scratch scratch_;
};

TEST_F(Parts, FollowOneAnotherOnOneClock) {
  const auto a = part("GX010042.MP4", 2), b = part("GX020042.MP4", 1);
  std::ofstream(scratch_ / "match.txt") << "GX010042.MP4\nGX020042.MP4\n";
  SourceOptions in_order;
  in_order.url = a;
  in_order.more = {b};
  in_order.deinterlace = Deinterlace::off;  // it would look across the joint
  SourceOptions listed = in_order, second = in_order;
  listed.url = scratch_ / "match.txt";
  second.url = b;
  listed.more = second.more = {};
  for (const Played& played : {play_with(in_order, true), play_with(listed, true)}) {
    EXPECT_EQ(played.error, "");
    ASSERT_EQ(played.frames.size(), 75U);
    for (std::size_t i = 0; i < 75; ++i) {
      EXPECT_EQ(played.frames[i].pts_ns, 40'000'000 * static_cast<Nanoseconds>(i)) << i;
      EXPECT_EQ(played.frames[i].index, static_cast<std::int64_t>(i));
      EXPECT_TRUE(played.frames[i].seam.empty());
    }
    EXPECT_EQ(played.frames[50].hash, play_with(second, true).frames[0].hash);
    EXPECT_EQ(played.info.frames, 75);
    EXPECT_NEAR(to_seconds(played.info.duration_ns.value_or(0)), 3.0, 0.06);
    EXPECT_EQ(played.info.parts.size(), 2U);
    EXPECT_EQ(played.counts.times_repaired, 0);
    EXPECT_FALSE(played.counts.truncated);
    ASSERT_FALSE(played.audio.empty());
    for (std::size_t i = 1; i < played.audio.size(); ++i) {
      const double step = to_seconds(played.audio[i].pts_ns - played.audio[i - 1].pts_ns);
      EXPECT_GT(step, 0.010) << i;
      EXPECT_LT(step, 0.065) << i;
    }
    EXPECT_NEAR(to_seconds(played.audio.back().pts_ns), 3.0, 0.06);
  }
}

TEST_F(Parts, AStartInALaterPart) {
  SourceOptions options;
  options.url = part("a.mp4", 2);
  options.more = {part("b.mp4", 2)};
  const Played whole = play_with(options, true);
  options.start_ns = 2'500'000'000;
  const Played late = play_with(options, true);
  EXPECT_EQ(late.error, "");
  ASSERT_EQ(late.frames.size(), 37U);
  for (std::size_t i = 0; i < 37; ++i) {
    EXPECT_EQ(late.frames[i].hash, whole.frames[i + 63].hash);
    EXPECT_EQ(late.frames[i].index, whole.frames[i + 63].index);
  }
}

TEST_F(Parts, OfOneSize) {
  SourceOptions options;
  options.url = part("a.mp4", 0.4);
  options.more = {part("b.mp4", 0.4, "-vf scale=320:240")};
  const auto source = Source::open(options);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Errc::bad_input);
  for (const char* word : {"b.mp4", "320x240", "160x120", "one size"})
    EXPECT_NE(source.error().message.find(word), std::string::npos) << source.error().message;
}

}  // namespace
}  // namespace touchline
