// Practice swing or ball: by the sound at contact, by the score, or not told.
#include "sports/golf/struck.h"

#include <gtest/gtest.h>

#include <span>
#include <utility>
#include <vector>

#include "sports/golf/swing_finder.h"
#include "sports/golf/synthetic_golfer.h"

namespace touchline::golf {
namespace {

constexpr Nanoseconds kContact = 20 * kSecond;

/// Ten seconds around contact, a stretch a second, with onsets at these seconds from contact.
std::vector<SoundStretch> sound_with(std::initializer_list<double> onsets, double level_db = -60,
                                     double rise_db = 40) {
  std::vector<SoundStretch> sounds;
  for (int i = -5; i < 5; ++i) {
    SoundStretch stretch{kContact + i * kSecond, kContact + (i + 1) * kSecond, level_db, {}};
    for (const double off : onsets)
      if (off >= i && off < i + 1)
        stretch.onsets.push_back({kContact + from_seconds(off), rise_db});
    sounds.push_back(stretch);
  }
  return sounds;
}

Swing swing_with(ScoreState score) {
  Swing swing;
  swing.at(SwingEvent::contact) = {1200, kContact, 1, nullptr};
  swing.score.state = score;
  return swing;
}

Swing told(const std::vector<SoundStretch>& sounds, ScoreState score = ScoreState::none,
           const SwingPlan& plan = {}) {
  Swing swing = swing_with(score);
  tell_struck(swing, sounds, plan);
  swing.kind = kind_by(swing.score, swing.struck);
  return swing;
}

TEST(Struck, AClickAtContactIsTheBall) {
  for (const double off : {-0.09, 0.0, 0.09}) {
    const Swing swing = told(sound_with({off, 2.0}));
    ASSERT_TRUE(swing.struck) << swing.struck.why;
    EXPECT_TRUE(*swing.struck);
    EXPECT_EQ(swing.struck_cue, StruckCue::audio_click);
    EXPECT_EQ(swing.kind, SwingKind::unscored_swing);
  }
  EXPECT_EQ(told(sound_with({0}), ScoreState::raised).kind, SwingKind::scored_swing);
}

TEST(Struck, NoClickWhereThereIsSoundIsPractice) {
  const Swing swing = told(sound_with({-3, 1.5}), ScoreState::unknown);
  ASSERT_TRUE(swing.struck);
  EXPECT_FALSE(*swing.struck);
  EXPECT_EQ(swing.struck_cue, StruckCue::no_audio_click);
  EXPECT_EQ(swing.kind, SwingKind::practice_swing);
}

TEST(Struck, AScoreWithoutAClickIsNotTold) {
  const Swing swing = told(sound_with({}), ScoreState::raised);
  EXPECT_FALSE(swing.struck);
  EXPECT_STREQ(swing.struck.why, "score_without_a_click");
  EXPECT_EQ(swing.struck_cue, StruckCue::none);
  EXPECT_EQ(swing.kind, SwingKind::scored_swing);
}

TEST(Struck, WithoutSoundTheScoreTellsOrNothingDoes) {
  const Swing scored = told({}, ScoreState::counted);
  EXPECT_TRUE(scored.struck && *scored.struck);
  EXPECT_EQ(scored.struck_cue, StruckCue::score_hand);
  for (const ScoreState state : {ScoreState::none, ScoreState::unknown}) {
    const Swing swing = told({}, state);
    EXPECT_STREQ(swing.struck.why, "no_sound");
    EXPECT_EQ(swing.struck_cue, StruckCue::none);
  }
  EXPECT_EQ(told({}, ScoreState::none).kind, SwingKind::practice_swing);
  EXPECT_EQ(told({}, ScoreState::unknown).kind, SwingKind::unknown);
}

TEST(Struck, SoundThatCouldNotTellSaysWhy) {
  EXPECT_STREQ(told(sound_with({0.2})).struck.why, "click_beside_contact");
  EXPECT_STREQ(told(sound_with({}, -30)).struck.why, "sound_too_loud");
  EXPECT_STREQ(told(sound_with({}, -120)).struck.why, "sound_is_silent");
  // A drum every quarter of a second is at contact by chance.
  EXPECT_STREQ(told(sound_with({-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5})).struck.why,
               "clicks_all_around");
  auto gap = sound_with({});
  std::erase_if(gap, [](const SoundStretch& s) { return s.start_ns == kContact; });
  EXPECT_STREQ(told(gap).struck.why, "no_sound");
  SwingPlan slow;
  slow.slowed = 4;
  EXPECT_STREQ(told(sound_with({0}), ScoreState::none, slow).struck.why, "slow_motion");
  Swing swing;
  tell_struck(swing, sound_with({0}), {});
  EXPECT_STREQ(swing.struck.why, "contact_not_found");
}

TEST(Struck, TheSoundOfASwingAsSlowAsInSlowMotionTellsNothing) {
  for (const auto& [backswing_s, downswing_s] : {std::pair{7.5, 2.0}, {0.9, 0.7}, {3.2, 0.3}})
    for (const auto& sounds : {sound_with({}), sound_with({0})}) {
      Swing swing = swing_with(ScoreState::unknown);
      swing.backswing_s = backswing_s;
      swing.downswing_s = downswing_s;
      tell_struck(swing, sounds, {});
      EXPECT_STREQ(swing.struck.why, "slow_as_in_slow_motion");
      EXPECT_EQ(swing.struck_cue, StruckCue::none);
    }
  Swing swing = swing_with(ScoreState::unknown);
  swing.backswing_s = 1.4;
  swing.downswing_s = 0.45;
  tell_struck(swing, sound_with({0}), {});
  EXPECT_EQ(swing.struck_cue, StruckCue::audio_click) << "as slow as swings are";
}

TEST(Struck, OthersBallsFarAwayDoNotCoverOnesOwn) {
  auto sounds = sound_with({0});
  for (auto& stretch : sounds)
    for (const double off : {0.2, 0.45, 0.8})
      stretch.onsets.push_back({stretch.start_ns + from_seconds(off), 25});
  EXPECT_EQ(told(sounds).struck_cue, StruckCue::audio_click);
}

TEST(Struck, TheFinderHearsAsItGoesAndAtOnceAlike) {
  testing::Golfer golfer;
  golfer.swings = 6;
  const PoseSeries series = golfer_series(golfer);
  std::vector<SoundStretch> sounds;
  for (int second = 0; second < 100; ++second) {
    SoundStretch stretch{second * kSecond, (second + 1) * kSecond, -60, {}};
    for (int n = 0; n < golfer.swings; n += 2) {
      const auto click = from_seconds(golfer.first_top_s + n * golfer.between_s + 0.3);
      if (click >= stretch.start_ns && click < stretch.end_ns)
        stretch.onsets.push_back({click, 40});
    }
    sounds.push_back(stretch);
  }
  auto at_once = find_swings(series, {}, sounds);
  SwingFinder finder{SwingPlan{}};
  std::vector<Swing> pushed;
  std::size_t heard = 0;
  for (const PoseSample& sample : series) {
    // Sound comes late, by as much as it may.
    while (heard < sounds.size() && sounds[heard].end_ns + 4 * kSecond <= sample.pts_ns)
      finder.hear(std::span(sounds).subspan(heard++, 1));
    for (Swing& swing : finder.push(sample)) pushed.push_back(swing);
  }
  finder.hear(std::span(sounds).subspan(heard));
  for (Swing& swing : finder.finish()) pushed.push_back(swing);
  for (auto* swings : {&at_once, &pushed})
    std::erase_if(*swings, [](const Swing& swing) { return swing.rejected != nullptr; });
  ASSERT_EQ(at_once.size(), 6U);
  ASSERT_EQ(pushed.size(), at_once.size());
  for (std::size_t i = 0; i < pushed.size(); ++i) {
    EXPECT_EQ(pushed[i].struck.value, at_once[i].struck.value);
    EXPECT_EQ(pushed[i].struck_cue, at_once[i].struck_cue);
    EXPECT_EQ(pushed[i].at(SwingEvent::contact).frame, at_once[i].at(SwingEvent::contact).frame);
    EXPECT_EQ(at_once[i].cue, i % 2 == 0 ? ContactCue::audio_click : ContactCue::wrist_path);
    // Every swing of this golfer is followed by a score.
    EXPECT_EQ(at_once[i].struck.value, i % 2 == 0 ? std::optional(true) : std::nullopt);
  }
}

}  // namespace
}  // namespace touchline::golf
