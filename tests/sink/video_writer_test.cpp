#include "sink/video_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sink/video_support.h"

namespace touchline {
namespace {

using testing::draw;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::media_at;
using testing::options_for;
using testing::probe;
using testing::shape;
using testing::shown_times;
using testing::TempDir;

/// Encodes frames at `times_ns`; the last one lasts 40 ms.
VideoCounts encode(const VideoOptions& options, const MediaInfo& media, const FrameInfo& info,
                   const std::vector<Nanoseconds>& times_ns) {
  auto writer = VideoWriter::open(options, media, info);
  EXPECT_TRUE(writer) << writer.error().message;
  if (!writer) return {};
  Pool pool(image_bytes(info));
  for (std::size_t i = 0; i < times_ns.size(); ++i) {
    const auto status =
        (*writer)->write(draw(info, pool, static_cast<int>(i)), times_ns[i], 40'000'000);
    EXPECT_TRUE(status) << status.error().message;
  }
  auto counts = (*writer)->close();
  EXPECT_TRUE(counts) << counts.error().message;
  return counts ? *counts : VideoCounts{};
}

std::vector<Nanoseconds> steady(int frames, Nanoseconds step) {
  std::vector<Nanoseconds> times;
  for (int i = 0; i < frames; ++i) times.push_back(i * step);
  return times;
}

TEST(VideoWriter, WritesWhatABrowserPlays) {
  TempDir dir;
  const auto path = dir / "a.mp4";
  const auto counts =
      encode(options_for(path), media_at(25), shape(320, 180), steady(60, 40'000'000));
  EXPECT_EQ(counts.frames, 60);
  EXPECT_EQ(counts.bytes, static_cast<std::int64_t>(std::filesystem::file_size(path)));
  EXPECT_THAT(counts.degraded, IsEmpty());
  EXPECT_EQ(probe(path, "v:0", "stream=codec_name,profile,width,height,pix_fmt,avg_frame_rate"),
            "h264,High,320,180,yuv420p,25/1\n");
  EXPECT_NEAR(testing::numbers(probe(path, "v:0", "format=duration")).at(0), 2.4, 1e-3);
  EXPECT_THAT(testing::read_text(path).substr(4, 4), "ftyp");
}

TEST(VideoWriter, KeepsVariableTimesToATenthOfAMillisecond) {
  TempDir dir;
  const auto path = dir / "a.mp4";
  std::vector<Nanoseconds> times;
  Nanoseconds at = 7'123'456'789;  // a source need not begin at 0
  for (int i = 0; i < 90; ++i) {
    times.push_back(at);
    at += 1'000'003LL * (8 + (i * 37) % 91);
  }
  const auto counts = encode(options_for(path), media_at(30), shape(160, 90), times);
  EXPECT_EQ(counts.origin_ns, times[0]);
  const auto shown = shown_times(path);
  ASSERT_EQ(shown.size(), times.size());
  for (std::size_t i = 0; i < shown.size(); ++i)
    EXPECT_NEAR(shown[i], to_seconds(times[i] - times[0]), 1e-4) << i;
}

TEST(VideoWriter, ForcesKeyFramesByTime) {
  TempDir dir;
  const auto path = dir / "a.mp4";
  auto options = options_for(path);
  options.keyframe_s = 0.5;
  std::vector<Nanoseconds> times = steady(50, 20'000'000);                  // 1 s at 50 a second,
  for (int i = 0; i < 20; ++i) times.push_back(kSecond + i * 100'000'000);  // 2 s at 10 a second
  encode(options, media_at(50), shape(160, 90), times);
  std::vector<double> keys;
  std::stringstream lines(probe(path, "v:0", "packet=pts_time,flags"));
  for (std::string line; std::getline(lines, line);)
    if (line.find('K') != std::string::npos) keys.push_back(std::stod(line));
  ASSERT_GE(keys.size(), 6U);
  for (std::size_t i = 1; i < keys.size(); ++i) EXPECT_LE(keys[i] - keys[i - 1], 0.55) << keys[i];
}

}  // namespace
}  // namespace touchline
