// A finished video file is an ordinary one, packet by packet what the fragments held, and at any
// moment one of the two is there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <thread>

#include "sink/mp4_boxes.h"
#include "sink/mp4_ordinary.h"
#include "sink/sound.h"
#include "sink/video_support.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using testing::draw;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::media_at;
using testing::options_for;
using testing::output_of;
using testing::probe;
using testing::read_text;
using testing::shape;
using testing::Sound;
using testing::steady;
using testing::TempDir;

std::vector<std::string> box_names(const std::string& path) {
  const auto text = read_text(path);
  std::vector<std::string> names;
  for (const auto& box :
       mp4::boxes_in({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}))
    names.emplace_back(reinterpret_cast<const char*>(box.whole.data()) + 4, 4);
  return names;
}

/// Seconds in the movie header.
double stated_length(const std::string& path) {
  const auto text = read_text(path);
  const mp4::View all(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  mp4::Reader mvhd(mp4::find(all, {mp4::code("moov"), mp4::code("mvhd")})->body);
  const std::size_t width = mvhd.u32() >> 24 == 1 ? 8 : 4;
  mvhd.take(2 * width);
  const double clock = mvhd.u32();
  return static_cast<double>(mvhd.number(width)) / clock;
}

void expect_ordinary(const std::string& path) {
  EXPECT_THAT(box_names(path), ElementsAre("ftyp", "moov", "mdat"));
  EXPECT_EQ(read_text(path).find("moof"), std::string::npos);
  EXPECT_FALSE(fs::exists(path + ".part"));
}

/// Every packet of a stream: times, size, key or not, and a hash of its bytes.
std::string packets(const std::string& path, const std::string& stream = "v:0") {
  return output_of("ffprobe -v error -select_streams " + stream +
                   " -show_data_hash md5 -show_entries packet=pts,dts,size,flags,data_hash "
                   "-of csv=p=0 '" +
                   path + "' 2>&1");
}

/// What ffprobe says of all streams and packets, each stream's in order, one line each; how long
/// packets last is apart, because of fragments ffprobe cannot say it.
struct Told {
  std::vector<std::string> lines;
  std::vector<std::array<double, 3>> times;  ///< stream, dts, duration
};
Told told(const std::string& path) {
  std::istringstream text(output_of(
      "ffprobe -v error -show_data_hash md5 -show_entries "
      "packet=stream_index,pts,dts,duration,size,flags,data_hash:stream=index,codec_name,"
      "codec_tag_string,profile,width,height,pix_fmt,color_range,color_space,color_transfer,"
      "color_primaries,sample_aspect_ratio,time_base,start_pts,start_time,extradata_hash,"
      "sample_rate,channels -of compact '" +
      path + "' 2>&1"));
  Told told;
  for (std::string line; std::getline(text, line);) {
    const auto value = [&](const std::string& key) {
      return std::atof(line.c_str() + line.find("|" + key + "=") + key.size() + 2);
    };
    if (line.starts_with("packet")) {
      told.times.push_back({value("stream_index"), value("dts"), value("duration")});
      const auto from = line.find("|duration=");
      line.erase(from, line.find('|', from + 1) - from);
    }
    told.lines.push_back(line);
  }
  const auto stream_of = [](const std::string& line) { return line.substr(0, line.find("|", 8)); };
  std::stable_sort(told.lines.begin(), told.lines.end(),
                   [&](auto& a, auto& b) { return stream_of(a) < stream_of(b); });
  std::stable_sort(told.times.begin(), told.times.end(),
                   [](auto& a, auto& b) { return a[0] < b[0]; });
  return told;
}

struct Film {
  VideoOptions options;
  MediaInfo media = media_at(25);
  std::vector<Nanoseconds> times;
  Sound sound{};
};

/// Writes a film; `fragmented` becomes a second name of what it was until it was closed.
VideoCounts write(Film film, const std::string& fragmented) {
  const auto info = shape(160, 90);
  Pool pool(image_bytes(info));
  if (!film.sound.packets.empty()) film.media.audio = film.sound.info;
  auto writer = VideoWriter::open(film.options, film.media, info);
  EXPECT_TRUE(writer) << writer.error().message;
  std::size_t heard = 0;
  for (std::size_t i = 0; i < film.times.size(); ++i) {
    EXPECT_TRUE((*writer)->write(draw(info, pool, static_cast<int>(i)), film.times[i], 40'000'000));
    std::vector<Packet> now;
    while (heard < film.sound.packets.size() && film.sound.packets[heard].pts_ns <= film.times[i])
      now.push_back(film.sound.packets[heard++]);
    EXPECT_TRUE((*writer)->write_audio(now));
  }
  fs::create_hard_link(film.options.path, fragmented);
  auto counts = (*writer)->close();
  EXPECT_TRUE(counts) << counts.error().message;
  return counts ? *counts : VideoCounts{};
}

/// Times, sizes, flags, bytes and descriptions are the same, and every packet lasts until the next.
void expect_same_packets(const std::string& fragmented, const std::string& ordinary) {
  const auto now = told(ordinary), was = told(fragmented);
  EXPECT_EQ(now.lines, was.lines);
  for (std::size_t i = 0; i + 1 < now.times.size(); ++i) {
    const auto& [stream, dts, duration] = now.times[i];
    if (stream != now.times[i + 1][0]) continue;
    ASSERT_EQ(duration, now.times[i + 1][1] - dts) << "stream " << stream << ", " << dts;
  }
}

/// A sound that begins `late` after the pictures, in no whole number of anybody's ticks.
Sound tone(const TempDir& dir, const std::string& codec, const std::string& container,
           Nanoseconds late) {
  const auto path = dir / ("tone." + container);
  output_of(
      "ffmpeg -v error -y -f lavfi -i sine=440:sample_rate=48000:duration=3 -strict -2 -c:a " +
      codec + " '" + path + "' 2>&1");
  auto sound = testing::read_sound(path);
  for (auto& packet : sound.packets) packet.pts_ns += late, packet.dts_ns += late;
  return sound;
}

TEST(OrdinaryFile, HoldsEveryPacketAsTheFragmentsDid) {
  struct SoundTrack {
    const char *codec, *container;
    Nanoseconds late;
  };
  for (const auto& [codec, container, late] :
       {SoundTrack{"", "", 0}, SoundTrack{"aac", "m4a", 0}, SoundTrack{"aac", "m4a", 312'345'678},
        SoundTrack{"ac3", "ac3", 123'456'789}, SoundTrack{"flac", "flac", 50'000'001}}) {
    TempDir dir;
    Film film{options_for(dir / "a.mp4"), media_at(25), steady(80)};
    if (*codec) film.sound = tone(dir, codec, container, late);
    const auto counts = write(film, dir / "fragmented.mp4");
    EXPECT_THAT(counts.degraded, IsEmpty()) << codec;
    expect_ordinary(dir / "a.mp4");
    ASSERT_THAT(read_text(dir / "fragmented.mp4"), HasSubstr("moof"));
    expect_same_packets(dir / "fragmented.mp4", dir / "a.mp4");
    EXPECT_EQ(counts.frames, 80);
    EXPECT_EQ(counts.audio_packets > 20, *codec != 0);
    EXPECT_EQ(counts.bytes, static_cast<std::int64_t>(fs::file_size(dir / "a.mp4")));
    EXPECT_NEAR(stated_length(dir / "a.mp4"), 3.2, *codec ? 0.4 : 0.001) << codec;
    EXPECT_EQ(output_of("ffmpeg -v warning -i '" + (dir / "a.mp4") + "' -f null - 2>&1"), "");
  }
}

TEST(OrdinaryFile, OfJpegPicturesToo) {
  TempDir dir;
  Film film{options_for(dir / "a.mp4"), media_at(25), steady(40)};
  film.options.codec = VideoCodec::mjpeg;
  film.sound = tone(dir, "aac", "m4a", 21'000'000);
  write(film, dir / "fragmented.mp4");
  expect_ordinary(dir / "a.mp4");
  expect_same_packets(dir / "fragmented.mp4", dir / "a.mp4");
}

TEST(OrdinaryFile, KeepsVariableTimesAndPauses) {
  TempDir dir;
  Film film{options_for(dir / "a.mp4"), media_at(25), {}};
  film.media.sample_aspect = {16, 15};
  Nanoseconds at = 5 * kSecond + 1;
  for (int i = 0; i < 90; ++i) {
    film.times.push_back(at);
    at += 1'000'003LL * (8 + (i * 37) % 91) + (i == 50 ? 3 * kSecond : 0);
  }
  write(film, dir / "fragmented.mp4");
  expect_ordinary(dir / "a.mp4");
  // The picture before the pause is shown until the next: an ordinary file has no other word for
  // it.
  expect_same_packets(dir / "fragmented.mp4", dir / "a.mp4");
  EXPECT_NEAR(stated_length(dir / "a.mp4"),
              to_seconds(film.times.back() - film.times.front()) + 0.04, 0.05);
}

TEST(OrdinaryFile, KeepsAPauseOfHours) {
  for (const Nanoseconds hours : {3, 7, 12}) {
    TempDir dir;
    Film film{options_for(dir / "a.mp4"), media_at(25), steady(50)};
    for (std::size_t i = 20; i < film.times.size(); ++i) film.times[i] += hours * 3600 * kSecond;
    write(film, dir / "fragmented.mp4");
    expect_ordinary(dir / "a.mp4");
    EXPECT_EQ(testing::shown_times(dir / "a.mp4").size(), film.times.size());
    EXPECT_NEAR(stated_length(dir / "a.mp4"), static_cast<double>(hours) * 3600 + 2, 0.05);
  }
}

/// A film of `seconds`, as fragments only.
std::string fragments(const TempDir& dir, int seconds = 3) {
  Film film{options_for(dir / "whole.mp4"), media_at(25), steady(25 * seconds)};
  film.options.fragment_s = 0.2;
  film.sound = tone(dir, "aac", "m4a", 33'333'333);
  write(film, dir / "fragmented.mp4");
  return dir / "fragmented.mp4";
}

TEST(OrdinaryFile, IsMadeOfWhateverACrashLeft) {
  TempDir dir;
  const auto whole = read_text(fragments(dir));
  const auto all = packets(dir / "fragmented.mp4");
  const auto header = whole.find("moof") - 4;
  std::int64_t most = 0;
  for (int i = 1; i <= 4; ++i) {
    const auto size = header + (whole.size() - header) * static_cast<std::size_t>(i) / 4 - 3;
    std::ofstream(dir / "cut.mp4", std::ios::binary) << whole.substr(0, size);
    const auto made = make_ordinary_mp4(dir / "cut.mp4");
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_GE(made->pictures, most);
    most = made->pictures;
    if (most == 0) continue;
    expect_ordinary(dir / "cut.mp4");
    EXPECT_TRUE(all.starts_with(packets(dir / "cut.mp4"))) << size;
    EXPECT_EQ(testing::shown_times(dir / "cut.mp4").size(), static_cast<std::size_t>(most));
  }
  EXPECT_GT(most, 60);
  // Power was lost: what was not yet on the disk is zeros.
  std::ofstream(dir / "zeros.mp4", std::ios::binary)
      << whole.substr(0, whole.size() / 2) << std::string(whole.size() / 2, '\0');
  EXPECT_TRUE(make_ordinary_mp4(dir / "zeros.mp4"));
}

TEST(OrdinaryFile, StaysAsItIs) {
  TempDir dir;
  fragments(dir, 1);
  const auto before = read_text(dir / "whole.mp4");
  const auto again = make_ordinary_mp4(dir / "whole.mp4");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->pictures, 25);
  EXPECT_EQ(again->width, 160);
  EXPECT_EQ(again->height, 90);
  EXPECT_TRUE(read_text(dir / "whole.mp4") == before);
}

