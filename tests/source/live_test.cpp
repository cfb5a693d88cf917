// Streams of real servers that are killed, hang, and come back.
#include "source/live_source.h"

#include <gmock/gmock.h>

#include <future>
#include <limits>

#include "playback.h"
#include "servers.h"

namespace touchline {
namespace {

using namespace testing;
using std::chrono::steady_clock;
using ::testing::HasSubstr;

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

/// A clip of a camera: no picture is made from a later one.
std::string camera_clip(const Scratch& scratch, int width = 320, int height = 180,
                        const std::string& name = "camera.mp4") {
  const auto clip = scratch / name;
  ffmpeg(test_picture(width, height, 30) + kX264 + "-tune zerolatency -g 12 -pix_fmt yuv420p " +
         clip);
  return clip;
}

bool has_rtsp_server() {
  return std::system(
             "/usr/bin/python3 -c \"import gi; gi.require_version('GstRtspServer', '1.0'); "
             "from gi.repository import GstRtspServer\" 2>/dev/null") == 0;
}

#define TL_NEEDS_RTSP_SERVER() \
  if (!has_rtsp_server())      \
  GTEST_SKIP() << "no GStreamer RTSP server here (gir1.2-gst-rtsp-server-1.0, python3-gi)"

/// One kind of sender: the address that it is heard at, and what starts it.
struct Sender {
  std::string url;
  std::vector<std::string> words;
  int port;
  bool tcp;  ///< its port can be asked whether it is there
};

std::vector<std::string> ffmpeg_words(const std::string& clip,
                                      const std::vector<std::string>& out) {
  std::vector<std::string> words{"ffmpeg", "-nostdin", "-v", "error", "-re", "-stream_loop",
                                 "-1",     "-i",       clip, "-c",    "copy"};
  words.insert(words.end(), out.begin(), out.end());
  return words;
}

Sender sender(const std::string& kind, const std::string& clip) {
  const int port = free_port();
  const auto at = std::to_string(port);
  if (kind == "rtsp")
    return {"rtsp://127.0.0.1:" + at + "/1",
            {"/usr/bin/python3", TOUCHLINE_ROOT "/tests/source/rtsp_camera.py", clip, at},
            port,
            true};
  if (kind == "srt")
    return {"srt://127.0.0.1:" + at,
            ffmpeg_words(clip, {"-f", "mpegts", "srt://127.0.0.1:" + at + "?mode=listener"}), port,
            false};
  if (kind == "rtmp")
    return {"rtmp://127.0.0.1:" + at + "/live/1",
            ffmpeg_words(clip, {"-f", "flv", "-listen", "1", "rtmp://127.0.0.1:" + at + "/live/1"}),
            port, false};
  return {"udp://127.0.0.1:" + at,
          ffmpeg_words(clip, {"-f", "mpegts", "udp://127.0.0.1:" + at + "?pkt_size=1316"}), port,
          false};
}

SourceOptions live(const std::string& url, double silence_s = 1) {
  SourceOptions options;
  options.url = url;
  options.open_timeout_s = 5;
  options.live = LiveOptions{.silence_s = silence_s, .monitor = std::make_shared<LiveMonitor>()};
  return options;
}

/// Reads until `enough` says so of a picture, `most` seconds at most; that picture.
template <class Enough>
std::optional<SourceFrame> read_until(Source& source, double most, const Enough& enough) {
  const auto begin = steady_clock::now();
  while (seconds_since(begin) < most) {
    auto frame = source.read();
    if (!frame || !*frame) return std::nullopt;
    if (enough(**frame)) return std::move(**frame);
  }
  return std::nullopt;
}

class LiveStreams : public ::testing::TestWithParam<const char*> {};

TEST_P(LiveStreams, ComeBackByThemselvesAndTimeGoesOn) {
  const std::string kind = GetParam();
  if (kind == "rtsp") TL_NEEDS_RTSP_SERVER();
  const Scratch scratch;
  const auto from = sender(kind, camera_clip(scratch));
  auto server = std::make_unique<Beside>(from.words);
  const auto options = live(from.url);
  auto source = Source::open(options);
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_TRUE((*source)->info().live);
  EXPECT_EQ((*source)->frame_info().width, 320);
  std::int64_t index = -1;
  Nanoseconds pts = -1, zero = std::numeric_limits<Nanoseconds>::max();
  const auto goes_on = [&](const SourceFrame& frame) {
    EXPECT_GT(frame.pts_ns, pts);
    EXPECT_GT(frame.index, index);
    EXPECT_NE(frame.clock, ClockSource::none);
    EXPECT_NEAR(to_seconds(utc_now() - frame.utc_ns), 0, 1.5);
    index = frame.index;
    pts = frame.pts_ns;
    if (frame.epoch == 0) zero = std::min(zero, frame.received_ns - frame.pts_ns);
  };
  ASSERT_TRUE(read_until(**source, 10, [&](const SourceFrame& frame) {
    goes_on(frame);
    EXPECT_EQ(frame.epoch, 0);
    return frame.pts_ns > kSecond;
  }));
  EXPECT_EQ(options.live->monitor->status().connection, Connection::live);

  server->kill();
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  const auto lost = options.live->monitor->status();
  EXPECT_EQ(lost.connection, Connection::reconnecting);
  EXPECT_NE(lost.fault, StreamFault::none);
  EXPECT_FALSE(lost.why.empty());
  server = std::make_unique<Beside>(from.words);
  EXPECT_TRUE(!from.tcp || answers(from.port));
  const auto back_at = steady_clock::now();
  const auto first = read_until(**source, 15, [&](const SourceFrame& frame) {
    if (frame.epoch == 0) return false;  // one may have been on its way
    goes_on(frame);
    return true;
  });
  ASSERT_TRUE(first);
  EXPECT_LT(seconds_since(back_at), 4) << "on a busy machine; see docs/benchmarks.md";
  EXPECT_EQ(first->epoch, 1);
  EXPECT_TRUE(first->seam.reconnected);
  EXPECT_NEAR(to_seconds(pts), to_seconds(first->received_ns - zero), 1.5);
  ASSERT_TRUE(read_until(**source, 10, [&, begin = pts](const SourceFrame& frame) {
    goes_on(frame);
    EXPECT_EQ(frame.epoch, 1);
    return frame.pts_ns > begin + kSecond / 2;
  }));
  (*source)->interrupt();
  while (true) {
    const auto rest = (*source)->read();
    ASSERT_TRUE(rest) << rest.error().message;
    if (!*rest) break;
  }
  const auto counts = (*source)->counts();
  EXPECT_EQ(counts.reconnects, 1);
  EXPECT_FALSE(counts.truncated);
  EXPECT_EQ(options.live->monitor->status().connection, Connection::ended);
}

INSTANTIATE_TEST_SUITE_P(TimingServers, LiveStreams,
                         ::testing::Values("rtsp", "srt", "rtmp", "udp"),
                         [](const auto& each) { return std::string(each.param); });

TEST(TimingLiveSource, AHungServerIsNoticedInTime) {
  TL_NEEDS_RTSP_SERVER();
  const Scratch scratch;
  const auto from = sender("rtsp", camera_clip(scratch));
  const Beside server(from.words);
  const auto options = live(from.url, 1.0);
  auto source = Source::open(options);
  ASSERT_TRUE(source) << source.error().message;
  ASSERT_TRUE(
      read_until(**source, 10, [](const auto& frame) { return frame.pts_ns > 2 * kSecond; }));
  server.signal(SIGSTOP);
  const auto& monitor = *options.live->monitor;
  const auto hung = steady_clock::now();
  while (monitor.status().connection == Connection::live && seconds_since(hung) < 10)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_LT(seconds_since(hung), 1.0 + 0.5);
  EXPECT_EQ(monitor.status().fault, StreamFault::stalled);
  server.signal(SIGCONT);
  EXPECT_TRUE(read_until(**source, 15, [](const auto& frame) { return frame.epoch == 1; }));
}

TEST(TimingLiveSource, ACameraThatIsNotThereYetIsWaitedFor) {
  TL_NEEDS_RTSP_SERVER();
  const Scratch scratch;
  const auto from = sender("rtsp", camera_clip(scratch));
  const auto options = live(from.url);
  auto opening = std::async(std::launch::async, [&] { return Source::open(options); });
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  const auto status = options.live->monitor->status();
  EXPECT_EQ(status.connection, Connection::waiting);
  EXPECT_EQ(status.fault, StreamFault::connection_failed);
  EXPECT_GE(status.attempts, 2);
  const Beside server(from.words);
  auto source = opening.get();
  ASSERT_TRUE(source) << source.error().message;
  const auto first = (*source)->read();
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->epoch, 0);
}

TEST(TimingLiveSource, WaitingEndsWhenToldToOrWhenItIsTooLong) {
  const auto url = "rtsp://user:secret@127.0.0.1:" + std::to_string(free_port()) + "/1";
  auto options = live(url);
  options.live->give_up_s = 0.4;
  const auto begin = steady_clock::now();
  const auto given_up = Source::open(options);
  ASSERT_FALSE(given_up);
  EXPECT_EQ(given_up.error().code, Errc::bad_input);
  EXPECT_THAT(given_up.error().message, ::testing::Not(HasSubstr("secret")));
  EXPECT_THAT(options.live->monitor->status().why, ::testing::Not(HasSubstr("secret")));
  EXPECT_LT(seconds_since(begin), 3);

  std::stop_source stop;
  options.live->give_up_s = 0;
  options.stop = stop.get_token();
  auto opening = std::async(std::launch::async, [&] { return Source::open(options); });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  stop.request_stop();
  ASSERT_EQ(opening.wait_for(std::chrono::seconds(3)), std::future_status::ready);
  const auto stopped = opening.get();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::cancelled);
}

