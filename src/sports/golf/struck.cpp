#include "sports/golf/struck.h"

#include <algorithm>
#include <cstdlib>

namespace touchline::golf {
namespace {

/// Sound that runs ahead of or behind its pictures puts the click beside contact.
constexpr double kBeside_s = 0.3;
/// Onsets about as sharp, so near: with more of them one is at contact by chance.
constexpr double kHeardAround_s = 2.5, kAsSharp_db = 6;
constexpr int kMostAround = 3;
// Where the ball would be heard. A click of full scale does not rise over louder sound.
constexpr double kLoudest_db = -35, kFaintest_db = -110;

bool is_near(Nanoseconds a, Nanoseconds b, double seconds) {
  return std::abs(a - b) <= from_seconds(seconds);
}

std::vector<SoundOnset> onsets_of(std::span<const SoundStretch> sounds) {
  std::vector<SoundOnset> all;
  for (const auto& stretch : sounds)
    all.insert(all.end(), stretch.onsets.begin(), stretch.onsets.end());
  return all;
}

bool stands_out(const SoundOnset& onset, std::span<const SoundOnset> all) {
  const auto around = std::count_if(all.begin(), all.end(), [&](const SoundOnset& other) {
    return other.rise_db >= onset.rise_db - kAsSharp_db &&
           is_near(other.pts_ns, onset.pts_ns, kHeardAround_s);
  });
  return around <= kMostAround;
}

/// Why no click near `contact` says nothing; null when it would have been heard.
const char* deaf_at(Nanoseconds contact, std::span<const SoundStretch> sounds) {
  const Nanoseconds to = contact + from_seconds(kBeside_s);
  Nanoseconds heard = contact - from_seconds(kBeside_s);  // all of it up to here
  for (const auto& stretch : sounds) {
    if (stretch.start_ns > heard || stretch.end_ns <= heard) continue;
    if (stretch.level_db > kLoudest_db) return "sound_too_loud";
    if (stretch.level_db < kFaintest_db) return "sound_is_silent";
    heard = stretch.end_ns;
    if (heard >= to) return nullptr;
  }
  return "no_sound";
}

/// Whether it takes longer than a swing does: in slow motion that nobody told of, or a rehearsal.
bool is_slow(const Swing& swing, const BodyRule& rule) {
  return (swing.downswing_s && *swing.downswing_s > rule.slow_downswing_s) ||
         (swing.backswing_s && *swing.backswing_s > rule.backswing_most_s);
}

/// What the sound tells of a swing's contact, or why it tells nothing.
Known<bool> struck_by_sound(const Swing& swing, std::span<const SoundStretch> sounds,
                            const SwingPlan& plan) {
  if (plan.slowed != 1) return Known<bool>::none("slow_motion");
  if (is_slow(swing, plan.body)) return Known<bool>::none("slow_as_in_slow_motion");
  const Nanoseconds contact = swing.at(SwingEvent::contact).pts_ns;
  const auto clicks = clear_clicks(sounds, plan);
  const auto any_near = [&](double seconds) {
    return std::any_of(clicks.begin(), clicks.end(),
                       [&](Nanoseconds click) { return is_near(click, contact, seconds); });
  };
  if (any_near(kClickNear_s)) return true;
  if (any_near(kBeside_s)) return Known<bool>::none("click_beside_contact");
  for (const auto& onset : onsets_of(sounds))
    if (is_near(onset.pts_ns, contact, kBeside_s)) return Known<bool>::none("clicks_all_around");
  if (const char* why = deaf_at(contact, sounds)) return Known<bool>::none(why);
  return false;
}

bool shows(const ScoreHand& score) {
  return score.state == ScoreState::raised || score.state == ScoreState::counted;
}

}  // namespace

std::vector<Nanoseconds> clear_clicks(std::span<const SoundStretch> sounds, const SwingPlan& plan) {
  std::vector<Nanoseconds> clicks;
  if (plan.slowed != 1) return clicks;
  const auto all = onsets_of(sounds);
  for (const auto& onset : all)
    if (stands_out(onset, all)) clicks.push_back(onset.pts_ns);
  return clicks;
}

void tell_struck(Swing& swing, std::span<const SoundStretch> sounds, const SwingPlan& plan) {
  const EventMark& contact = swing.at(SwingEvent::contact);
  swing.struck_cue = StruckCue::none;
  swing.struck =
      contact.frame ? struck_by_sound(swing, sounds, plan) : Known<bool>::none("contact_not_found");
  if (swing.struck && !*swing.struck && shows(swing.score))
    swing.struck = Known<bool>::none("score_without_a_click");
  else if (swing.struck)
    swing.struck_cue = *swing.struck ? StruckCue::audio_click : StruckCue::no_audio_click;
  else if (shows(swing.score))
    swing.struck = true, swing.struck_cue = StruckCue::score_hand;
}

SwingKind kind_by(const ScoreHand& score, const Known<bool>& struck) {
  if (shows(score)) return SwingKind::scored_swing;
  if (struck) return *struck ? SwingKind::unscored_swing : SwingKind::practice_swing;
  return score.state == ScoreState::none ? SwingKind::practice_swing : SwingKind::unknown;
}

}  // namespace touchline::golf
