// A video that is sent somewhere, or watched while it grows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <functional>

#include "sink/peers.h"
#include "sink/sound.h"
#include "sink/video_support.h"
#include "source/source.h"

namespace touchline {
namespace {

using ::testing::AllOf;
using testing::Beside;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Peer;
using testing::probe;
using testing::TempDir;

constexpr int kRate = 25;
constexpr Nanoseconds kStep = kSecond / kRate;

/// A video of drawn pictures on its way to a target.
class Live {
 public:
  explicit Live(const std::string& target, double patience_s = 5, const FrameInfo& info = small())
      : info_(info), pool_(image_bytes(info)), options_(testing::options_for(target)) {
    options_.patience_s = patience_s;
    options_.keyframe_s = 0.5;
  }
  VideoOptions& options() { return options_; }
  void with_sound(const testing::Sound& sound) {
    sound_ = sound.packets;
    media_.audio = sound.info;
  }
  Status open() {
    auto writer = VideoWriter::open(options_, media_, info_);
    if (!writer) return writer.error();
    writer_ = std::move(*writer);
    return {};
  }
  /// Tries until somebody listens.
  Status open_when_ready() {
    Status opened = open();
    for (int i = 0; i < 100 && !opened; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      opened = open();
    }
    return opened;
  }
  /// `speed` times as fast as it plays; 0: at once.
  Status write(int frames, double speed = 0) {
    for (const int last = next_ + frames; next_ < last; ++next_) {
      const Nanoseconds at = next_ * kStep;
      std::vector<Packet> due;
      for (; heard_ < sound_.size() && sound_[heard_].pts_ns <= at; ++heard_)
        due.push_back(sound_[heard_]);
      TL_CHECK(writer_->write_audio(due));
      TL_CHECK(writer_->write(testing::draw(info_, pool_, next_), at, kStep));
      if (speed > 0)
        std::this_thread::sleep_for(
            std::chrono::nanoseconds(static_cast<Nanoseconds>(kStep / speed)));
    }
    return {};
  }
  Result<VideoCounts> close() { return writer_->close(); }
  VideoCounts end() { return writer_->end(); }
  void let_go() { writer_.reset(); }

  static FrameInfo small() { return testing::shape(160, 90); }

