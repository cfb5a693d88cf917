// Recordings whose clock starts again, jumps or has wild stamps, and streams that move on the way.
#include <fstream>
#include <map>

#include "playback.h"
#include "source/playlist.h"

namespace touchline {
namespace {

using namespace testing;

/// Two seconds of pictures (50) and a tone, with B pictures, as a transport stream that starts at
/// `offset` seconds.
class Clock : public ::testing::Test {
 protected:
  static constexpr std::size_t kPictures = 50;

  Clock() {
    ffmpeg(test_picture(160, 120, 2) +
           "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=2 -c:v libx264 -preset "
           "veryfast -bf 2 -g 25 -threads 1 -c:a aac -shortest " +
           (scratch_ / "base.mp4"));
  }
  std::string part(const std::string& name, const std::string& arguments = "") {
    const auto path = scratch_ / name;
    ffmpeg("-i " + (scratch_ / "base.mp4") + " -c copy " + arguments + " " + path);
    return path;
  }
  std::string joined(const std::vector<std::string>& parts, const std::string& name = "joined.ts") {
    std::string command = "cat";
    for (const auto& each : parts) command += " " + each;
    run_command(command + " > " + (scratch_ / name));
    return scratch_ / name;
  }

  Scratch scratch_;
};

void expect_even(const Played& played, std::size_t pictures) {
  EXPECT_EQ(played.error, "");
  ASSERT_EQ(played.frames.size(), pictures);
  for (std::size_t i = 0; i < pictures; ++i) {
    EXPECT_NEAR(to_seconds(played.frames[i].pts_ns - played.frames[0].pts_ns),
                0.04 * static_cast<double>(i), 0.002)
        << i;
    EXPECT_EQ(played.frames[i].index, static_cast<std::int64_t>(i));
  }
}

/// Sound runs on without a step back or a hole, and ends with the pictures.
void expect_sound_beside(const Played& played) {
  ASSERT_FALSE(played.audio.empty());
  for (std::size_t i = 1; i < played.audio.size(); ++i) {
    const auto step = to_seconds(played.audio[i].pts_ns - played.audio[i - 1].pts_ns);
    EXPECT_GT(step, 0.010) << i;
    EXPECT_LT(step, 0.065) << i;
  }
  const Packet& last = played.audio.back();
  EXPECT_NEAR(to_seconds(last.pts_ns + last.duration_ns),
              to_seconds(played.frames.back().pts_ns) + 0.04, 0.12);
}

std::vector<std::size_t> seams(const Played& played) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < played.frames.size(); ++i)
    if (!played.frames[i].seam.empty()) places.push_back(i);
  return places;
}

TEST_F(Clock, StartsAgain) {
  const auto a = part("a.ts"), b = part("b.ts", "-output_ts_offset 10800");
  const Played played = play(joined({b, a}));
  expect_even(played, 2 * kPictures);
  expect_sound_beside(played);
  ASSERT_EQ(seams(played), std::vector<std::size_t>{kPictures});
  EXPECT_NEAR(to_seconds(*played.frames[kPictures].seam.joined_by), -10802, 0.2);
  EXPECT_EQ(played.counts.times_repaired, 1);
  EXPECT_FALSE(played.counts.truncated);
  EXPECT_FALSE(played.info.duration_ns) << "what the stamps seem to say is hours";
}

TEST_F(Clock, JumpsAhead) {
  const auto a = part("a.ts"), b = part("b.ts", "-output_ts_offset 10800");
  const Played played = play(joined({a, b}));
  expect_even(played, 2 * kPictures);
  expect_sound_beside(played);
  ASSERT_EQ(seams(played), std::vector<std::size_t>{kPictures});
  EXPECT_NEAR(to_seconds(*played.frames[kPictures].seam.joined_by), 10798, 0.2);
}

TEST_F(Clock, BackByALittleAndSeveralTimes) {
  const auto a = part("a.ts", "-output_ts_offset 20"), b = part("b.ts", "-output_ts_offset 19"),
             c = part("c.ts", "-output_ts_offset 50000");
  const Played played = play(joined({a, b, c, b}));
  expect_even(played, 4 * kPictures);
  expect_sound_beside(played);
  EXPECT_EQ(seams(played), (std::vector<std::size_t>{50, 100, 150}));
  EXPECT_EQ(played.counts.times_repaired, 3);
}

