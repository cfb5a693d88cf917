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
using testing::output_of;
using testing::probe;
using testing::shape;
using testing::shown_times;
using testing::steady;
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

TEST(VideoWriter, BoundsTheDelayOfTheEncoder) {
  // x264 writes its settings into the stream.
  const auto settings = [](const char* preset, int rate, double expected) {
    TempDir dir;
    auto options = options_for(dir / "a.mp4");
    options.preset = preset;
    options.frame_rate = expected;
    encode(options, media_at(rate), shape(64, 64), steady(2, kSecond / rate));
    return testing::read_text(dir / "a.mp4");
  };
  const auto usual = settings("superfast", 25, 0);
  EXPECT_THAT(usual, HasSubstr(" rc_lookahead=10 "));
  EXPECT_THAT(usual, HasSubstr(" mbtree=1 "));
  EXPECT_THAT(usual, HasSubstr(" bframes=0 "));
  EXPECT_THAT(settings("slow", 25, 0),
              HasSubstr(" rc_lookahead=24 "));  // not 50 frames: one second
  EXPECT_THAT(settings("superfast", 30, 5),
              HasSubstr(" rc_lookahead=4 "));  // every sixth frame of 30
  EXPECT_THAT(settings("superfast", 1, 0), HasSubstr(" mbtree=0 "));
  EXPECT_THAT(settings("superfast", 90000, 0), HasSubstr(" rc_lookahead=10 "));
}

TEST(VideoWriter, PadsOddSizesWithTheLastRowAndColumn) {
  for (const auto format : {PixelFormat::i420, PixelFormat::nv12}) {
    TempDir dir;
    const auto path = dir / "a.mp4";
    auto options = options_for(path);
    options.crf = 1;
    const auto info = shape(75, 53, format);
    const auto counts = encode(options, media_at(25), info, steady(5, 40'000'000));
    EXPECT_EQ(counts.width, 76);
    EXPECT_EQ(counts.height, 54);
    EXPECT_THAT(counts.notes, ElementsAre(HasSubstr("padded from 75x53 to 76x54")));
    EXPECT_THAT(counts.degraded, IsEmpty());
    const auto raw = output_of("ffmpeg -v error -i '" + path + "' -frames:v 1 -f rawvideo -");
    ASSERT_EQ(raw.size(), 76U * 54 * 3 / 2);
    Pool pool(image_bytes(info));
    const Frame first = draw(info, pool, 0);
    for (int y = 0; y < 54; ++y)
      for (int x = 0; x < 76; ++x)
        ASSERT_NEAR(static_cast<std::uint8_t>(raw[static_cast<std::size_t>(y * 76 + x)]),
                    first.plane(0).row(std::min(y, 52))[std::min(x, 74)], 6)
            << x << "," << y;
  }
}

TEST(VideoWriter, TakesNv12AndI420Alike) {
  TempDir dir;
  const auto times = steady(30, 40'000'000);
  encode(options_for(dir / "i420.mp4"), media_at(25), shape(160, 90), times);
  encode(options_for(dir / "nv12.mp4"), media_at(25), shape(160, 90, PixelFormat::nv12), times);
  // draw() gives U and V the same ramp, so both layouts hold the same picture.
  EXPECT_TRUE(testing::read_text(dir / "i420.mp4") == testing::read_text(dir / "nv12.mp4"));
}

TEST(VideoWriter, SameFramesGiveTheSameBytes) {
  for (const int threads : {1, 2}) {
    TempDir dir;
    for (const char* name : {"a.mp4", "b.mp4"}) {
      auto options = options_for(dir / name);
      options.threads = threads;
      encode(options, media_at(25), shape(320, 180), steady(60, 40'000'000));
    }
    EXPECT_TRUE(testing::read_text(dir / "a.mp4") == testing::read_text(dir / "b.mp4")) << threads;
  }
}

TEST(VideoWriter, CarriesColourAndSampleAspect) {
  TempDir dir;
  const auto path = dir / "a.mp4";
  auto info = shape(160, 90);
  auto media = media_at(25);
  const auto tags =
      "stream=sample_aspect_ratio,color_range,color_space,color_transfer,color_primaries";

  info.colour = {Colour::Matrix::bt601, Colour::Range::full, 5, 6};
  media.sample_aspect = {16, 15};
  encode(options_for(path), media, info, steady(3, 40'000'000));
  EXPECT_EQ(probe(path, "v:0", tags), "16:15,pc,smpte170m,smpte170m,bt470bg\n");

  info.colour = {Colour::Matrix::bt709, Colour::Range::limited, 1, 1};
  media.sample_aspect = {1, 1};
  encode(options_for(path), media, info, steady(3, 40'000'000));
  EXPECT_EQ(probe(path, "v:0", tags), "1:1,tv,bt709,bt709,bt709\n");

  info.colour = {Colour::Matrix::bt2020, Colour::Range::limited, 2, 250};
  encode(options_for(path), media, info, steady(3, 40'000'000));
  EXPECT_EQ(probe(path, "v:0", tags), "1:1,tv,bt2020nc,unknown,unknown\n");
}

