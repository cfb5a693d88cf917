// One swing: its eight events, who swings, seen from where, and how far to trust it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/clock.h"
#include "geometry/box.h"
#include "records/known.h"
#include "sports/golf/swing_plan.h"

namespace touchline::golf {

/// GolfDB's eight events, in their order.
enum class SwingEvent : std::uint8_t {
  address,             ///< the last moment before the club moves
  toe_up,              ///< shaft level, going back
  mid_backswing,       ///< lead arm level, going back
  top,                 ///< the hands turn
  mid_downswing,       ///< lead arm level, coming down
  contact,             ///< club meets ball
  mid_follow_through,  ///< shaft level, after contact
  finish,              ///< the body comes to rest
};
inline constexpr std::size_t kSwingEvents = 8;
const char* to_string(SwingEvent event);

/// What told the moment of contact.
enum class ContactCue : std::uint8_t {
  none,
  wrist_path,   ///< the hands' path turns: lowest, or back where they were at address
  wrist_speed,  ///< the hands are fastest
  audio_click,  ///< the sound of the ball
};
const char* to_string(ContactCue cue);

/// A moment of a swing; without a frame when it was not found.
struct EventMark {
  std::optional<std::int64_t> frame;
  Nanoseconds pts_ns = kNoTime;
  double confidence = 0;                ///< 0..1
  const char* reason = "not_measured";  ///< why the confidence is below 1; null when it is not
};

/// `scored`: a score was shown after it. `practice`: no ball was struck. `unscored`: a ball was,
/// and no score was shown.
enum class SwingKind : std::uint8_t { unknown, scored_swing, practice_swing, unscored_swing };
const char* to_string(SwingKind kind);

/// What told whether a ball was struck.
enum class StruckCue : std::uint8_t {
  none,
  audio_click,     ///< the sound of the ball
  no_audio_click,  ///< none, where it would have been heard
  score_hand,      ///< a score was shown afterwards
};
const char* to_string(StruckCue cue);

/// `none`: looked for and not there. `unknown`: the golfer was not seen well enough to say.
enum class ScoreState : std::uint8_t { unknown, none, raised, counted };
const char* to_string(ScoreState state);

struct Span {
  std::int64_t first = 0, last = 0;  ///< frames, both included
  bool operator==(const Span&) const = default;
};

/// The raised hand that tells a score after the swing.
struct ScoreHand {
  ScoreState state = ScoreState::unknown;
  const char* reason = "not_measured";     ///< why the state is unknown; else null
  Hand side = Hand::unknown;               ///< the golfer's own
  std::optional<Span> raised;              ///< the wrist above shoulder and elbow
  std::optional<Span> plateau;             ///< of these, held still
  std::optional<std::int64_t> shown_best;  ///< frame of the plateau with the surest points
  std::optional<Box> crop;                 ///< round the hand in that frame, pixels
  std::optional<int> fingers;              ///< by score_by_fingers()
  double finger_confidence = 0;
  const char* uncounted = "hand_not_looked_at";  ///< why there are no fingers; null when there are
};

/// Fingers that a network counted in one frame of a plateau.
struct FingerCount {
  std::int64_t frame = 0;
  std::optional<int> fingers;  ///< 0: a hand that shows none; null: one that could not be counted
  double confidence = 0;
};

/// From this confidence on a swing is trusted.
inline constexpr double kTrustedSwing = 0.5;

struct SwingCurves;  // sports/golf/swing_metrics.h

struct Swing {
  std::int64_t number = 0;  ///< from 1, of those that are not rejected; 0: rejected
  std::array<EventMark, kSwingEvents> events;
  Hand hand = Hand::unknown;
  CameraView view = CameraView::unknown;
  ContactCue cue = ContactCue::none;
  Known<double> backswing_s, downswing_s;  ///< address to top, top to contact
  Known<double> tempo;                     ///< their ratio
  Known<double> torso_px;                  ///< median over the swing
  Known<double> top_height;  ///< hands at the top above hands at address, torso lengths
  SwingKind kind = SwingKind::unknown;
  Known<bool> struck;  ///< a ball
  StruckCue struck_cue = StruckCue::none;
  ScoreHand score;
  double confidence = 0;           ///< 0..1
  const char* reason = nullptr;    ///< why the confidence is low; null when it is not
  const char* rejected = nullptr;  ///< why this is no swing after all; null when it is one
  std::shared_ptr<const SwingCurves> curves;  ///< null with the `seed` preset, and of rejected ones

  [[nodiscard]] const EventMark& at(SwingEvent event) const {
    return events[static_cast<std::size_t>(event)];
  }
  [[nodiscard]] EventMark& at(SwingEvent event) { return events[static_cast<std::size_t>(event)]; }
};

/// Counts fingers into the swing's score: the number that more than half of the plateau's frames
/// show, by the mean of their confidence; `counts` elsewhere are left out. Without such a number
/// the score stays `raised`.
void score_by_fingers(Swing& swing, std::span<const FingerCount> counts);

}  // namespace touchline::golf
