// A session's swings as files: swings.json and swings.csv.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "sports/golf/swing.h"

namespace touchline::golf {

/// What a file of swings says about the session.
struct SwingSheet {
  std::string video_name, golfer;
  double fps = 0;  ///< nominal; events have their own times
  std::int64_t total_frames = 0;
  std::optional<std::string> timestamp;  ///< of the recording (RFC 3339), where it is known
  SwingPlan plan;
  std::set<std::int64_t> clips = {};  ///< numbers of the swings that have a clip (clip_file())
};

/// The earlier system's fields (video_name, golfer, fps, total_frames, backswing_frames,
/// contact_frames, num_swings, detection_config, timestamp: swings that count alone, the contact -1
/// where there is none), and schema_version, config_hash and `swings`: all of them, with events,
/// confidence, reason, score and clip.
std::string swings_json(const SwingSheet& sheet, std::span<const Swing> swings);

/// The earlier system's columns, of swings that count.
std::string swings_csv(const SwingSheet& sheet, std::span<const Swing> swings);

}  // namespace touchline::golf
