// What was heard of a source: how loud it was, and its sharp sounds.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_line.h"
#include "base/result.h"

namespace touchline {

/// A sound that is there at once and soon gone: a ball that is struck, a clap, a drum.
struct SoundOnset {
  Nanoseconds pts_ns = 0;
  double rise_db = 0;  ///< over what was heard before, in the band where it rises least
  bool operator==(const SoundOnset&) const = default;
};

/// At most a second of sound without a gap: it was heard, whether or not there was anything.
struct SoundStretch {
  Nanoseconds start_ns = 0, end_ns = 0;
  double level_db = 0;  ///< the median of its milliseconds, dB below full scale; -120: silence
  std::vector<SoundOnset> onsets;  ///< in order
  bool operator==(const SoundStretch&) const = default;
};

/// Rounds to what the file holds.
void quantise(SoundStretch& stretch);
/// A line of sounds.jsonl.
void append_json(JsonLine& line, const SoundStretch& stretch, const std::string& source_id);
/// All lines of a sounds.jsonl. Errc::io: it cannot be read; Errc::bad_input names the line that no
/// run wrote. A last line that was cut off is passed over.
Result<std::vector<SoundStretch>> read_sounds(const std::string& path);

}  // namespace touchline