 private:
  FrameInfo info_;
  Pool pool_;
  VideoOptions options_;
  MediaInfo media_ = testing::media_at(kRate);
  std::vector<Packet> sound_;
  std::size_t heard_ = 0;
  int next_ = 0;
  std::unique_ptr<VideoWriter> writer_;
};

testing::Sound tone(const TempDir& dir, const std::string& codec, const std::string& name) {
  testing::output_of("ffmpeg -v error -y -f lavfi -i sine=440:r=44100:d=4 -ac 2 -c:a " + codec +
                     " '" + (dir / name) + "' 2>&1");
  auto sound = testing::read_sound(dir / name);
  if (sound.packets.empty()) return sound;
  const Nanoseconds start = sound.packets.front().pts_ns;  // a transport stream does not begin at 0
  for (auto& packet : sound.packets) packet.pts_ns -= start;
  return sound;
}

std::vector<double> heard_times(const std::string& file) {
  return testing::numbers(probe(file, "a:0", "packet=pts_time"));
}

/// That a file holds 75 pictures, 40 ms apart. `lost`: of them, at most.
void expect_pictures(const std::string& file, std::size_t lost) {
  EXPECT_EQ(probe(file, "v:0", "stream=codec_name,width,height").substr(0, 11), "h264,160,90");
  const auto shown = testing::shown_times(file);
  EXPECT_LE(shown.size(), 75U);
  ASSERT_GE(shown.size() + lost, 75U);
  for (std::size_t i = 1; i < shown.size(); ++i)
    EXPECT_NEAR(shown[i] - shown[i - 1], 0.04, 0.0011) << i;  // FLV counts milliseconds
}

/// And sound.
void expect_whole(const std::string& file, std::size_t lost = 0) {
  expect_pictures(file, lost);
  EXPECT_EQ(probe(file, "a:0", "stream=codec_name").substr(0, 3), "aac");
  const auto shown = testing::shown_times(file), heard = heard_times(file);
  ASSERT_GE(heard.size(), shown.size());  // 43 packets a second
  for (std::size_t i = 1; i < heard.size(); ++i) EXPECT_GT(heard[i], heard[i - 1]);
  EXPECT_NEAR(heard.back(), shown.back(), 0.15);
}

std::string replaced(std::string text, const std::string& mark, const std::string& by) {
  if (const auto at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), by);
  return text;
}

/// A target, and the options of an ffmpeg that listens there.
struct Listener {
  const char *name, *target, *options;
  std::size_t lost;  ///< pictures that its protocol lets go when the sender ends
};

/// Whether ffmpeg, listening for RTSP, takes down the sound of what ffmpeg itself sends: 7.1 does
/// not.
bool ffmpeg_hears_rtsp() {
  TempDir dir;
  const auto target = "rtsp://" + testing::free_host() + "/live";
  Beside listener("ffmpeg -v quiet -nostdin -y -rtsp_flags listen -i '" + target + "' -c copy '" +
                  (dir / "got.mkv") + "'");
  const auto send =
      "ffmpeg -v error -re -f lavfi -i testsrc2=size=160x90:rate=25:duration=2 -f lavfi -i "
      "sine=440:duration=2 -c:v libx264 -g 12 -bf 0 -c:a aac -f rtsp -rtsp_transport tcp '" +
      target + "' 2>&1";
  for (int i = 0; i < 50 && !testing::output_of(send).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  listener.finish(10);
  return !heard_times(dir / "got.mkv").empty();
}

class LiveTo : public ::testing::TestWithParam<Listener> {};

TEST_P(LiveTo, AListeningProgram) {
  TempDir dir;
  const auto target = replaced(GetParam().target, "HOST", testing::free_host());
  Beside listener("ffmpeg -v error -nostdin -y " + replaced(GetParam().options, "TARGET", target) +
                  " -c copy '" + (dir / "got.mkv") + "' 2>'" + (dir / "log") + "'");
  Live live(target);
  live.with_sound(tone(dir, "aac", "a.m4a"));
  const auto opened = live.open_when_ready();
  ASSERT_TRUE(opened) << opened.error().message;
  const auto written = live.write(75, 4);
  ASSERT_TRUE(written) << written.error().message;
  const auto counts = live.close();
  ASSERT_TRUE(counts) << counts.error().message;
  EXPECT_EQ(counts->frames, 75);
  EXPECT_GE(counts->audio_packets, 125);
  EXPECT_THAT(counts->degraded, IsEmpty());
  live.let_go();
  listener.finish(10);
  if (heard_times(dir / "got.mkv").empty() && target.starts_with("rtsp") && !ffmpeg_hears_rtsp()) {
    expect_pictures(dir / "got.mkv", GetParam().lost);
    GTEST_SKIP() << "this ffmpeg, listening for RTSP, takes down no sound, whoever sends it";
  }
  expect_whole(dir / "got.mkv", GetParam().lost);
}

INSTANTIATE_TEST_SUITE_P(
    Protocols, LiveTo,
    ::testing::Values(Listener{"Rtmp", "rtmp://HOST/live/secretkey", "-listen 1 -i 'TARGET'", 0},
                      Listener{"Rtsp", "rtsp://HOST/live", "-rtsp_flags listen -i 'TARGET'", 0},
                      Listener{"Srt", "srt://HOST", "-i 'TARGET?mode=listener'", 40}),
    [](const auto& test) { return test.param.name; });

TEST(LiveTransport, OfWholePacketsOverTcpAndUdp) {
  for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
    TempDir dir;
    Peer peer(type, Peer::Does::keeps, dir / "got.ts");
    Live live((type == SOCK_STREAM ? "tcp://" : "udp://") + peer.host());
    live.with_sound(tone(dir, "aac", "a.ts"));  // with a header on every packet
    const auto opened = live.open();
    ASSERT_TRUE(opened) << opened.error().message;
    ASSERT_TRUE(live.write(75, 10));
    const auto counts = live.close();
    ASSERT_TRUE(counts) << counts.error().message;
    live.let_go();
    peer.finish();
    EXPECT_EQ(std::filesystem::file_size(dir / "got.ts") % 188, 0U);
    expect_whole(dir / "got.ts");
  }
}

/// nginx with its RTMP module, which writes down what it is sent.
TEST(LiveServer, TakesRtmp) {
  const std::string module = "/usr/lib/nginx/modules/ngx_rtmp_module.so";
  if (!std::filesystem::exists(module) || !std::filesystem::exists("/usr/sbin/nginx"))
    GTEST_SKIP() << "needs the packages nginx-light and libnginx-mod-rtmp";
  TempDir dir;
  const auto host = testing::free_host();
  std::ofstream(dir / "nginx.conf")
      << "load_module " << module << ";\ndaemon off;\nmaster_process off;\npid " << dir / "pid"
      << ";\nerror_log " << dir / "log" << ";\nevents { }\nrtmp { server { listen " << host
      << "; application live { live on; record all; record_path " << dir.path() << "; } } }\n";
  {
    Beside server("/usr/sbin/nginx -e '" + (dir / "log") + "' -c '" + (dir / "nginx.conf") + "'");
    Live live("rtmp://" + host + "/live/secretkey");
    live.with_sound(tone(dir, "libopus", "a.mkv"));  // which no RTMP server takes
    const auto opened = live.open_when_ready();
    ASSERT_TRUE(opened) << opened.error().message << testing::read_text(dir / "log");
    ASSERT_TRUE(live.write(75, 4));
    const auto counts = live.close();
    ASSERT_TRUE(counts) << counts.error().message;
    EXPECT_THAT(counts->notes, ::testing::Contains(HasSubstr("AAC: not all players take opus")));
    live.let_go();
  }
  expect_whole(dir / "secretkey.flv");

  // And one that goes away in the middle.
  auto server = std::make_unique<Beside>("/usr/sbin/nginx -e '" + (dir / "log") + "' -c '" +
                                         (dir / "nginx.conf") + "'");
  Live live("rtmp://" + host + "/live/secretkey");
  ASSERT_TRUE(live.open_when_ready());
  ASSERT_TRUE(live.write(30, 10));
  server.reset();
  const auto written = live.write(200, 40);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::io);
  EXPECT_THAT(written.error().message,
              AllOf(HasSubstr("rtmp://" + host + "/live/***: cannot write a picture: "),
                    HasSubstr("the other side's log"), Not(HasSubstr("secretkey"))));
}

