// A finished run's folder written in the formats other tools read (docs/formats.md).
#pragma once

#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "geometry/field_spec.h"
#include "reports/match_sheet.h"
#include "reports/sport_formats.h"

namespace touchline {

/// Whose 0:00 an export's times count from, and whose pictures its frame numbers count.
struct ExportClock {
  bool video = false;         ///< those of annotated.mp4; else the source's
  Nanoseconds origin_ns = 0;  ///< time of the source that is 0 in the export
};

struct ConvertInput {
  std::string run_dir, source_id;
  std::vector<std::string> classes;  ///< their names; a class id is the index
  int ball_class = -1, guard_class = -1, official_class = -1;  ///< -1: the sport has none
  FieldSpec field;
  int width = 0, height = 0;  ///< of the upright picture, pixels
  double nominal_fps = 0;     ///< only told to formats that must have one; no time comes from it
  std::array<std::string, 2> team_names, team_colours;  ///< empty: "a", "b"; "#rrggbb" or empty
  ExportClock clock;
  std::shared_ptr<const MatchSheet> sheet;  ///< null: none
  std::string sport_name;
  SportFormats sport;
};

/// "mot", "csv", ..., and those that the sport adds.
std::vector<std::string> convert_formats(const SportFormats& sport);

struct Converted {
  std::vector<std::string> files;  ///< as they were written
  /// What the format must have and neither the run nor a match sheet tells: "meta.json:
  /// match.kickoff_time".
  Unknown unknown;
};

/// Writes the run as `format` below `output_dir`, which is created. A file appears whole or not at
/// all. Errc::usage for a format that the sport has not (lists those it has), one this build leaves
/// out, or a sheet that does not fit the run; Errc::io and Errc::bad_input as the readers of
/// records/read.h.
Result<Converted> convert(const ConvertInput& in, const std::string& format,
                          const std::string& output_dir);

}  // namespace touchline
