// What is heard of files with sound of every kind, and that a run's records and its analysis know
// the same.
#include "pipeline/hearing.h"

#include <gtest/gtest.h>

#include "pipeline/scripted.h"
#include "source/playback.h"
#include "support/synthetic_sound.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using namespace testing;

/// A clip whose sound is `sound` as `codec` has it, beginning so much after the pictures.
std::string clip_with(const TempDir& dir, const SyntheticSound& sound, const std::string& codec,
                      const std::string& container, int channels = 1, double offset_s = 0) {
  write_wav(dir / "sound.wav", sound, channels);
  const auto clip = dir / ("clip." + container);
  ffmpeg(test_picture(64, 48, 5) +
         fmt::format("-itsoffset {} -i {} ", offset_s, dir / "sound.wav") + kX264 +
         "-map 0:v -map 1:a -c:a " + codec + " " + clip);
  return clip;
}

std::vector<SoundStretch> heard_in(const std::string& clip, SourceOptions options = {}) {
  options.url = clip;
  const auto source = Source::open(options);
  if (!source) {
    ADD_FAILURE() << source.error().message;
    return {};
  }
  Hearing hearing((*source)->info());
  std::vector<SoundStretch> heard;
  const auto keep = [&](std::vector<SoundStretch> more) {
    heard.insert(heard.end(), more.begin(), more.end());
  };
  for (auto next = (*source)->read(); next && *next; next = (*source)->read())
    keep(hearing.hear((*next)->audio, (*next)->pts_ns));
  keep(hearing.finish((*source)->drain_audio()));
  return heard;
}

std::vector<double> clicks_of(const std::vector<SoundStretch>& heard) {
  std::vector<double> clicks;
  for (const auto& stretch : heard)
    for (const auto& onset : stretch.onsets) clicks.push_back(to_seconds(onset.pts_ns));
  return clicks;
}

struct Sounding {
  const char *codec, *container;
  int rate, channels;
  double offset_s;
};

class Hearings : public ::testing::TestWithParam<Sounding> {};

TEST_P(Hearings, ClicksAreWhereThePicturesSayWithinAFortiethOfASecond) {
  const auto& how = GetParam();
  const TempDir dir;
  SyntheticSound sound(how.rate, 4);
  sound.hiss(0.003).click(1.2).click(2.9);
  const auto found = clicks_of(
      heard_in(clip_with(dir, sound, how.codec, how.container, how.channels, how.offset_s)));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NEAR(found[0], 1.2 + how.offset_s, 0.025);
  EXPECT_NEAR(found[1], 2.9 + how.offset_s, 0.025);
}

INSTANTIATE_TEST_SUITE_P(Sounds, Hearings,
                         ::testing::Values(Sounding{"pcm_s16le", "mov", 8000, 1, 0},
                                           Sounding{"pcm_s16le", "mov", 96000, 2, 0.75},
                                           Sounding{"pcm_f32le", "mkv", 22050, 1, 0},
                                           Sounding{"pcm_u8", "mkv", 44100, 1, 0},
                                           Sounding{"flac", "mkv", 48000, 2, 0.4},
                                           Sounding{"aac -b:a 96k", "mp4", 48000, 1, 0},
                                           Sounding{"aac -b:a 128k", "mp4", 44100, 2, 0.5},
                                           Sounding{"mp2", "ts", 48000, 2, 0}));

TEST(Hearing, WithoutSoundNothingIsHeard) {
  const TempDir dir;
  ffmpeg(test_picture(64, 48, 1) + kX264 + (dir / "mute.mp4"));
  EXPECT_TRUE(heard_in(dir / "mute.mp4").empty());
  MediaInfo media;
  media.audio.emplace().codec = "nonsense";
  Hearing deaf(media);
  EXPECT_TRUE(deaf.finish({}).empty());
}

TEST(Hearing, APartOfAFileSoundsAsInTheWhole) {
  const TempDir dir;
  SyntheticSound sound(48000, 5);
  const auto clip = clip_with(dir, sound.hiss(0.003).click(1).click(3), "pcm_s16le", "mov");
  SourceOptions part;
  part.start_ns = 2 * kSecond;
  part.end_ns = 4 * kSecond;
  const auto heard = heard_in(clip, part);
  const auto found = clicks_of(heard);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0], 3, 0.004);
  EXPECT_GT(heard.front().start_ns, 2 * kSecond);
  EXPECT_LE(heard.back().end_ns, 4 * kSecond);
}

TEST(Hearing, DamagedAndLatePacketsArePassedOver) {
  const TempDir dir;
  SyntheticSound sound(48000, 5);
  const auto played = play(clip_with(dir, sound.hiss(0.003).click(1).click(4), "aac", "mp4"));
  auto packets = played.audio;
  for (std::size_t i = 0; i < packets.size(); i += 10)
    std::fill(packets[i].bytes.begin(), packets[i].bytes.end(), std::uint8_t{0xA5});
  Hearing damaged(played.info);
  EXPECT_FALSE(damaged.finish(packets).empty());
  Hearing late(played.info);
  auto heard = late.hear(played.audio, 6 * kSecond);
  for (auto& more : late.finish({})) heard.push_back(std::move(more));
  ASSERT_FALSE(heard.empty());
  EXPECT_GE(heard.front().start_ns, 3 * kSecond);
  EXPECT_EQ(clicks_of(heard).size(), 1U);
}

/// Keeps what it is told.
struct KeepsSounds final : Analysis {
  explicit KeepsSounds(std::vector<SoundStretch>& into) : heard(into) {}
  void hear(std::span<const SoundStretch> sounds) override {
    heard.insert(heard.end(), sounds.begin(), sounds.end());
  }
  Findings push(const FrameRecord&, const Observation&) override { return {}; }
  void discount(Nanoseconds, Nanoseconds) override {}
  std::vector<Event> finish() override { return {}; }
  std::vector<SoundStretch>& heard;
};

TEST(Hearing, TheRecordIsWhatTheAnalysisHeardWhateverTheThreads) {
  const TempDir dir;
  SyntheticSound sound(44100, 5);
  const auto clip = clip_with(dir, sound.hiss(0.003).click(1.2).click(4.7), "aac", "mp4", 1, 0.1);
  std::string first;
  for (const int threads : {1, 4}) {
    std::vector<SoundStretch> heard;
    LaneSetup setup = lane_of({}, dir.path());
    SourceOptions options;
    options.url = clip;
    options.threads = threads;
    setup.source = std::move(*Source::open(options));
    setup.analyst.analysis = [&] { return std::make_unique<KeepsSounds>(heard); };
    setup.sounds = std::move(*LineWriter::open(dir / "sounds.jsonl"));
    std::vector<LaneSetup> setups;
    setups.push_back(std::move(setup));
    ScriptedDetector network;
    for (const auto& result : run_lanes(std::move(setups), network, {}))
      EXPECT_FALSE(result.error) << result.error->message;
    EXPECT_EQ(clicks_of(heard).size(), 2U);
    const auto read = read_sounds(dir / "sounds.jsonl");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, heard);
    const auto text = read_text(dir / "sounds.jsonl");
    if (first.empty()) first = text;
    EXPECT_EQ(text, first);
  }
}

}  // namespace
}  // namespace touchline
