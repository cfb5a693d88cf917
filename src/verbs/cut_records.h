// The record files of a run that was cut off, made whole: no half lines, and all up to one frame.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace touchline {

/// Cuts tracking.jsonl, calibration.jsonl, measures.jsonl, observations.jsonl, drawn.jsonl,
/// events.jsonl and sounds.jsonl in `dir` to their last whole line, and all but the last to the
/// last frame that every file with a line or a block per frame has. Bytes are only ever taken off
/// the end; poses.bin then gets its index, or is removed when not even its header is whole. Returns
/// that frame; none when no frame was written. Cutting again changes nothing.
Result<std::optional<std::int64_t>> cut_records(const std::string& dir);

}  // namespace touchline
