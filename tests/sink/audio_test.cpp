// Sound is copied, or encoded where browsers do not play it, in time with the pictures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "sink/sound.h"
#include "sink/video_support.h"

namespace touchline {
namespace {

using ::testing::Contains;
using testing::draw;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::media_at;
using testing::numbers;
using testing::options_for;
using testing::output_of;
using testing::probe;
using testing::read_sound;
using testing::shape;
using testing::shown_times;
using ::testing::SizeIs;
using testing::Sound;
using testing::TempDir;

/// `seconds` of a beep at the start of every second, coded with `codec`, in a file named `name`.
Sound beeps(const TempDir& dir, const std::string& codec, const std::string& name,
            int seconds = 2) {
  const auto path = dir / name;
  output_of(
      "ffmpeg -v error -y -f lavfi -i \"aevalsrc='0.8*sin(6283*t)*lt(mod(t,1),0.1)':s=48000:d=" +
      std::to_string(seconds) + "\" -strict -2 -c:a " + codec + " '" + path + "' 2>&1");
  return read_sound(path);
}

/// A white picture at the start of every second, grey otherwise.
Frame flash(const FrameInfo& info, Pool& pool, double at_s) {
  Image image(info, pool);
  for (int p = 0; p < 3; ++p)
    for (int y = 0; y < image.plane(p).height; ++y)
      std::fill_n(image.plane(p).row(y), image.plane(p).width,
                  static_cast<std::uint8_t>(p                             ? 128
                                            : std::fmod(at_s, 1.0) < 0.08 ? 235
                                                                          : 60));
  return freeze(std::move(image));
}

struct Made {
  VideoCounts counts;
  std::string path;
};

/// `frames` flash pictures at 25 a second; packets are handed over as a demuxer would, those due by
/// each picture.
Made make(const TempDir& dir, const Sound& sound, int frames, Nanoseconds first_ns = 0) {
  const auto path = dir / "out.mp4";
  auto media = media_at(25);
  media.audio = sound.info;
  const auto info = shape(160, 90);
  auto writer = VideoWriter::open(options_for(path), media, info);
  if (!writer) {
    ADD_FAILURE() << writer.error().message;
    return {};
  }
  Pool pool(image_bytes(info));
  std::size_t next = 0;
  for (int i = 0; i < frames; ++i) {
    const Nanoseconds at = first_ns + i * 40'000'000LL;
    std::vector<Packet> due;
    for (; next < sound.packets.size() && sound.packets[next].pts_ns <= at; ++next)
      due.push_back(sound.packets[next]);
    EXPECT_TRUE((*writer)->write_audio(due));
    EXPECT_TRUE((*writer)->write(flash(info, pool, to_seconds(at)), at, 40'000'000));
  }
  std::vector<Packet> rest(sound.packets.begin() + static_cast<std::ptrdiff_t>(next),
                           sound.packets.end());
  EXPECT_TRUE((*writer)->write_audio(rest));
  auto counts = (*writer)->close();
  EXPECT_TRUE(counts) << counts.error().message;
  return {counts ? *counts : VideoCounts{}, path};
}

/// Times at which the decoded sound becomes loud, in seconds on the file's clock.
std::vector<double> beep_times(const std::string& path) {
  // The first sample's own time comes from the packets; decoding then counts samples.
  const auto start = numbers(probe(path, "a:0", "packet=pts_time")).at(0);
  const auto raw =
      output_of("ffmpeg -v error -i '" + path + "' -map 0:a -ac 1 -ar 48000 -f s16le -");
  const auto* samples = reinterpret_cast<const std::int16_t*>(raw.data());
  std::vector<double> times;
  std::size_t quiet = 48000;
  for (std::size_t i = 0; i < raw.size() / 2; ++i) {
    const bool loud = std::abs(samples[i]) > 3000;
    if (loud && quiet > 4800) times.push_back(start + static_cast<double>(i) / 48000);
    quiet = loud ? 0 : quiet + 1;
  }
  return times;
}

/// Times of the pictures that turn white.
std::vector<double> flash_times(const std::string& path) {
  const auto shown = shown_times(path);
  const auto luma = output_of("ffmpeg -v error -i '" + path +
                              "' -map 0:v -vsync 0 -vf scale=1:1 -pix_fmt gray -f rawvideo -");
  std::vector<double> times;
  for (std::size_t i = 0; i < luma.size() && i < shown.size(); ++i)
    if (static_cast<std::uint8_t>(luma[i]) > 180 &&
        (i == 0 || static_cast<std::uint8_t>(luma[i - 1]) <= 180))
      times.push_back(shown[i]);
  return times;
}

/// `silent_s`: nothing is heard so long at first; `late_s`: the source's own sound is so late.
void expect_in_sync(const std::string& path, std::size_t seconds, double silent_s = 0,
                    double late_s = 0) {
  const auto beep = beep_times(path), white = flash_times(path);
  ASSERT_GE(beep.size(), seconds);
  ASSERT_EQ(white.size(), seconds);
  for (const double w : white) {
    if (w < silent_s) continue;
    double nearest = 1e9;
    for (const double b : beep)
      if (std::abs(b - w) < std::abs(nearest)) nearest = b - w;
    EXPECT_LE(std::abs(nearest - late_s), 0.040) << "flash at " << w;
  }
}

struct Coded {
  const char *codec, *file;
  const char* written;  ///< what the file holds then
  double silent_s = 0;  ///< FFmpeg's decoder gives nothing of the first packets
  double late_s = 0;    ///< its coder pads the beginning, and the file does not say so
};

class SoundInSync : public ::testing::TestWithParam<Coded> {};

TEST_P(SoundInSync, WithinFortyMilliseconds) {
  TempDir dir;
  const auto [codec, name, written, silent_s, late_s] = GetParam();
  const auto sound = beeps(dir, codec, name);
  ASSERT_GE(sound.packets.size(), 20U);
  const auto made =
      make(dir, sound, 50, sound.packets[0].pts_ns > kSecond ? sound.packets[0].pts_ns : 0);
  EXPECT_THAT(made.counts.degraded, IsEmpty());
  EXPECT_EQ(probe(made.path, "a", "stream=codec_name"), std::string(written) + "\n");
  const bool copied = made.counts.notes.empty();
  EXPECT_EQ(copied, sound.info.codec == written);
  if (copied) {
    EXPECT_GE(made.counts.audio_packets, static_cast<std::int64_t>(sound.packets.size()) - 2);
  } else {
    EXPECT_THAT(made.counts.notes, Contains(HasSubstr("do not play " + sound.info.codec)));
  }
  EXPECT_EQ(shown_times(made.path).at(0), 0.0);
  EXPECT_NEAR(numbers(probe(made.path, "a:0", "packet=pts_time")).at(0), 0.0, 0.040);
  if (made.counts.origin_ns == 0) expect_in_sync(made.path, 2, silent_s, late_s);
  EXPECT_EQ(output_of("ffmpeg -v warning -i '" + made.path + "' -f null - 2>&1"), "");
}

INSTANTIATE_TEST_SUITE_P(
    Codecs, SoundInSync,
    ::testing::Values(Coded{"aac", "a.mp4", "aac"}, Coded{"aac", "a.ts", "aac"},
                      Coded{"libmp3lame", "a.mp3", "mp3"}, Coded{"flac", "a.mkv", "flac"},
                      Coded{"libopus", "a.mkv", "aac"}, Coded{"ac3", "a.mkv", "aac"},
                      Coded{"pcm_s16le", "a.mov", "aac"}, Coded{"pcm_s24be", "a.mov", "aac"},
                      Coded{"dca", "a.mkv", "aac"}, Coded{"libvorbis", "a.mkv", "aac"},
                      Coded{"mp2", "a.ts", "aac"},
                      Coded{"wmav2", "a.wma", "aac", 0.1, 2048.0 / 48000},
                      Coded{"alac", "a.mov", "aac"}),
    [](const auto& test) {
      std::string name = std::string(test.param.codec) + "_" + test.param.file;
      std::replace(name.begin(), name.end(), '.', '_');
      return name;
    });

/// Rates and channels of recorders, telephones and studios.
class SoundOfAnyKind : public ::testing::TestWithParam<std::pair<int, const char*>> {};

TEST_P(SoundOfAnyKind, IsInSync) {
  TempDir dir;
  const auto [rate, layout] = GetParam();
  output_of(
      fmt::format("ffmpeg -v error -y -f lavfi -i \"aevalsrc='0.8*sin(6283*t)*lt(mod(t,1),0.1)'"
                  ":s={}:d=2\" -af aformat=channel_layouts={} -c:a pcm_s16le '{}' 2>&1",
                  rate, layout, dir / "a.wav"));
  const auto made = make(dir, read_sound(dir / "a.wav"), 50);
  EXPECT_THAT(made.counts.degraded, IsEmpty());
  expect_in_sync(made.path, 2);
  const bool mono = std::string(layout) == "mono";
  EXPECT_EQ(probe(made.path, "a", "stream=sample_rate,channels"),
            fmt::format("{},{}\n", rate == 44100 ? 44100 : 48000, mono ? 1 : 2));
}

INSTANTIATE_TEST_SUITE_P(Kinds, SoundOfAnyKind,
                         ::testing::Values(std::pair{8000, "mono"}, std::pair{22050, "stereo"},
                                           std::pair{44100, "stereo"}, std::pair{96000, "mono"},
                                           std::pair{48000, "5.1"}),
                         [](const auto& test) { return std::to_string(test.param.first); });

/// Two seconds of which the second begins 0.4 s late, as a recorder that was paused leaves it.
TEST(Sound, PausesStaySilentWhereItIsEncoded) {
  TempDir dir;
  auto sound = beeps(dir, "pcm_s16le", "a.mov");
  std::erase_if(sound.packets, [](const Packet& packet) {
    return packet.pts_ns > 300'000'000 && packet.pts_ns < 700'000'000;
  });
  const auto made = make(dir, sound, 50);
  expect_in_sync(made.path, 2);
  const auto shown = numbers(probe(made.path, "a:0", "packet=pts_time"));
  EXPECT_NEAR(shown.back(), 2.0, 0.1);
}

/// Stamps of another clock an hour later: the sound goes on there, without an hour of silence.
TEST(Sound, AFarJumpIsNotFilled) {
  TempDir dir;
  auto sound = beeps(dir, "pcm_s16le", "a.mov");
  for (auto& packet : sound.packets)
    if (packet.pts_ns > kSecond) packet.pts_ns += 3600 * kSecond;
  const auto made = make(dir, sound, 25);
  EXPECT_LT(made.counts.audio_packets, 110);
  EXPECT_NEAR(numbers(probe(made.path, "a:0", "packet=pts_time")).back(), 3602, 0.1);
}

TEST(Sound, DamagedPacketsCostOnlyThemselvesWhereItIsEncoded) {
  TempDir dir;
  auto sound = beeps(dir, "ac3", "a.mkv");
  for (std::size_t i = 10; i < 15; ++i)
    std::fill(sound.packets[i].bytes.begin(), sound.packets[i].bytes.end(), std::uint8_t{0x55});
  const auto made = make(dir, sound, 50);
  EXPECT_THAT(made.counts.degraded, IsEmpty());
  expect_in_sync(made.path, 2);
}

TEST(Sound, WithoutParametersIsLeftOutAndNamed) {
  TempDir dir;
  Sound sound = beeps(dir, "aac", "a.mp4");
  sound.info.parameters.reset();
  const auto made = make(dir, sound, 25);
  EXPECT_THAT(made.counts.degraded, SizeIs(1));
  EXPECT_THAT(shown_times(made.path), SizeIs(25));
}

TEST(Sound, CanBeTurnedOff) {
  TempDir dir;
  const auto sound = beeps(dir, "aac", "a.mp4");
  auto media = media_at(25);
  media.audio = sound.info;
  auto options = options_for(dir / "out.mp4");
  options.audio = false;
  const auto info = shape(64, 64);
  auto writer = VideoWriter::open(options, media, info);
  ASSERT_TRUE(writer);
  Pool pool(image_bytes(info));
  ASSERT_TRUE((*writer)->write_audio(sound.packets));
  ASSERT_TRUE((*writer)->write(draw(info, pool, 0), 0, 0));
  EXPECT_EQ((*writer)->close()->audio_packets, 0);
  EXPECT_EQ(probe(dir / "out.mp4", "a", "stream=codec_name"), "");
}

class LateSound : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(LateSound, StaysLate) {
  TempDir dir;
  auto sound = beeps(dir, GetParam().first, GetParam().second);
  for (auto& packet : sound.packets) packet.pts_ns += 2 * kSecond, packet.dts_ns += 2 * kSecond;
  const auto made = make(dir, sound, 125);
  EXPECT_NEAR(numbers(probe(made.path, "a:0", "packet=pts_time")).at(0), 2.0, 0.040);
  const auto beep = beep_times(made.path);
  ASSERT_THAT(beep, SizeIs(2));
  EXPECT_NEAR(beep[0], 2.0, 0.040);
}

INSTANTIATE_TEST_SUITE_P(Ways, LateSound,
                         ::testing::Values(std::pair{"aac", "a.mp4"}, std::pair{"ac3", "a.mkv"},
                                           std::pair{"pcm_s16le", "a.mov"}),
                         [](const auto& test) { return test.param.first; });

TEST(Sound, ThatNeverComesCostsNoPicture) {
  TempDir dir;
  const auto sound = beeps(dir, "ac3", "a.mkv");
  const auto made = make(dir, Sound{sound.info, {}}, 5);
  EXPECT_THAT(made.counts.degraded, IsEmpty());
  EXPECT_THAT(shown_times(made.path), SizeIs(5));
}

TEST(Sound, FromBeforeTheFirstPictureIsLeftOut) {
  TempDir dir;
  const auto sound = beeps(dir, "aac", "a.mp4", 3);
  const auto made = make(dir, sound, 25, kSecond);
  EXPECT_EQ(made.counts.origin_ns, kSecond);
  const auto beep = beep_times(made.path);  // beeps of source seconds 1 and 2
  ASSERT_THAT(beep, SizeIs(2));
  EXPECT_NEAR(beep[0], 0.0, 0.040);
  EXPECT_NEAR(beep[1], 1.0, 0.040);
}

TEST(Sound, FarAheadOfThePicturesIsWrittenNotHoarded) {
  TempDir dir;
  auto sound = beeps(dir, "aac", "a.mp4", 1);
  ASSERT_FALSE(sound.packets.empty());
  const Packet one = sound.packets[20];
  auto media = media_at(25);
  media.audio = sound.info;
  const auto info = shape(64, 64);
  auto writer = VideoWriter::open(options_for(dir / "out.mp4"), media, info);
  ASSERT_TRUE(writer);
  Pool pool(image_bytes(info));
  ASSERT_TRUE((*writer)->write(draw(info, pool, 0), 0, 40'000'000));
  constexpr int kPackets = 6000;  // two minutes of sound, one picture
  for (int i = 0; i < kPackets; ++i) {
    Packet packet = one;
    packet.pts_ns = packet.dts_ns = i * 21'333'333LL;
    ASSERT_TRUE((*writer)->write_audio({packet}));
  }
  EXPECT_GT(std::filesystem::file_size(dir / "out.mp4"), kPackets / 2 * one.bytes.size());
  auto counts = (*writer)->close();
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->audio_packets, kPackets);
}

}  // namespace
}  // namespace touchline
