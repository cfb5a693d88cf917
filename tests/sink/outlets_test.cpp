// One video for several places at once, of which some are slow, missing, or go away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "sink/outlet_board.h"
#include "sink/peers.h"
#include "sink/sound.h"
#include "sink/video_support.h"

namespace touchline {
namespace {

using ::testing::AllOf;
using testing::Beside;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Peer;
using testing::TempDir;

constexpr Nanoseconds kFrame = kSecond / 25;

/// 25 drawn pictures a second for several places.
class Broadcast {
 public:
  explicit Broadcast(std::vector<std::string> places,
                     const FrameInfo& info = testing::shape(160, 90))
      : info_(info), pool_(image_bytes(info)), options_(testing::options_for("broadcast")) {
    outlets_.paths = std::move(places);
    options_.patience_s = 2;
    options_.at_once = true;
    options_.segment_s = options_.keyframe_s = 1;
  }
  VideoOptions& options() { return options_; }
  VideoOutlets& outlets() { return outlets_; }
  Status open() {
    auto writer = VideoWriter::open(options_, outlets_, testing::media_at(25), info_);
    if (!writer) return writer.error();
    writer_ = std::move(*writer);
    return {};
  }
  /// `speed` times as fast as it plays; 0: at once. The longest that a call took, seconds.
  double write(int frames, double speed = 0) {
    Nanoseconds longest = 0;
    for (const int last = next_ + frames; next_ < last; ++next_) {
      const Frame frame = testing::draw(info_, pool_, next_);
      const Nanoseconds before = wall_now();
      const auto written = writer_->write(frame, next_ * kFrame, kFrame);
      longest = std::max(longest, wall_now() - before);
      EXPECT_TRUE(written) << written.error().message;
      if (!written) return 0;
      if (speed > 0)
        std::this_thread::sleep_for(
            std::chrono::nanoseconds(static_cast<Nanoseconds>(kFrame / speed)));
    }
    return to_seconds(longest);
  }
  /// Writes until `there`, for so long at most; how long it took, seconds.
  double write_until(const std::function<bool(const std::vector<OutletStatus>&)>& there,
                     double seconds) {
    const Nanoseconds begun = wall_now();
    while (!there(status()) && to_seconds(wall_now() - begun) < seconds) write(1, 1);
    return to_seconds(wall_now() - begun);
  }
  [[nodiscard]] std::vector<OutletStatus> status() const { return outlets_.board->all(); }
  VideoCounts close() {
    auto counts = writer_->close();
    EXPECT_TRUE(counts) << counts.error().message;
    writer_.reset();
    return counts ? *counts : VideoCounts();
  }