TEST(OrdinaryFile, WhatIsNoneOfOursIsLeftAlone) {
  TempDir dir;
  const auto film = read_text(fragments(dir, 1));
  for (const auto& text : {std::string(), std::string("This is no video.\n"),
                           std::string(100, '\0'), film.substr(0, 300)}) {
    std::ofstream(dir / "x.mp4", std::ios::binary) << text;
    const auto made = make_ordinary_mp4(dir / "x.mp4");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::bad_input);
    EXPECT_THAT(made.error().message, HasSubstr("x.mp4"));
    EXPECT_EQ(read_text(dir / "x.mp4"), text);
  }
  EXPECT_EQ(make_ordinary_mp4(dir / "none.mp4").error().code, Errc::io);
  EXPECT_EQ(make_ordinary_mp4(dir.path()).error().code, Errc::bad_input);
}

TEST(OrdinaryFile, ADiskTooSmallKeepsTheFragments) {
  TempDir dir;
  const auto path = fragments(dir);
  const auto before = read_text(path);
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{before.size() / 2, before.size() / 2};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto made = make_ordinary_mp4(path);
    _exit(!made && made.error().code == Errc::io ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_TRUE(read_text(path) == before);
  EXPECT_FALSE(fs::exists(path + ".part"));
}

TEST(OrdinaryFile, ThatCannotBeWrittenIsADegradedCondition) {
  TempDir dir;
  fs::create_directory(dir / "a.mp4.part");  // nothing can be written beside the file
  const auto counts =
      write({options_for(dir / "a.mp4"), media_at(25), steady(30)}, dir / "fragmented.mp4");
  ASSERT_EQ(counts.degraded.size(), 1U);
  EXPECT_THAT(counts.degraded[0], HasSubstr("a.mp4 stays fragmented"));
  EXPECT_THAT(counts.degraded[0], HasSubstr("Is a directory"));
  EXPECT_EQ(testing::shown_times(dir / "a.mp4").size(), 30U);
}

TEST(OrdinaryFile, AKillLeavesOneOfTheTwo) {
  TempDir dir;
  const auto whole = read_text(fragments(dir));
  const auto all = packets(dir / "fragmented.mp4");
  int rewritten = 0;
  for (int round = 0; round < 5; ++round) {
    fs::copy_file(dir / "fragmented.mp4", dir / "a.mp4", fs::copy_options::overwrite_existing);
    const pid_t child = fork();
    if (child == 0) {
      for (;;) {
        if (!make_ordinary_mp4(dir / "a.mp4")) _exit(1);
        fs::copy_file(dir / "fragmented.mp4", dir / "b.mp4", fs::copy_options::overwrite_existing);
        fs::rename(dir / "b.mp4", dir / "a.mp4");
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(900 * (round + 1)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    rewritten += read_text(dir / "a.mp4").find("moof") == std::string::npos;
    EXPECT_EQ(packets(dir / "a.mp4"), all) << round;
  }
  RecordProperty("found_rewritten", rewritten);
}

}  // namespace
}  // namespace touchline