TEST_F(Clock, AMinuteWithoutAStreamIsAGap) {
  const auto a = part("a.ts"), b = part("b.ts", "-output_ts_offset 62");
  const Played played = play(joined({a, b}));
  ASSERT_EQ(played.frames.size(), 2 * kPictures);
  EXPECT_NEAR(to_seconds(played.frames[50].pts_ns - played.frames[49].pts_ns), 59.96, 0.01);
  EXPECT_TRUE(seams(played).empty());
}

TEST_F(Clock, TheStreamsOwnMarkJoinsWhateverTheJump) {
  const auto a = part("a.ts"),
             b = part("b.ts", "-output_ts_offset 62 -mpegts_flags initial_discontinuity");
  const Played played = play(joined({a, b}));
  expect_even(played, 2 * kPictures);
  EXPECT_EQ(seams(played), std::vector<std::size_t>{50});
}

TEST_F(Clock, APlaylistThatSaysDiscontinuity) {
  part("a.ts");
  part("b.ts", "-output_ts_offset 33");
  const auto list = scratch_ / "list.m3u8";
  std::ofstream(list) << "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.ts\n"
                         "#EXT-X-DISCONTINUITY\n#EXTINF:2,\nb.ts\n#EXT-X-DISCONTINUITY\n"
                         "#EXTINF:2,\na.ts\n#EXT-X-ENDLIST\n";
  const Played played = play(list);
  expect_even(played, 3 * kPictures);
  expect_sound_beside(played);
  EXPECT_EQ(seams(played), (std::vector<std::size_t>{50, 100}));
  EXPECT_FALSE(played.counts.truncated);
}

/// libav reads what is behind another header with the clock of the first.
class Headers : public Clock {
 protected:
  Headers() {
    pieces("a", "-c copy");
    pieces("b", "-c:v libx264 -r 30 -c:a copy");
    for (const auto& [from, to] : {std::pair{"ai.mp4", "same.mp4"}, {"a0.m4s", "s0.m4s"}})
      run_command("cp " + (scratch_ / from) + " " + (scratch_ / to));
  }
  void pieces(const std::string& name, const std::string& how) {
    ffmpeg("-i " + (scratch_ / "base.mp4") + " " + how +
           " -f hls -hls_time 9 -hls_segment_type fmp4 -hls_fmp4_init_filename " + name +
           "i.mp4 -hls_segment_filename " + (scratch_ / (name + "%d.m4s")) + " " +
           (scratch_ / (name + ".m3u8")));
  }
  /// Two pieces, the second under a header of its own.
  std::string list(const std::string& next, const std::string& end = "#EXT-X-ENDLIST\n") {
    const auto path = scratch_ / "list.m3u8";
    std::ofstream(path) << "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n"
                           "#EXT-X-MAP:URI=\"ai.mp4\"\n#EXTINF:2,\na0.m4s\n#EXT-X-DISCONTINUITY\n"
                           "#EXT-X-MAP:URI=\""
                        << next << "\"\n#EXTINF:2,\n"
                        << next.substr(0, 1) << "0.m4s\n"
                        << end;
    return path;
  }
};

TEST_F(Headers, AnotherClockBehindAnotherHeader) {
  for (const bool as_variant : {false, true}) {
    auto url = list("bi.mp4");
    if (as_variant) {
      std::ofstream(scratch_ / "all.m3u8") << "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000\na.m3u8\n"
                                              "#EXT-X-STREAM-INF:BANDWIDTH=2000\nlist.m3u8\n";
      url = scratch_ / "all.m3u8";
    }
    const Played played = play(url);
    EXPECT_EQ(played.error, "");
    EXPECT_TRUE(played.counts.reasons.empty());
    EXPECT_FALSE(played.counts.truncated);
    ASSERT_EQ(played.frames.size(), kPictures + 60);
    for (std::size_t i = 1; i < played.frames.size(); ++i)
      EXPECT_NEAR(to_seconds(played.frames[i].pts_ns - played.frames[i - 1].pts_ns),
                  i <= kPictures ? 0.04 : 1.0 / 30, 0.002)
          << i;
    EXPECT_EQ(seams(played), std::vector<std::size_t>{kPictures});
    expect_sound_beside(played);
    EXPECT_NEAR(to_seconds(*played.info.duration_ns), 4.0, 0.1);
  }
}

