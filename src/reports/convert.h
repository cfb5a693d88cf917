// A finished run's folder written in the formats other tools read (docs/formats.md).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/result.h"
#include "geometry/pitch.h"

namespace touchline {

struct ConvertInput {
  std::string run_dir, source_id;
  std::vector<std::string> classes;  ///< their names; a class id is the index
  int ball_class = -1, goalkeeper_class = -1, referee_class = -1;  ///< -1: the sport has none
  PitchSpec pitch;
  int width = 0, height = 0;  ///< of the upright picture, pixels
  double nominal_fps = 0;     ///< only told to formats that must have one; no time comes from it
  std::array<std::string, 2> team_names, team_colours;  ///< empty: "a", "b"; "#rrggbb" or empty
};

/// "mot", "csv", ... in the order the help lists them.
std::vector<std::string> convert_formats();

/// Writes the run as `format` below `output_dir`, which is created, and returns the files written.
/// A file appears whole or not at all. Errc::usage for an unknown format (lists the known ones) or
/// one this build leaves out; Errc::io and Errc::bad_input as the readers of records/read.h.
Result<std::vector<std::string>> convert(const ConvertInput& in, const std::string& format,
                                         const std::string& output_dir);

}  // namespace touchline
