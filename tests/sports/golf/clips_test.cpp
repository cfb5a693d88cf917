// Every swing of a run as a video of its own.
#include "sports/golf/formats/clips.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/json_line.h"
#include "records/record.h"
#include "sink/video_support.h"
#include "sports/golf/swing_words.h"

namespace touchline::golf {
namespace {

using touchline::testing::TempDir;

/// A run with 10 s of video that begins at 1 s of the source, and swings from 1.5 s to 3 s and from
/// 6 s to 8 s.
ConvertInput filmed_run(const TempDir& dir) {
  const FrameInfo info = touchline::testing::shape(64, 48);
  Pool pool(image_bytes(info));
  auto writer = VideoWriter::open(touchline::testing::options_for(dir / "annotated.mp4"),
                                  touchline::testing::media_at(25), info);
  EXPECT_TRUE(writer);
  const auto times = touchline::testing::steady(250);
  for (std::size_t i = 0; i < times.size(); ++i)
    EXPECT_TRUE((*writer)->write(touchline::testing::draw(info, pool, static_cast<int>(i)),
                                 times[i], 40'000'000));
  EXPECT_TRUE((*writer)->close());

  std::ofstream events(dir / "events.jsonl");
  JsonLine line;
  std::int64_t number = 0;
  for (const auto& [from_s, to_s] : {std::pair{1.5, 3.0}, std::pair{6.0, 8.0}}) {
    Swing swing;
    swing.number = ++number;
    swing.at(SwingEvent::address) = {10, from_seconds(from_s), 1, nullptr};
    swing.at(SwingEvent::finish) = {20, from_seconds(to_s), 1, nullptr};
    Event event = event_of(swing, 1);
    event.id = number;
    append_json(line, event, "session");
    events << line.take() << '\n';
  }
  ConvertInput in;
  in.run_dir = dir.path();
  in.clock = {true, kSecond};
  return in;
}

std::size_t pictures_shown(const std::string& path) {
  return touchline::testing::shown_times(path).size();
}

TEST(Clips, HaveASecondBeforeAndAfterWhereThereIsOne) {
  const TempDir dir;
  const auto in = filmed_run(dir);
  const auto written = convert_clips(in, dir / "out");
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(*written, (std::vector<std::string>{dir / "out/swings/swing-01.mp4",
                                                dir / "out/swings/swing-02.mp4"}));
  EXPECT_EQ(pictures_shown(written->at(0)), 76U) << "0 s to 3 s of the video";
  EXPECT_EQ(pictures_shown(written->at(1)), 101U) << "4 s to 8 s";
}

TEST(Clips, OfSwingsThatAreNoMoreAreRemovedAndNothingElse) {
  const TempDir dir;
  const auto in = filmed_run(dir);
  std::filesystem::create_directory(dir / "swings");
  for (const char* name : {"swings/swing-07.mp4", "swings/mine.mp4"}) std::ofstream(dir / name);
  ASSERT_TRUE(convert_clips(in, dir.path()));
  EXPECT_FALSE(std::filesystem::exists(dir / "swings/swing-07.mp4"));
  EXPECT_TRUE(std::filesystem::exists(dir / "swings/mine.mp4"));
  std::vector<Swing> swings(3);
  for (std::size_t i = 0; i < swings.size(); ++i)
    swings[i].number = static_cast<std::int64_t>(i) + 1;
  EXPECT_THAT(clips_in(dir.path(), swings), ::testing::ElementsAre(1, 2));
}

TEST(Clips, WithoutAVideoTheRunIsToldWhatDrawsOne) {
  const TempDir dir;
  ConvertInput in;
  in.run_dir = dir.path();
  const auto none = convert_clips(in, dir.path());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::usage);
  EXPECT_THAT(none.error().message, ::testing::HasSubstr("touchline render"));
}

}  // namespace
}  // namespace touchline::golf
