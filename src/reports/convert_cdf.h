// What the two halves of the Common Data Format's writer share.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "reports/convert_formats.h"
#include "reports/convert_run.h"

namespace touchline {

/// Dates for a recording: CDF knows no other time. With no wall clock they count from 1970-01-01,
/// which nobody takes for the day of a match.
class CdfClock {
 public:
  void see(const FrameRecord& row);
  /// "2025-03-01T15:00:00.040000Z"
  [[nodiscard]] std::string at(Nanoseconds pts_ns) const;

 private:
  std::optional<Nanoseconds> offset_;  ///< wall clock minus media time, of the first frame
};

/// What one pass over the tracking tells about the whole run.
struct CdfOverview {
  CdfClock clock;
  Nanoseconds first_ns = 0, last_ns = 0;
  std::int64_t first_frame = 0, last_frame = 0;
  bool any_frame = false;
  std::set<std::int64_t> players[2];  ///< track ids per team, each in its last team
  std::optional<int> attack_a;        ///< nothing: unknown, or it changes
};

inline constexpr const char* kCdfPeriod = "first_half";  ///< the format has no word for "unknown"

WrittenFiles cdf_sheets(const ConvertInput& in, const CdfOverview& run, const std::string& dir);

}  // namespace touchline
