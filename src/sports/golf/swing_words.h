// A swing as an event of a run, and an event as a swing again: what is known when it is drawn.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analytics/still.h"
#include "records/event.h"
#include "sports/golf/record.h"

namespace touchline::golf {

/// Type of the event that a swing is: from address to finish, its kind as the subtype, the frames
/// of its eight events as evidence and their times as values ("top_s", seconds from the source's
/// first time stamp on; null: not found).
inline constexpr const char* kSwingType = "swing";
/// An event's times are rounded by less than this.
inline constexpr Nanoseconds kRounding = 100'000;

Event event_of(const Swing& swing, std::optional<std::int64_t> golfer);
/// Puts the score into a swing's event.
void put_score(Event& event, const ScoreHand& score);
/// Nothing when it is another event.
std::optional<SwingNow> swing_of(const Event& event);

/// A picture of the golfer at each event of each swing.
std::vector<StillAsk> stills_of(std::span<const Event> events);
/// The name of one, without its ending.
std::string still_name(std::int64_t swing, SwingEvent which);

/// Around a swing, in its clip.
inline constexpr Nanoseconds kClipMargin = kSecond;
/// When the clip of a swing begins that begins at `start`: a time stamp of the source, whose video
/// begins at `origin`.
Nanoseconds clip_begin(Nanoseconds start, Nanoseconds origin);
/// The file of a swing's clip, from the run's folder: "swings/swing-01.mp4".
std::string clip_file(std::int64_t swing);

}  // namespace touchline::golf
