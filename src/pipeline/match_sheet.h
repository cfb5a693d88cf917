// Reads the match sheet: every fault by file, line and key, with what was expected there.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "pipeline/settings.h"
#include "reports/match_sheet.h"

namespace touchline {

struct LoadedSheet {
  MatchSheet sheet;
  nlohmann::ordered_json json;  ///< the same, as the manifest keeps it
};

/// Errc::bad_config lists every fault found, at most 20. `path` names the file in messages.
Result<LoadedSheet> read_match_sheet(const std::string& path);
Result<LoadedSheet> parse_match_sheet(const std::string& text, const std::string& path);

/// Team names, colours and the pitch's size into the settings that nobody has set.
Status apply_sheet(const MatchSheet& sheet, const std::string& path, Config& config);

}  // namespace touchline