TEST_F(Headers, TheSameBytesAreTheSameHeader) {
  const Played played = play(list("same.mp4"));
  EXPECT_TRUE(played.counts.reasons.empty());
  expect_even(played, 2 * kPictures);
}

TEST(Playlist, IsCutWhereAnotherHeaderBegins) {
  const std::map<std::string, std::string> files{
      {"http://h/v/list.m3u8?t=1",
       "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:7\n"
       "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-MAP:URI=\"/a\",BYTERANGE=\"4@10\"\n"
       "#EXTINF:4,\n1.m4s\n#EXT-X-MAP:URI=\"/same\"\n#EXTINF:4,\n2.m4s\n"
       "#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"b\"\r\n#EXTINF:3,\n3.m4s\n#EXT-X-ENDLIST\n"},
      {"http://h/a", "0123456789AAAA"},
      {"http://h/same", "AAAA"},
      {"http://h/v/b", "BBBB"}};
  const auto list = read_playlist(
      "http://h/v/list.m3u8?t=1",
      [&](const std::string& url, std::int64_t from, std::int64_t size) {
        const auto at = files.find(url);
        return at == files.end() ? "" : at->second.substr(from, static_cast<std::size_t>(size));
      });
  ASSERT_EQ(list.sections.size(), 2U);
  EXPECT_TRUE(list.can_be_opened_in_sections() && list.has_discontinuity);
  EXPECT_FALSE(list.sections[0].discontinuous);
  EXPECT_TRUE(list.sections[1].discontinuous);
  EXPECT_EQ(list.duration, 11 * kSecond);
  EXPECT_EQ(list.sections[1].text,
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:9\n"
            "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-MAP:URI=\"b\"\n#EXT-X-DISCONTINUITY\n"
            "#EXTINF:3,\n3.m4s\n#EXT-X-ENDLIST\n");
}

TEST_F(Clock, HoursThatPassedStayInContainersThatCountThem) {
  // FFmpeg 6 counts in the coder's ticks there, those before in the container's.
  const std::string hours = LIBAVFORMAT_VERSION_MAJOR < 60 ? "10800000" : "10800/TB";
  const auto clip = part("gap.mkv", "-bsf:v setts=ts='TS+if(gte(N\\,25)\\," + hours + "\\,0)' -an");
  const Played played = play(clip);
  ASSERT_EQ(played.frames.size(), kPictures);
  EXPECT_GT(to_seconds(played.frames.back().pts_ns), 10800.0);
  EXPECT_TRUE(seams(played).empty());
}

TEST_F(Clock, MoreThanHalfADayIsNoPause) {
  const std::string jump = LIBAVFORMAT_VERSION_MAJOR < 60 ? "54000000" : "54000/TB";
  const auto clip = part(
      "gap.mkv",
      fmt::format("-bsf:v setts=pts='PTS+{0}*gte(N\\,25)':dts='DTS+{0}*gte(N\\,25)' -an", jump));
  const Played played = play(clip);
  expect_even(played, kPictures);
  EXPECT_EQ(seams(played), std::vector<std::size_t>{25});
}