TEST(TimingLiveSource, ASlowReaderMissesPicturesAndIsNeverLate) {
  const Scratch scratch;
  const auto from = sender("udp", camera_clip(scratch));
  const Beside server(from.words);
  const auto options = live(from.url);
  auto source = Source::open(options);
  ASSERT_TRUE(source) << source.error().message;
  for (int i = 0; i < 8; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));  // five pictures
    const auto frame = (*source)->read();
    ASSERT_TRUE(frame && *frame);
    EXPECT_LT(to_seconds(wall_now() - (*frame)->received_ns), 0.2);
  }
  EXPECT_GT(options.live->monitor->status().dropped, 15);
  EXPECT_GT((*source)->counts().frames_dropped, 15);
}

/// The shape of the first picture stays that of all, whatever comes later.
TEST(TimingLiveSource, AnotherSizeIsDeliveredAsTheFirst) {
  const Scratch scratch;
  auto from = sender("udp", camera_clip(scratch));
  auto server = std::make_unique<Beside>(from.words);
  const auto options = live(from.url, 0.7);
  auto source = Source::open(options);
  ASSERT_TRUE(source) << source.error().message;
  const auto first = (*source)->read();
  ASSERT_TRUE(first && *first);
  server->kill();
  const auto large = camera_clip(scratch, 640, 480, "large.mp4");
  std::replace(from.words.begin(), from.words.end(), scratch / "camera.mp4", large);
  server = std::make_unique<Beside>(from.words);
  const auto later =
      read_until(**source, 20, [](const SourceFrame& frame) { return frame.epoch > 0; });
  ASSERT_TRUE(later);
  EXPECT_EQ(later->frame.info(), (*first)->frame.info());
}

TEST(LiveSource, WhatIsNotLiveIsRefused) {
  const Scratch scratch;
  for (const auto& url : {camera_clip(scratch), std::string("gopher-video://x/y")}) {
    const auto source = Source::open(live(url));
    ASSERT_FALSE(source) << url;
    EXPECT_EQ(source.error().code, Errc::usage) << source.error().message;
    EXPECT_THAT(source.error().message, HasSubstr("rtsp://")) << url;
  }
}

}  // namespace
}  // namespace touchline
