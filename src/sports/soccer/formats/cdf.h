// What the halves of the Common Data Format's writer share.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/json_line.h"
#include "sports/soccer/formats/formats.h"
#include "sports/soccer/formats/people.h"
#include "sports/soccer/formats/run_lines.h"

namespace touchline::soccer {

inline constexpr const char* kCdfVersion = "0.3.2";

/// Dates for a recording: CDF knows no other time. With neither a wall clock nor a kick-off whose
/// place in the recording is told they count from 1970-01-01, which nobody takes for the day of a
/// match.
class CdfClock {
 public:
  explicit CdfClock(const ConvertInput& in);
  void see(const ExportFrame& frame);
  /// "2025-03-01T15:00:00.040000Z"
  [[nodiscard]] std::string at(Nanoseconds time_ns) const;
  static std::string utc(Nanoseconds utc_ns);

 private:
  std::optional<Nanoseconds> offset_;  ///< wall clock minus the export's time, of the first frame
};

/// What one pass over the tracking tells about the whole run.
struct CdfOverview {
  explicit CdfOverview(const ConvertInput& in) : clock(in) {}

  CdfClock clock;
  Nanoseconds first_ns = 0, last_ns = 0;
  std::int64_t last_frame = 0;  ///< the first is 0
  bool any_frame = false;
  std::set<std::int64_t> players[2];  ///< track ids per team, each in its last team
  std::optional<int> attack_a;        ///< nothing: unknown, or it changes
};

/// The format has no word for "unknown": the first half, unless the sheet says otherwise.
const char* cdf_period(const ConvertInput& in);

WrittenFiles cdf_sheets(const ConvertInput& in, const CdfOverview& run, const std::string& dir,
                        Unknown& unknown);
Result<std::string> cdf_events(const ConvertInput& in, const CdfOverview& run,
                               const std::string& path, Unknown& unknown);

/// Nothing for a place beyond what the format takes: 65 m and 42.5 m from the centre mark.
std::optional<Vec2d> cdf_place(const std::optional<Vec2d>& m);
/// One of its axes under `key`, with three decimals; null for nothing.
void write_axis(JsonLine& json, JsonKey key, const std::optional<Vec2d>& m, double Vec2d::* axis);

}  // namespace touchline::soccer
