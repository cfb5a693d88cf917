// Whether a ball was struck: by what was heard at contact, else by what followed.
#pragma once

#include <span>
#include <vector>

#include "base/clock.h"
#include "records/sound.h"
#include "sports/golf/swing.h"

namespace touchline::golf {

/// A sound so near to what the hands tell is the ball's.
inline constexpr double kClickNear_s = 0.1;

/// Times of the onsets that a ball could be: those that stand out of what is heard around them.
/// None of a clip that was slowed down: its sound is not that of life.
std::vector<Nanoseconds> clear_clicks(std::span<const SoundStretch> sounds, const SwingPlan& plan);

/// Fills struck and struck_cue of a swing with its contact and score. A click at contact says that
/// a ball was struck; none, where it would have been heard, that it was not. The sound of a swing
/// that takes far longer than swings do is slowed as well, and tells nothing. Where it does not
/// tell, a score that is shown says so, and where there is none nothing does.
void tell_struck(Swing& swing, std::span<const SoundStretch> sounds, const SwingPlan& plan);

/// What a swing is by its score and by whether a ball was struck. Where the latter is not known,
/// none without a score was meant.
SwingKind kind_by(const ScoreHand& score, const Known<bool>& struck);

}  // namespace touchline::golf
