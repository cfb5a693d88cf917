// Clicks in sound of every kind: told when they are there, and nothing else.
#include "analytics/onsets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <span>
#include <vector>

#include "support/synthetic_sound.h"

namespace touchline {
namespace {

using testing::SyntheticSound;

std::vector<SoundStretch> heard(const SyntheticSound& sound, Nanoseconds from = 0) {
  OnsetFinder finder;
  finder.push(sound.samples, from, sound.rate);
  return finder.finish();
}

std::vector<double> onsets_in(const std::vector<SoundStretch>& stretches) {
  std::vector<double> times;
  for (const auto& stretch : stretches)
    for (const auto& onset : stretch.onsets) {
      EXPECT_GE(onset.pts_ns, stretch.start_ns - kSecond / 100);
      EXPECT_LT(onset.pts_ns, stretch.end_ns);
      times.push_back(to_seconds(onset.pts_ns));
    }
  return times;
}

class Rates : public ::testing::TestWithParam<int> {};

TEST_P(Rates, ClicksInNoiseAreFoundInTime) {
  SyntheticSound sound(GetParam(), 6);
  sound.hiss(0.003);
  const std::vector<double> clicks = {0.7, 2.25, 2.4, 3.9995, 5.5};
  for (const double at : clicks) sound.click(at, at < 1 ? 0.1 : 0.6);
  const auto found = onsets_in(heard(sound));
  ASSERT_EQ(found.size(), clicks.size());
  for (std::size_t i = 0; i < clicks.size(); ++i) EXPECT_NEAR(found[i], clicks[i], 0.004);
}

INSTANTIATE_TEST_SUITE_P(Onsets, Rates,
                         ::testing::Values(8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000));

TEST(Onsets, TheRiseIsThatOverTheNoise) {
  SyntheticSound near(48000, 3), far(48000, 3);
  const auto loud = heard(near.hiss(0.001).click(2, 0.5));
  const auto soft = heard(far.hiss(0.001).click(2, 0.05));
  ASSERT_EQ(onsets_in(loud).size(), 1U);
  ASSERT_EQ(onsets_in(soft).size(), 1U);
  EXPECT_NEAR(loud[1].onsets.at(0).rise_db - soft[1].onsets.at(0).rise_db, 20, 1.5);
}

TEST(Onsets, SpeechIsNone) {
  SyntheticSound sound(48000, 8);
  sound.hiss(0.001);
  for (int i = 0; i < 28; ++i)
    sound.syllable(0.6 + 0.26 * i, 0.15 + 0.01 * (i % 5), 0.1 + 0.05 * (i % 4), i % 3 == 0);
  EXPECT_TRUE(onsets_in(heard(sound)).empty());
}

TEST(Onsets, WindAndStepsAreNone) {
  SyntheticSound sound(48000, 6);
  sound.hiss(0.002);
  double low = 0;  // noise below 100 Hz, in gusts
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    low += 0.01 * (static_cast<double>(sound.noise()) - low);
    const double gust = i / 9600 % 3 == 0 ? 4 : 0.5;
    sound.samples[i] += static_cast<float>(gust * low);
  }
  sound.burst(3, 0.05, 0.04, 0.05).burst(4, 0.3, 0.03, 0.2);
  EXPECT_TRUE(onsets_in(heard(sound)).empty());
}

TEST(Onsets, DrumsThatRingAreNoneAndClicksBetweenThemAre) {
  SyntheticSound sound(44100, 6);
  sound.hiss(0.001);
  for (int i = 0; i < 10; ++i) sound.burst(0.6 + 0.5 * i, 0.3, 0.002, 0.12);
  EXPECT_TRUE(onsets_in(heard(sound)).empty());
  sound.click(2.95, 0.9);
  const auto found = onsets_in(heard(sound));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0], 2.95, 0.004);
}

