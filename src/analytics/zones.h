// Zones: parts of the picture, or of the field, in which presence is measured. They are the user's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "geometry/polygon.h"

namespace touchline {

/// What a zone's corners are in: pixels of the upright picture, or metres of the field.
enum class ZoneSpace : std::uint8_t { picture, field };

struct Zone {
  std::string name;  ///< not empty, UTF-8, no control characters; of all zones no other has it
  Polygon polygon;   ///< at least three corners; its outline does not cross itself
  ZoneSpace in = ZoneSpace::picture;
};

/// From when somebody counts as present in a zone, and until when.
struct ZoneTimes {
  double enter_s = 0.2;  ///< inside for so long
  double leave_s = 1;    ///< outside or unseen for so long
};

/// A file of zones (docs/people.md).
struct ZoneSheet {
  ZoneTimes times;
  std::vector<Zone> zones;
};

/// Errc::bad_config lists every fault found by file, line and key, with what was expected there.
Result<ZoneSheet> read_zones(const std::string& path);
/// `path` names the file in messages.
Result<ZoneSheet> parse_zones(const std::string& text, const std::string& path);

}  // namespace touchline
