// What people know of a match and no video tells, read from the file given with --match: as far as
// every format asks for it. A sport's own sheet, which its formats read, derives from this one.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "records/track.h"

namespace touchline {

/// Whom a track is said to be.
struct NamedPerson {
  enum class Role { any, guard, official };
  std::string id, first_name, last_name;
  std::optional<int> number;  ///< on the shirt; nothing: an official
  Team team = Team::none;
  Role role = Role::any;  ///< any: the class that the run gave
};

struct MatchSheet {
  virtual ~MatchSheet() = default;

  std::string id;                                       ///< empty: the source's
  std::string period;                                   ///< what the recording shows
  std::array<std::string, 2> team_names, team_colours;  ///< of a and b; empty, or "#rrggbb"
  std::optional<double> field_length_m, field_width_m;
  std::map<std::int64_t, NamedPerson> people;  ///< by the run's tracks
};

struct LoadedSheet {
  std::shared_ptr<const MatchSheet> sheet;
  nlohmann::ordered_json json;  ///< the same, as the manifest keeps it
};

}  // namespace touchline