TEST(Onsets, LoudMusicHidesAClick) {
  SyntheticSound sound(48000, 4);
  sound.hiss(0.4).click(2, 0.6);
  const auto stretches = heard(sound);
  EXPECT_TRUE(onsets_in(stretches).empty());
  EXPECT_GT(stretches[1].level_db, -30);
}

TEST(Onsets, SilenceIsHeardAsSilence) {
  const auto stretches = heard(SyntheticSound(48000, 2.5));
  ASSERT_FALSE(stretches.empty());
  for (const auto& stretch : stretches) EXPECT_EQ(stretch.level_db, -120);
  // From nothing, too, a click stands out.
  SyntheticSound sound(48000, 2.5);
  EXPECT_EQ(onsets_in(heard(sound.click(1, 0.1))).size(), 1U);
}

TEST(Onsets, HowTheSoundIsCutChangesNothing) {
  SyntheticSound sound(44100, 5);
  sound.hiss(0.01).click(1.5).click(1.62).click(4.2);
  const auto whole = heard(sound, 123'456'789);
  ASSERT_EQ(onsets_in(whole).size(), 3U);
  for (const std::size_t piece : {7U, 1024U, 44101U}) {
    OnsetFinder finder;
    std::vector<SoundStretch> pieces;
    const auto keep = [&](const std::vector<SoundStretch>& more) {
      pieces.insert(pieces.end(), more.begin(), more.end());
    };
    for (std::size_t at = 0; at < sound.samples.size(); at += piece) {
      const auto part =
          std::span(sound.samples).subspan(at, std::min(piece, sound.samples.size() - at));
      // Stamps are as coarse as a container's.
      const auto ms = static_cast<Nanoseconds>(at * 1000 / 44100);
      finder.push(part, at == 0 ? 123'456'789 : 123'000'000 + ms * 1'000'000, sound.rate);
      keep(finder.take());
    }
    keep(finder.finish());
    EXPECT_EQ(pieces, whole) << piece;
  }
}

TEST(Onsets, AGapEndsAStretchAndItsEdgesAreNoOnsets) {
  SyntheticSound sound(48000, 2);
  sound.hiss(0.01).click(1);
  OnsetFinder finder;
  finder.push(sound.samples, 0, sound.rate);
  finder.push(sound.samples, 10 * kSecond, sound.rate);
  finder.push(sound.samples, kSecond, sound.rate);  // a clock that jumps back
  const auto stretches = finder.finish();
  const auto found = onsets_in(stretches);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_NEAR(found[1], 11, 0.004);
  EXPECT_NEAR(found[2], 2, 0.004);
  for (const auto& stretch : stretches)
    EXPECT_FALSE(stretch.start_ns < 3 * kSecond && stretch.end_ns > 3 * kSecond);
}

TEST(Onsets, AnotherRateGoesOnAndOneTooLowIsNotHeard) {
  SyntheticSound first(48000, 2), second(22050, 2);
  OnsetFinder finder;
  finder.push(first.hiss(0.01).click(1).samples, 0, first.rate);
  finder.push(second.hiss(0.01).click(1).samples, 2 * kSecond, second.rate);
  EXPECT_EQ(onsets_in(finder.finish()).size(), 2U);
  finder.push(first.samples, 0, 6000);
  finder.push({}, 0, 48000);
  EXPECT_TRUE(finder.finish().empty());
}

TEST(Onsets, WhatIsNoNumberIsSilence) {
  SyntheticSound sound(48000, 2);
  sound.hiss(0.01).click(1.5);
  sound.samples[100] = std::numeric_limits<float>::quiet_NaN();
  sound.samples[200] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(onsets_in(heard(sound)).size(), 1U);
}

TEST(RunningMedian, IsThatOfTheLastValues) {
  RunningMedian median(3);
  median.push(5);
  EXPECT_EQ(median.value(), 5);
  median.push(1);
  median.push(9);
  EXPECT_EQ(median.value(), 5);
  median.push(0);  // 1 9 0
  EXPECT_EQ(median.value(), 1);
  EXPECT_EQ(median.size(), 3U);
}

}  // namespace
}  // namespace touchline