struct Segment {
  double seconds;
  std::string file;
};

std::vector<Segment> segments_of(const std::string& playlist) {
  std::vector<Segment> segments;
  std::istringstream lines(playlist);
  double seconds = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#EXTINF:")) seconds = std::stod(line.substr(8));
    if (!line.empty() && line[0] != '#') segments.push_back({seconds, line});
  }
  return segments;
}

TEST(LivePlaylist, GrowsInSegmentsThatStandAlone) {
  TempDir dir;
  const auto folder = dir / "100% a:b";
  std::filesystem::create_directory(folder);
  Live live("hls:" + folder);
  live.options().segment_s = live.options().keyframe_s = 1.0;
  live.with_sound(tone(dir, "aac", "a.m4a"));
  const auto opened = live.open();
  ASSERT_TRUE(opened) << opened.error().message;
  const auto written = live.write(90);
  ASSERT_TRUE(written) << written.error().message;
  // Whoever watches already finds whole segments, and that more will come.
  const auto growing = testing::read_text(folder + "/index.m3u8");
  EXPECT_GE(segments_of(growing).size(), 2U);
  EXPECT_THAT(growing, Not(HasSubstr("#EXT-X-ENDLIST")));
  ASSERT_TRUE(live.write(10));
  const auto counts = live.close();
  ASSERT_TRUE(counts) << counts.error().message;

  const auto list = testing::read_text(folder + "/index.m3u8");
  EXPECT_THAT(list, AllOf(HasSubstr("#EXT-X-INDEPENDENT-SEGMENTS"),
                          HasSubstr("#EXT-X-PLAYLIST-TYPE:EVENT"), HasSubstr("#EXT-X-ENDLIST")));
  const auto segments = segments_of(list);
  ASSERT_EQ(segments.size(), 4U);
  std::size_t pictures = 0;
  for (const auto& [seconds, file] : segments) {
    EXPECT_NEAR(seconds, 1.0, 0.05) << file;
    // Each is decoded without those before it.
    const auto alone = "file:" + folder + "/" + file;
    EXPECT_EQ(testing::output_of("ffmpeg -v warning -i '" + alone + "' -f null - 2>&1"), "");
    pictures += testing::shown_times(alone).size();
  }
  EXPECT_EQ(pictures, 100U);

  SourceOptions options;
  options.url = folder + "/index.m3u8";
  auto source = Source::open(options);
  ASSERT_TRUE(source) << source.error().message;
  ASSERT_TRUE((*source)->info().audio);
  EXPECT_EQ((*source)->info().audio->codec, "aac");
  int frames = 0;
  for (;; ++frames) {
    auto frame = (*source)->read();
    ASSERT_TRUE(frame) << frame.error().message;
    if (!*frame) break;
    EXPECT_NEAR(to_seconds((*frame)->pts_ns), frames * 0.04, 0.001);
  }
  EXPECT_EQ(frames, 100);
}