/// The packet of picture `number` (from 0, in decode order) gets other stamps in a transport stream
/// as it lies on the disk; when only one of its two is to change, the next packet that has two.
void change_stamps(const std::string& path, std::size_t number, std::int64_t pts_ticks,
                   std::int64_t dts_ticks, unsigned stream = 0x100) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  const auto shift = [&](std::size_t at, std::int64_t by) {
    std::int64_t stamp = (static_cast<std::int64_t>(byte(at) & 0x0EU) << 29) |
                         (byte(at + 1) << 22) | ((byte(at + 2) & 0xFEU) << 14) |
                         (byte(at + 3) << 7) | (byte(at + 4) >> 1U);
    stamp += by;
    bytes[at] = static_cast<char>((byte(at) & 0xF1U) | ((stamp >> 29) & 0x0E));
    bytes[at + 1] = static_cast<char>(stamp >> 22);
    bytes[at + 2] = static_cast<char>(((stamp >> 14) & 0xFE) | 1);
    bytes[at + 3] = static_cast<char>(stamp >> 7);
    bytes[at + 4] = static_cast<char>(((stamp << 1) & 0xFE) | 1);
  };
  std::size_t seen = 0;
  for (std::size_t at = 0; at + 188 <= bytes.size(); at += 188) {
    const bool starts = (byte(at + 1) & 0x40U) != 0;
    const unsigned pid = ((byte(at + 1) & 0x1FU) << 8U) | byte(at + 2);
    if (!starts || pid != stream || seen++ < number) continue;
    const std::size_t pes = at + 4 + ((byte(at + 3) & 0x20U) != 0 ? 1 + byte(at + 4) : 0);
    const bool has_two = (byte(pes + 7) & 0xC0U) == 0xC0U;
    if (pts_ticks != dts_ticks && !has_two) continue;
    shift(pes + 9, pts_ticks);
    if (has_two) shift(pes + 14, dts_ticks);
    break;
  }
  file.seekp(0);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

TEST_F(Clock, OneWildStampIsRepairedAndNoOther) {
  constexpr std::int64_t kSecondTicks = 90'000;
  struct Case {
    std::size_t number;
    std::int64_t pts, dts;
  };
  for (const Case& c :
       {Case{20, 142, 142}, Case{20, -30, -30}, Case{20, 0, 142}, Case{20, 142, 0}, Case{20, 5, 5},
        Case{0, 142, 142}, Case{49, 142, 142}, Case{49, -30, -30}, Case{25, 7000, 7000}}) {
    const auto clip = part("wild.ts", "-output_ts_offset 100");
    change_stamps(clip, c.number, c.pts * kSecondTicks, c.dts * kSecondTicks);
    const Played played = play(clip);
    SCOPED_TRACE(fmt::format("packet {} {:+} {:+} s", c.number, c.pts, c.dts));
    expect_even(played, kPictures);
    EXPECT_EQ(played.counts.times_repaired, 1);
    EXPECT_TRUE(seams(played).empty());
    expect_sound_beside(played);
  }
}

TEST_F(Clock, TwoWildStampsInARow) {
  const auto clip = part("wild.ts");
  change_stamps(clip, 20, 142 * 90'000, 142 * 90'000);
  change_stamps(clip, 21, 80 * 90'000, 80 * 90'000);
  const Played played = play(clip);
  expect_even(played, kPictures);
  EXPECT_EQ(played.counts.times_repaired, 2);
}

TEST_F(Clock, StampsThatAMuxerCrushedBehindAWildOne) {
  struct Case {
    const char* which;
    const char* file;
    int repaired;
  };
  for (const Case& c :
       {Case{"eq(N\\,25)", "wild.ts", 1}, Case{"eq(N\\,25)+eq(N\\,26)", "wild.ts", 2},
        Case{"eq(N\\,0)", "wild.ts", 1}, Case{"eq(N\\,25)", "wild.mkv", 1},
        Case{"eq(N\\,30)", "wild.mkv", 1}, Case{"eq(N\\,25)", "wild.mp4", 1},
        Case{"eq(N\\,25)+eq(N\\,26)", "wild.mp4", 2}, Case{"eq(N\\,48)", "wild.ts", 1},
        Case{"eq(N\\,0)", "wild.mkv", 1}, Case{"eq(N\\,0)", "wild.mp4", 1},
        Case{"eq(N\\,0)", "wild.mov", 1}, Case{"eq(N\\,30)", "wild.mp4", 1},
        Case{"eq(N\\,2)", "wild.mp4", 1}, Case{"eq(N\\,30)", "wild.mov", 1}}) {
    const auto clip = part(
        c.file,
        fmt::format("-bsf:v \"setts=pts=PTS+12800000*({0}):dts=DTS+12800000*({0})\"", c.which));
    const Played played = play(clip);
    SCOPED_TRACE(fmt::format("{} {}", c.file, c.which));
    expect_even(played, kPictures);
    EXPECT_EQ(played.counts.times_repaired, c.repaired);
    EXPECT_NEAR(to_seconds(played.frames.front().pts_ns), 0.03, 0.04);
    EXPECT_TRUE(seams(played).empty());
  }
}

