// How well events of swings are found: GolfDB's measure.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "sports/golf/swing.h"

namespace touchline::golf {

/// Frames of one swing's events; nothing where one was not found.
using EventFrames = std::array<std::optional<std::int64_t>, kSwingEvents>;

struct LabelledEvents {
  bool slow = false;  ///< slow motion
  EventFrames frames;
};

/// By the swing's name.
using TrueEvents = std::map<std::string, LabelledEvents>;
using FoundEvents = std::map<std::string, EventFrames>;

struct EventScores {
  int swings = 0, found = 0;  ///< labelled ones; those of them with any event
  std::array<int, kSwingEvents> within_tolerance{}, within_3{};
  /// Share of all events within the tolerance: address to contact over 30, at least one frame.
  [[nodiscard]] double pce() const;
  [[nodiscard]] double share(const std::array<int, kSwingEvents>& hits, SwingEvent event) const;
};

/// Frames either way that still count as right: rounded as GolfDB's own evaluation does.
std::int64_t tolerance_of(const EventFrames& truth);

/// Of the labelled swings in real time, or of those in slow motion. A swing that was not found has
/// all its events wrong.
EventScores score_events(const TrueEvents& truth, const FoundEvents& found, bool slow);

/// CSV with a header: swing, slow (0 or 1), and the eight events' frames by their names; in a found
/// file `slow` may be left out and frames empty. Errc::bad_input names file and line.
Result<TrueEvents> read_true_events(const std::string& path);
Result<FoundEvents> read_found_events(const std::string& path);

/// Both scores as JSON, and how many found swings were labelled by nobody. `truth` is such a file;
/// `found` too, or swings.json, or a folder of runs (read_swings_json()).
Result<std::string> evaluate_events(const std::string& truth, const std::string& found);

}  // namespace touchline::golf
