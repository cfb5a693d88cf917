// Outputs: pictures on threads of their own, behind the data and never in its way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "director/director.h"
#include "pipeline/callback_listener.h"
#include "pipeline/scripted.h"
#include "pipeline/slow_video.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using namespace testing;
using ::testing::HasSubstr;

TEST(Outputs, DataDoNotWaitForPicturesAndEveryPictureIsMade) {
  std::atomic<std::int64_t> rows{0};
  Callbacks callbacks;
  CallbackListener listener(callbacks);
  callbacks.on_frame = [&](const FrameResult&) { ++rows; };
  SlowVideo::Seen seen{.rows = &rows, .delay_us = 8000};
  FrameCensus census;
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.frames = 60, .census = &census}));
  setups.front().frames_under_way = 10;
  setups.front().listener = &listener;
  setups.front().outputs.push_back(slow_output(seen, "annotated.mp4"));
  ScriptedDetector network;
  const auto result = std::move(run_lanes(std::move(setups), network).front());
  EXPECT_EQ(result.frames, 60);
  EXPECT_EQ(result.video.frames, 60);
  ASSERT_EQ(seen.times.size(), 60U);
  EXPECT_TRUE(std::is_sorted(seen.times.begin(), seen.times.end()));
  EXPECT_GE(seen.rows_ahead, 3);
  EXPECT_LE(census.most, 10) << "what waits for its picture counts too";
  EXPECT_EQ(census.alive, 0);
  EXPECT_EQ(result.account.stage(Stage::encode).frames, 60);
}

/// A camera that sees ahead shows every picture, later and in order, with its sound, and the data
/// do not wait for it.
TEST(Outputs, ACameraThatSeesAheadShowsEveryPicture) {
  SlowVideo::Seen seen{};
  FrameCensus census;
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.frames = 60, .census = &census}));
  auto& lane = setups.front();
  lane.frames_under_way = 4;  // fewer than it holds on to
  const TempDir dir;
  auto output = slow_output(seen, "follow.mp4");
  auto windows = WindowPictures::create(lane.source->frame_info(), 64, 36);
  ASSERT_TRUE(windows);
  director::DirectorOptions options;
  options.lookahead_s = 0.4;
  output.board = windows->info();
  output.camera.emplace(std::make_unique<director::Director>(options, 9.0 / 16),
                        std::move(*windows));
  auto lines = LineWriter::open(dir / "follow.jsonl");
  ASSERT_TRUE(lines);
  output.framings = std::move(*lines);
  lane.outputs.push_back(std::move(output));
  ScriptedDetector network;
  const auto result = std::move(run_lanes(std::move(setups), network).front());
  EXPECT_FALSE(result.error);
  EXPECT_EQ(result.frames, 60);
  ASSERT_EQ(seen.times.size(), 60U);
  for (std::size_t i = 0; i < 60; ++i)
    EXPECT_EQ(seen.times[i], static_cast<Nanoseconds>(i) * 40'000'000);
  EXPECT_EQ(census.alive, 0);
  const auto text = read_text(dir / "follow.jsonl");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 60);
}

TEST(Outputs, TheNewestTakesThePlaceOfThoseThatWaitAndIsCounted) {
  SlowVideo::Seen seen{.delay_us = 4000}, all{};
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.frames = 80, .delay_us = 600}));
  setups.front().frames_under_way = 10;
  setups.front().outputs.push_back(slow_output(seen, "annotated.mp4", PicturePolicy::newest));
  setups.front().outputs.push_back(slow_output(all, "radar.mp4"));
  ScriptedDetector network;
  const auto result = std::move(run_lanes(std::move(setups), network).front());
  EXPECT_EQ(result.frames, 80);
  EXPECT_EQ(all.times.size(), 80U) << "one output does not wait for another";
  EXPECT_LT(seen.times.size(), 70U);
  EXPECT_GE(seen.times.size(), 2U);
  EXPECT_TRUE(std::is_sorted(seen.times.begin(), seen.times.end()));
  EXPECT_EQ(seen.times.back(), Nanoseconds{79} * 40'000'000) << "the last one is never left out";
  ASSERT_EQ(result.degraded.size(), 1U);
  EXPECT_EQ(result.degraded.front(),
            fmt::format("{} pictures left out of annotated.mp4: newer ones came before they could "
                        "be drawn and encoded",
                        80 - seen.times.size()));
}

TEST(Outputs, SoundGoesOnInOrderOverPicturesLeftOut) {
  SlowVideo::Seen seen{.delay_us = 3000};
  FrameInfo info;
  info.width = kPictureWidth;
  info.height = kPictureHeight;
  info.format = PixelFormat::gray8;
  Output output(slow_output(seen, "annotated.mp4", PicturePolicy::newest), {}, info, 0, 4);
  output.start([](const Error& error) { ADD_FAILURE() << error.message; });
  std::vector<Nanoseconds> all;
  const auto packet = [&] {
    Packet sound;
    sound.pts_ns = static_cast<Nanoseconds>(all.size());
    all.push_back(sound.pts_ns);
    return sound;
  };
  for (int i = 0; i < 12; ++i) {
    auto next = std::make_shared<Presented>();
    next->made.resize(1);
    next->moment.picture.pts_ns = i;
    next->moment.picture.audio = {packet(), packet()};
    output.push(std::move(next));
    std::this_thread::sleep_for(std::chrono::microseconds(900));
  }
  output.close({packet()});
  const auto ending = output.join();
  EXPECT_GT(ending.left_out, 2);
  EXPECT_EQ(ending.counts.frames + ending.left_out, 12);
  EXPECT_EQ(seen.sounds, all);
}

TEST(Outputs, OneThatFailsEndsAlone) {
  SlowVideo::Seen broken{.fails_at = 5}, sound{};
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.frames = 40}));
  setups.front().outputs.push_back(slow_output(sound, "annotated.mp4"));
  setups.front().outputs.push_back(slow_output(broken, "radar.mp4"));
  ScriptedDetector network;
  const auto result = std::move(run_lanes(std::move(setups), network).front());
  EXPECT_FALSE(result.error);
  EXPECT_EQ(result.frames, 40);
  EXPECT_EQ(sound.times.size(), 40U);
  EXPECT_EQ(broken.times.size(), 5U);
  EXPECT_THAT(result.ended, ::testing::ElementsAre("radar.mp4 ended early: the disk is full"));
}

TEST(Outputs, ASourceThatFailsKeepsThePicturesOfItsRows) {
  SlowVideo::Seen seen{.delay_us = 500};
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.frames = 60, .fail_at = 30}));
  setups.front().outputs.push_back(slow_output(seen, "annotated.mp4"));
  ScriptedDetector network;
  const auto result = std::move(run_lanes(std::move(setups), network).front());
  ASSERT_TRUE(result.error);
  EXPECT_EQ(static_cast<std::int64_t>(seen.times.size()), result.frames);
}

TEST(ChannelNewest, TakesOverFromWhatItReplacesAndNeverWaits) {
  Channel<int> channel(2);
  const auto add = [](int old, int& item) { item += 10 * old; };
  EXPECT_TRUE(channel.push_newest(1, add));
  EXPECT_TRUE(channel.push_newest(2, add));
  EXPECT_TRUE(channel.push_newest(3, add));
  EXPECT_EQ(channel.pop(), 123);
  channel.close();
  EXPECT_FALSE(channel.push_newest(3, add));
  EXPECT_FALSE(channel.pop());
}

}  // namespace
}  // namespace touchline
