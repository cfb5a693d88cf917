// Every swing of a run as a video of its own.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>

#include "reports/convert.h"
#include "sports/golf/swing.h"

namespace touchline::golf {

/// Cuts the swings of the run's events.jsonl out of its annotated.mp4 into clip_file() below `dir`,
/// each with kClipMargin before and after, and removes clips of swings that are no more.
/// Errc::usage where no video was drawn or the export does not count by its clock.
WrittenFiles convert_clips(const ConvertInput& in, const std::string& dir);

/// The numbers of those of `swings` whose clip lies in a run's folder.
std::set<std::int64_t> clips_in(const std::string& run_dir, std::span<const Swing> swings);

}  // namespace touchline::golf