TEST(LivePlaylist, KeepsItsEndWhenTheRunFails) {
  TempDir dir;
  {
    Live live(dir / "a.m3u8");
    live.options().segment_s = 1.0;
    ASSERT_TRUE(live.open());
    ASSERT_TRUE(live.write(60));
    live.end();
  }
  EXPECT_THAT(testing::read_text(dir / "a.m3u8"), HasSubstr("#EXT-X-ENDLIST"));
  // All but what the encoder held.
  EXPECT_GE(testing::shown_times(dir / "a.m3u8").size(), 45U);
}

TEST(LivePlaylist, WhoseFolderGoesAwayIsNamed) {
  TempDir dir;
  std::filesystem::create_directory(dir / "live");
  Live live("hls:" + (dir / "live"));
  live.options().segment_s = 1.0;
  ASSERT_TRUE(live.open());
  ASSERT_TRUE(live.write(50));
  std::filesystem::remove_all(dir / "live");
  const auto written = live.write(100);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::io);
  EXPECT_THAT(written.error().message,
              AllOf(HasSubstr(dir / "live/index.m3u8"), HasSubstr("create the folder first")));
}

TEST(LivePlaylist, ThatCannotBeCreatedIsNamed) {
  TempDir dir;
  for (const auto& target : {"hls:" + (dir / "none"), dir / "none/index.m3u8"}) {
    const auto opened = Live(target).open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::io);
    EXPECT_EQ(opened.error().message, (dir / "none/index.m3u8") +
                                          ": cannot create the file: No such file or directory; "
                                          "create the folder first");
  }
}

TEST(LivePlaylist, NamesAFullDisk) {
  TempDir dir;
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4000, 4000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    Live live("hls:" + dir.path());
    live.options().segment_s = 1.0;
    if (!live.open()) _exit(1);
    const auto written = live.write(500);
    if (written) _exit(2);
    _exit(written.error().message.find("File too large") != std::string::npos ? 0 : 3);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

double seconds_of(const std::function<void()>& work) {
  const auto begin = wall_now();
  work();
  return to_seconds(wall_now() - begin);
}

/// Larger than what the system keeps for a socket.
FrameInfo large() { return testing::shape(1280, 720); }

TEST(TimingLivePeer, ThatNeverReadsIsGivenUp) {
  Peer peer(SOCK_STREAM, Peer::Does::never_reads);
  Live live("tcp://" + peer.host(), 1.0, large());
  live.options().crf = 1;
  ASSERT_TRUE(live.open());
  Status written;
  double longest = 0;
  for (int i = 0; i < 2000 && written; ++i)
    longest = std::max(longest, seconds_of([&] { written = live.write(1); }));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::io);
  EXPECT_EQ(written.error().message, "tcp://" + peer.host() +
                                         ": took nothing for 1 s; check the connection, and that "
                                         "whoever receives it keeps up");
  EXPECT_GE(longest, 1.0);
  EXPECT_LE(longest, 2.0);
  // Nobody waits for it again.
  EXPECT_LE(seconds_of([&] {
              EXPECT_FALSE(live.write(1));
              EXPECT_FALSE(live.close());
              live.end();
              live.let_go();
            }),
            1.0);
}