TEST(VideoWriter, KeepsAnOriginItIsGiven) {
  TempDir dir;
  auto options = options_for(dir / "a.mp4");
  options.origin_ns = kSecond;
  encode(options, media_at(25), shape(64, 64), {1'500'000'000, 1'540'000'000});
  EXPECT_THAT(shown_times(dir / "a.mp4"), ElementsAre(0.5, 0.54));
}

TEST(VideoWriter, TellsFramesApartThatShareATick) {
  TempDir dir;
  encode(options_for(dir / "a.mp4"), media_at(25), shape(64, 64), {0, 1, 2, 40'000'000});
  EXPECT_THAT(shown_times(dir / "a.mp4"), ::testing::SizeIs(4));
}

TEST(VideoWriter, FileWithoutFramesIsStillAFile) {
  TempDir dir;
  auto writer = VideoWriter::open(options_for(dir / "a.mp4"), media_at(25), shape(64, 64));
  ASSERT_TRUE(writer);
  const auto counts = (*writer)->close();
  ASSERT_TRUE(counts) << counts.error().message;
  EXPECT_EQ(counts->frames, 0);
  EXPECT_EQ(counts->origin_ns, kNoTime);
}

TEST(VideoWriter, LeavesAWholeFileWithoutClose) {
  TempDir dir;
  {
    const auto info = shape(64, 64);
    auto writer = VideoWriter::open(options_for(dir / "a.mp4"), media_at(25), info);
    ASSERT_TRUE(writer);
    Pool pool(image_bytes(info));
    for (int i = 0; i < 20; ++i)
      ASSERT_TRUE((*writer)->write(draw(info, pool, i), i * 40'000'000LL, 40'000'000));
  }
  EXPECT_THAT(shown_times(dir / "a.mp4"), ::testing::SizeIs(20));
}

TEST(VideoWriter, RefusesFramesThatDoNotFit) {
  TempDir dir;
  const auto info = shape(64, 64);
  auto writer = VideoWriter::open(options_for(dir / "a.mp4"), media_at(25), info);
  ASSERT_TRUE(writer);
  Pool pool(image_bytes(info));
  const auto other = (*writer)->write(draw(shape(32, 64), pool, 0), 0, 0);
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("32x64 i420 does not fit a video of 64x64 i420"));

  writer = VideoWriter::open(options_for(dir / "b.mp4"), media_at(25), info);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->write(draw(info, pool, 0), 100, 0));
  const auto late = (*writer)->write(draw(info, pool, 1), 100, 0);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().message, HasSubstr("comes too late"));
  EXPECT_FALSE((*writer)->close());  // an error is remembered
}

TEST(VideoWriter, NamesSettingsOutOfRange) {
  TempDir dir;
  const auto refused = [&](auto change, const FrameInfo& info = shape(64, 64)) {
    auto options = options_for(dir / "a.mp4");
    change(options);
    auto writer = VideoWriter::open(options, media_at(25), info);
    EXPECT_FALSE(writer);
    return writer ? Error{} : writer.error();
  };
  const auto preset = refused([](auto& o) { o.preset = "quick"; });
  EXPECT_EQ(preset.code, Errc::bad_config);
  EXPECT_THAT(preset.message, HasSubstr("'quick' is no x264 preset; choose one of ultrafast"));
  EXPECT_EQ(refused([](auto& o) { o.crf = 0; }).where, "crf");
  EXPECT_EQ(refused([](auto& o) { o.crf = 52; }).where, "crf");
  EXPECT_EQ(refused([](auto& o) { o.threads = 0; }).where, "threads");
  EXPECT_EQ(refused([](auto& o) { o.fragment_s = 0; }).code, Errc::bad_config);
  EXPECT_EQ(refused([](auto& o) { o.keyframe_s = -1; }).code, Errc::bad_config);
  EXPECT_EQ(refused([](auto&) {}, shape(64, 64, PixelFormat::gray8)).code, Errc::usage);
  EXPECT_EQ(refused([](auto&) {}, shape(0, 64)).code, Errc::usage);
  EXPECT_FALSE(
      std::filesystem::exists(dir / "a.mp4"));  // nothing is touched before the settings are right
}

}  // namespace
}  // namespace touchline
