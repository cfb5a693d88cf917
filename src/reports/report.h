// report.html: a match to watch, look through and hand on; one file that needs nothing but a
// browser.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "geometry/field_spec.h"

namespace touchline {

namespace report {
class Sheets;
}

/// Makes a sport's sheets of one report (report_sheets.h). Empty: the sport has none.
using MakeSheets = std::function<std::unique_ptr<report::Sheets>()>;

struct ReportInput {
  std::string run_dir;    ///< holds tracking.jsonl, events.jsonl and perhaps the sport's record
  std::string source_id;  ///< what the page calls the match
  std::string share_dir;  ///< its folder report/ holds the page's template, style and script
  std::vector<std::string> classes;  ///< names of the class ids
  int ball_class = -1, guard_class = -1, official_class = -1;
  FieldSpec field;
  MakeSheets sheets;
  std::array<std::string, 2> team_names, team_colours;  ///< "#rrggbb"; empty: not known
  /// In the video, and then on the page too: "#rrggbb", empty without one; and "kit", "chosen" or
  /// "theme", why that may follow.
  std::array<std::string, 2> shown_colours, shown_from;
  std::string summary_json;  ///< the manifest's section "run"; may be empty
  bool has_video = false;    ///< annotated.mp4 lies beside the page
  std::optional<Nanoseconds>
      video_origin_ns;  ///< pts at the video's 0 s; the first frame's if none
};

/// Reads the run once, as a stream, and writes run_dir/report.html and run_dir/plots/*.svg, each
/// whole or not at all. The files written, relative to run_dir. What the sport has no sheets or the
/// run no record for is left out, and the page says so. Errc::io names the file; Errc::bad_input
/// names file and line of a record that cannot be read.
Result<std::vector<std::string>> write_report(const ReportInput& input);

}  // namespace touchline