TEST(TimingLivePeer, ThatDoesNotAnswerIsGivenUp) {
  for (const char* protocol : {"rtmp://", "rtsp://"}) {
    Peer peer(SOCK_STREAM, Peer::Does::never_reads);
    Live live(protocol + peer.host() + "/live/secretkey", 1.0);
    Status opened;
    EXPECT_LE(seconds_of([&] { opened = live.open(); }), 2.0) << protocol;
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message,
                HasSubstr(": no answer within 1 s; check that it is running and reachable"));
  }
}

TEST(TimingLivePeer, ThatClosesIsNamed) {
  Peer peer(SOCK_STREAM, Peer::Does::closes);
  Live live("tcp://" + peer.host());
  ASSERT_TRUE(live.open());
  const auto written = live.write(200, 40);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::io);
  EXPECT_THAT(written.error().message,
              AllOf(HasSubstr("tcp://" + peer.host() + ": cannot write a picture: "),
                    HasSubstr("the other side's log")));
  EXPECT_FALSE(live.close());
}

TEST(TimingLivePeer, OfRtspThatStopsReadingIsGivenUp) {
  TempDir dir;
  const auto target = "rtsp://" + testing::free_host() + "/live";
  // Reads the description and then no more: what comes out of it is not taken.
  Beside listener("sh -c \"ffmpeg -v quiet -nostdin -rtsp_flags listen -i '" + target +
                  "' -map 0:v -c copy -f mpegts - | sleep 60\"");
  Live live(target, 1.0, large());
  live.options().crf = 1;
  ASSERT_TRUE(live.open_when_ready());
  Status written;
  double longest = 0;
  for (int i = 0; i < 1000 && written; ++i)
    longest = std::max(longest, seconds_of([&] { written = live.write(1); }));
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("took nothing for 1 s"));
  EXPECT_LE(longest, 2.0);
  EXPECT_LE(seconds_of([&] { live.let_go(); }), 1.0);
}

TEST(LiveTarget, ThatIsNoneIsNamedWithoutItsSecrets) {
  const auto refused = [](const std::string& target) {
    const auto opened = Live(target, 2).open();
    EXPECT_FALSE(opened) << target;
    return opened ? Error{} : opened.error();
  };
  const auto host = testing::free_host();
  const auto nobody = refused("rtmp://" + host + "/live/secretkey?token=secretkey");
  EXPECT_EQ(nobody.code, Errc::io);
  EXPECT_THAT(nobody.message, AllOf(HasSubstr("rtmp://" + host + "/live/***"),
                                    HasSubstr("check that the server runs and the port"),
                                    Not(HasSubstr("secretkey"))));
  const auto camera = refused("rtsp://user:secretkey@" + host + "/live");
  EXPECT_THAT(camera.message, AllOf(HasSubstr("rtsp://***@" + host), Not(HasSubstr("secretkey"))));

  const auto unknown = refused("https://user:secretkey@example.org/put");
  EXPECT_EQ(unknown.code, Errc::bad_config);
  EXPECT_THAT(unknown.message,
              AllOf(HasSubstr("begins with rtmp://"), Not(HasSubstr("secretkey"))));

  Live pictures("udp://" + host);
  pictures.options().codec = VideoCodec::mjpeg;
  const auto jpeg = pictures.open();
  ASSERT_FALSE(jpeg);
  EXPECT_EQ(jpeg.error().code, Errc::bad_config);
  EXPECT_THAT(refused("hls:/tmp/%02d").message, HasSubstr("choose another"));
  Live never("udp://" + host, 0);
  EXPECT_EQ(never.open().error().where, "patience_s, segment_s");
}

/// An output folder may look like an address.
TEST(LiveTarget, IsNoFile) {
  const auto opened = Live("udp://127.0.0.1:9/annotated.mp4").open();
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("create the folder first"));
}

}  // namespace
}  // namespace touchline
