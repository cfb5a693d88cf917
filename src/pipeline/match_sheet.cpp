#include "pipeline/match_sheet.h"

#include <map>

#include "pipeline/sports.h"

namespace touchline {
namespace {

Error no_sheet(const Sport& sport, const std::string& path) {
  return fail(Errc::bad_config, path,
              "{}: a run of {} reads no match sheet; leave --match (setting match) out", path,
              sport.name);
}

}  // namespace

Result<LoadedSheet> read_match_sheet(const Sport& sport, const std::string& path) {
  const auto read = code_of(sport).read_sheet;
  return read ? read(path) : no_sheet(sport, path);
}

Result<LoadedSheet> parse_match_sheet(const Sport& sport, const std::string& text,
                                      const std::string& path) {
  const auto parse = code_of(sport).parse_sheet;
  return parse ? parse(text, path) : no_sheet(sport, path);
}

Status apply_sheet(const MatchSheet& sheet, const std::string& path, Config& config) {
  std::map<std::string, std::string, std::less<>> told;
  for (const std::size_t i : {0U, 1U}) {
    told[i ? "teams.name_b" : "teams.name_a"] = sheet.team_names[i];
    told[i ? "teams.colour_b" : "teams.colour_a"] = sheet.team_colours[i];
  }
  if (sheet.field_length_m) told["pitch.length_m"] = fmt::format("{}", *sheet.field_length_m);
  if (sheet.field_width_m) told["pitch.width_m"] = fmt::format("{}", *sheet.field_width_m);
  for (const auto& entry : config.entries()) {
    const auto value = told.find(entry.key);
    if (entry.origin == "default" && value != told.end() && !value->second.empty())
      TL_CHECK(config.set(entry.key, value->second, "match sheet " + path));
  }
  return {};
}

}  // namespace touchline