TEST_F(Clock, SoundCrushedBehindAWildStampGoesOn) {
  for (const std::string which : {"eq(N\\,40)", "eq(N\\,40)+eq(N\\,41)"})
    for (const std::string file : {"sound.mkv", "sound.mp4", "sound.flv"}) {
      const auto ticks = file == "sound.mp4" ? 48'000 * 142 : 142'000;
      const auto clip = part(
          file, fmt::format("-bsf:a \"setts=pts=PTS+{0}*({1}):dts=DTS+{0}*({1})\"", ticks, which));
      const Played played = play(clip);
      SCOPED_TRACE(file + " " + which);
      expect_even(played, kPictures);
      EXPECT_GT(played.audio.size(), 85U);
      expect_sound_beside(played);
      EXPECT_GE(played.counts.times_repaired, 1);
    }
}

/// A transport stream gives many packets of sound one stamp.
TEST_F(Clock, SoundBehindAWildStampStaysWithThePictures) {
  constexpr unsigned kSound = 0x101;
  for (const std::size_t number : {0U, 2U})
    for (const std::int64_t seconds : {142, 5, -30}) {
      const auto clip = part("wild.ts", "-output_ts_offset 100");
      const Played clean = play(clip);
      change_stamps(clip, number, seconds * 90'000, seconds * 90'000, kSound);
      const Played played = play(clip);
      SCOPED_TRACE(fmt::format("unit {} {:+} s", number, seconds));
      expect_even(played, kPictures);
      const auto lost = clean.audio.size() - played.audio.size();
      ASSERT_LE(lost, 1U) << "where it begins is known to a packet";
      for (std::size_t i = 0; i < played.audio.size(); ++i)
        EXPECT_NEAR(to_seconds(played.audio[i].pts_ns - played.frames[0].pts_ns),
                    to_seconds(clean.audio[i + lost].pts_ns - clean.frames[0].pts_ns), 0.04)
            << i;
      EXPECT_EQ(played.counts.times_repaired, 1);
    }
}

TEST_F(Clock, PicturesAreFollowedToOtherNumbers) {
  const auto a = part("a.ts", "-mpegts_start_pid 0x100"),
             b = part("b.ts",
                      "-mpegts_start_pid 0x200 -mpegts_pmt_start_pid 0x1100 -output_ts_offset 2"),
             c = part("c.ts", "-mpegts_start_pid 0x100 -output_ts_offset 4");
  const Played played = play(joined({a, b, c}));
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.counts.streams_followed, 2);
  // A transport stream hands out a stream's last picture when its next begins: for streams that
  // end half-way that is too late, and said.
  EXPECT_EQ(played.frames.size() + static_cast<std::size_t>(played.counts.packets_left),
            3 * kPictures);
  EXPECT_LE(played.counts.packets_left, 4);
  EXPECT_EQ(played.counts.reasons.empty(), played.counts.packets_left == 0);
  EXPECT_NEAR(to_seconds(played.frames.back().pts_ns), 5.98, 0.1);
  EXPECT_TRUE(strictly_increasing(played.frames));
  ASSERT_GT(played.audio.size(), 270U);
  for (std::size_t i = 1; i < played.audio.size(); ++i)
    // Of sound that is one packet of the container, five of the codec's.
    EXPECT_LT(std::abs(to_seconds(played.audio[i].pts_ns - played.audio[i - 1].pts_ns)), 0.12) << i;
  EXPECT_NEAR(to_seconds(played.audio.back().pts_ns), 6.0, 0.15);
}