 private:
  FrameInfo info_;
  Pool pool_;
  VideoOptions options_;
  VideoOutlets outlets_;
  int next_ = 0;
  std::unique_ptr<VideoWriter> writer_;
};

TEST(Outlets, AllGetEveryPicture) {
  TempDir dir;
  Peer peer(SOCK_STREAM, Peer::Does::keeps, dir / "got.ts");
  Broadcast video({dir / "a.mp4", dir / "a.m3u8", "tcp://" + peer.host()});
  ASSERT_TRUE(video.open());
  // A peer is connected to while the first pictures come.
  video.write_until([](const auto& all) { return all[2].state == OutletState::sending; }, 10);
  const auto missed = video.status()[2].missed;
  video.write(60, 5);
  const auto counts = video.close();
  peer.finish();
  const auto all = static_cast<std::size_t>(counts.frames);
  EXPECT_GE(all, 60U);
  EXPECT_EQ(testing::shown_times(dir / "a.mp4").size(), all);
  EXPECT_EQ(testing::shown_times(dir / "a.m3u8").size(), all);
  EXPECT_EQ(testing::shown_times(dir / "got.ts").size(), all - static_cast<std::size_t>(missed));
  for (const auto& outlet : video.status()) {
    EXPECT_EQ(outlet.state, OutletState::ended) << outlet.target;
    EXPECT_EQ(outlet.connections, 1);
    EXPECT_EQ(outlet.dropped, 0);
    EXPECT_GT(outlet.bytes, 1000);
  }
}

TEST(Outlets, OneThatReadsNothingHoldsUpNobody) {
  TempDir dir;
  Peer peer(SOCK_STREAM, Peer::Does::never_reads);
  const auto large = testing::shape(1280, 720);
  Broadcast video({"tcp://" + peer.host(), dir / "a.mp4"}, large);
  video.options().crf = 1;  // more than the system's buffers hold
  video.options().patience_s = 60;
  ASSERT_TRUE(video.open());
  video.write_until([](const auto& all) { return all[0].state == OutletState::sending; }, 10);
  const double longest = video.write(150, 10);
  EXPECT_LT(longest, 1.0);  // of a call: the encoder's work on a busy machine
  EXPECT_GT(video.status()[0].dropped, 10);
  EXPECT_EQ(video.status()[1].dropped, 0);
  peer.finish();  // or closing would wait for it
  const auto counts = video.close();
  EXPECT_EQ(testing::shown_times(dir / "a.mp4").size(), static_cast<std::size_t>(counts.frames));
  EXPECT_THAT(counts.degraded,
              ::testing::Contains(AllOf(HasSubstr("left out of tcp://"), HasSubstr("too slow"))));
}

std::string listening_for_rtmp(const std::string& target, const std::string& file) {
  return "ffmpeg -v quiet -nostdin -y -analyzeduration 300000 -listen 1 -i '" + target +
         "' -c copy -flush_packets 1 '" + file + "'";
}

TEST(TimingOutlets, OneThatComesBackIsSentToAgain) {
  TempDir dir;
  const auto target = "rtmp://" + testing::free_host() + "/live/secretkey";
  Broadcast video({target, dir / "a.mp4"});
  ASSERT_TRUE(video.open());
  const auto sends = [](const auto& all) { return all[0].state == OutletState::sending; };
  const auto lost = [](const auto& all) { return all[0].state == OutletState::reconnecting; };
  double slowest = 0;
  for (int life = 0; life < 3; ++life) {
    const auto file = dir / ("life" + std::to_string(life) + ".flv");
    // What ffmpeg needs until it listens is no fault of the outlet's.
    Beside server(listening_for_rtmp(target, file));
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    slowest = std::max(slowest, video.write_until(sends, 20));
    ASSERT_TRUE(sends(video.status())) << video.status()[0].why;
    EXPECT_THAT(video.status()[0].why, IsEmpty());
    video.write(50, 1);
    server.kill();
    EXPECT_LT(video.write_until(lost, 20), 5.0);
    EXPECT_THAT(video.status()[0].why, AllOf(HasSubstr("***"), Not(HasSubstr("secretkey"))));
    // It begins with a key frame, at 0, and is whole but for what the server had not written.
    const auto shown = testing::shown_times(file);
    ASSERT_GE(shown.size(), 15U);
    EXPECT_LT(shown.front(), 0.1);
    EXPECT_THAT(testing::probe(file, "v:0", "packet=flags").substr(0, 1), "K");
  }
  EXPECT_LT(slowest, 2.0);
  EXPECT_EQ(video.status()[0].connections, 3);
  EXPECT_GT(video.status()[0].missed, 0);
  const auto counts = video.close();
  EXPECT_EQ(testing::shown_times(dir / "a.mp4").size(), static_cast<std::size_t>(counts.frames));
  EXPECT_THAT(counts.degraded,
              ::testing::Contains(AllOf(HasSubstr("missing from rtmp://"), HasSubstr("***"))));
}

TEST(Outlets, ACallerWhoseServerNeverComesEndsAtOnce) {
  TempDir dir;
  Broadcast video({"srt://" + testing::free_host(), dir / "a.mp4"});
  ASSERT_TRUE(video.open());
  video.write(30, 10);
  const Nanoseconds before = wall_now();
  const auto counts = video.close();
  EXPECT_LT(to_seconds(wall_now() - before), 8.0);
  EXPECT_EQ(counts.frames, 30);
  EXPECT_EQ(video.status()[0].pictures, 0);
  EXPECT_EQ(video.status()[0].missed, 30);
}

TEST(Outlets, AFileGoesOnInAnother) {
  TempDir dir;
  Broadcast video({dir / "match.mp4"});
  video.outlets().new_file_s = 2;
  ASSERT_TRUE(video.open());
  video.write(125);
  video.close();
  std::size_t pictures = 0;
  for (const auto* name : {"match.mp4", "match_2.mp4", "match_3.mp4"}) {
    const auto shown = testing::shown_times(dir / name);
    ASSERT_FALSE(shown.empty()) << name;
    EXPECT_NEAR(shown.front(), 0, 0.001) << name;
    EXPECT_LE(shown.back(), 2.0) << name;
    pictures += shown.size();
  }
  EXPECT_EQ(pictures, 125U);
  EXPECT_FALSE(std::filesystem::exists(dir / "match_4.mp4"));
}

TEST(Outlets, APlaylistHoldsItsWindow) {
  TempDir dir;
  Broadcast video({"hls:" + dir.path()});
  video.options().window_s = 4;
  ASSERT_TRUE(video.open());
  video.write(25 * 12);
  const auto list = testing::read_text(dir / "index.m3u8");
  EXPECT_THAT(list, AllOf(HasSubstr("#EXT-X-PROGRAM-DATE-TIME:"), HasSubstr("#EXT-X-MAP:URI="),
                          HasSubstr("#EXT-X-MEDIA-SEQUENCE:7"), Not(HasSubstr("ENDLIST"))));
  std::size_t segments = 0;
  for (const auto& file : std::filesystem::directory_iterator(dir.path()))
    segments += file.path().extension() == ".m4s";
  EXPECT_LE(segments, 7U);  // what was just listed may still be asked for
  video.close();
  EXPECT_NEAR(static_cast<double>(testing::shown_times(dir / "index.m3u8").size()), 100, 26);
}

TEST(Outlets, WhatIsNoPlaceIsNamed) {
  TempDir dir;
  const auto refused = [](std::vector<std::string> places) {
    const auto opened = Broadcast(std::move(places)).open();
    EXPECT_FALSE(opened);
    return opened ? Error{} : opened.error();
  };
  EXPECT_EQ(refused({}).code, Errc::bad_config);
  EXPECT_EQ(refused({dir / "a.mp4", "ftp://host/x"}).code, Errc::bad_config);
  EXPECT_THAT(refused({dir / "a.mp4", dir / "a.mp4"}).message, HasSubstr("given twice"));
  const auto nowhere = refused({"srt://127.0.0.1:1", dir / "none/a.mp4"});
  EXPECT_EQ(nowhere.code, Errc::io);
  EXPECT_THAT(nowhere.message, HasSubstr(dir / "none/a.mp4"));
}

/// What failed stays as it is; once nobody is left, the video has an error.
TEST(Outlets, WithoutAnyPlaceLeftTheVideoEnds) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "needs /dev/full";
  TempDir dir;
  std::filesystem::create_symlink("/dev/full", dir / "a.mp4");
  Broadcast video({dir / "a.mp4"});
  const auto opened = video.open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::io);
}

}  // namespace
}  // namespace touchline