TEST_F(Clock, TheCodecMayChangeOnTheWay) {
  const auto a = part("a.ts");
  const auto b = scratch_ / "b.ts";
  ffmpeg(
      test_picture(160, 120, 2) +
      "-c:v mpeg2video -mpegts_start_pid 0x200 -mpegts_pmt_start_pid 0x1100 -output_ts_offset 2 " +
      b);
  const Played played = play(joined({a, b}));
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.counts.streams_followed, 1);
  EXPECT_GE(played.frames.size(), 2 * kPictures - 2);
  EXPECT_TRUE(strictly_increasing(played.frames));
  EXPECT_NEAR(to_seconds(played.frames.back().pts_ns), 3.96, 0.1);
}

TEST_F(Clock, AnotherCodecUnderTheSameNumberIsNamed) {
  const auto a = part("a.ts", "-an"), c = part("c.ts", "-an -output_ts_offset 4");
  const auto b = scratch_ / "b.ts";
  for (const std::string coder : {"mpeg2video", "libx265 -x265-params log-level=none"}) {
    ffmpeg(test_picture(160, 120, 2) + "-c:v " + coder + " -output_ts_offset 2 " + b);
    const Played played = play(joined({a, b, c}));
    SCOPED_TRACE(coder);
    EXPECT_EQ(played.error, "");
    EXPECT_GT(played.counts.packets_left, 0);
    ASSERT_FALSE(played.counts.reasons.empty());
    EXPECT_NE(played.counts.reasons[0].find("changes from h264 to"), std::string::npos)
        << played.counts.reasons[0];
    EXPECT_GE(played.frames.size(), 2 * kPictures - 5);
    EXPECT_LE(played.frames.size(), 2 * kPictures);
    EXPECT_NEAR(to_seconds(played.frames.back().pts_ns), 5.96, 0.1);
  }
}

/// Two recordings that were cut anywhere.
TEST_F(Clock, PicturesBehindASeamInsideAGroupAreDoubtful) {
  const auto a = part("a.ts", "-an"), b = part("b.ts", "-an -output_ts_offset 10800");
  run_command(fmt::format("tail -c +{} {} > {}", std::filesystem::file_size(b) / 4 / 188 * 188 + 1,
                          b, scratch_ / "cut.ts"));
  const Played clean = play(joined({a, b}));
  EXPECT_EQ(clean.counts.frames_doubtful, 0);
  EXPECT_TRUE(clean.counts.reasons.empty());
  const Played played = play(joined({a, scratch_ / "cut.ts"}));
  const auto packets =
      std::stoll(run_command("ffprobe -v quiet -count_packets -select_streams v -show_entries "
                             "stream=nb_read_packets -of default=nk=1:nw=1 " +
                             (scratch_ / "joined.ts")));
  // From the second key picture on half of it is whole.
  EXPECT_EQ(played.counts.frames_doubtful, packets - static_cast<std::int64_t>(3 * kPictures / 2));
  EXPECT_GT(played.counts.frames_doubtful, 2);
  ASSERT_FALSE(played.counts.reasons.empty());
  EXPECT_NE(played.counts.reasons[0].find("may be damaged"), std::string::npos);
  EXPECT_NE(played.counts.reasons[0].find("from 2.0"), std::string::npos)
      << played.counts.reasons[0];
}

TEST_F(Clock, AnotherProgrammeBesideIsNotFollowed) {
  const auto clip = scratch_ / "two.ts";
  ffmpeg(test_picture(320, 240, 2) + test_picture(160, 120, 2) +
         "-map 0 -map 1 -c:v mpeg2video -program title=a:st=0 -program title=b:st=1 " + clip);
  const Played played = play(clip);
  EXPECT_EQ(played.frames.size(), 50U);
  EXPECT_EQ(played.info.width, 320);
  EXPECT_EQ(played.counts.streams_followed + played.counts.packets_left, 0);
  EXPECT_TRUE(played.counts.reasons.empty());
}

}  // namespace
}  // namespace touchline
