// The line-up that TRACAB asks for: the sheet's players, and tracks that nobody is said to be.
#include <charconv>

#include "sports/soccer/formats/tracab.h"

namespace touchline::soccer {
namespace {

constexpr std::int64_t kTeamStep = 1000;

/// TRACAB's letter for a position of the sheet; null: unknown.
const char* letter_of(const std::string& position) {
  if (position.empty() || position == "SUB") return nullptr;
  if (position == "GK") return "G";
  return position.ends_with("B") ? "D" : position.ends_with("M") ? "M" : "A";
}

bool numbered(const SheetTeam& team) {
  return std::all_of(team.players.begin(), team.players.end(),
                     [](const SheetPlayer& player) { return whole_number(player.id).has_value(); });
}

/// When any of his tracks was seen.
void see(LineUpEntry& entry, const TracabOverview& run, const SheetPlayer& player) {
  for (const auto track : player.tracks) {
    const auto seen = run.players.find(track);
    if (seen == run.players.end()) continue;
    entry.first = entry.first ? std::min(entry.first, seen->second.first) : seen->second.first;
    entry.last = std::max(entry.last, seen->second.last);
  }
}

void add_sheet(LineUp& out, const SoccerSheet& sheet, const TracabOverview& run, std::size_t side) {
  const auto& teams = sheet.teams;
  const auto own = whole_number(teams[side].id), other = whole_number(teams[1 - side].id);
  if (own && other) out.team = *own;
  const bool ids = numbered(teams[0]) && numbered(teams[1]);
  for (const auto& player : teams[side].players) {
    LineUpEntry entry;
    entry.id = ids ? *whole_number(player.id)
                   : static_cast<std::int64_t>(side + 1) * kTeamStep + player.number;
    entry.shirt = player.number;
    const bool nameless = player.first_name.empty() && player.last_name.empty();
    entry.first_name = nameless ? "Player" : player.first_name;  // readers want names that differ
    entry.last_name = nameless ? fmt::format("#{}", player.number) : player.last_name;
    entry.position = letter_of(player.position);
    see(entry, run, player);
    out.players.push_back(std::move(entry));
  }
}

}  // namespace

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end || value < 0) return std::nullopt;
  return value;
}

LineUp line_up(const ConvertInput& in, const TracabOverview& run, std::size_t side) {
  LineUp out;
  out.team = static_cast<std::int64_t>(side) + 1;
  if (const auto* sheet = sheet_of(in)) add_sheet(out, *sheet, run, side);
  const People people(in);
  for (const auto& [track, player] : run.players) {
    if (people.player(track) || player.team != team_at(in, side)) continue;
    const auto shirt = people.shirt(track);
    out.players.push_back({shirt, shirt, "Track", fmt::format("#{}", track),
                           player.goalkeeper ? "G" : nullptr, player.first, player.last});
  }
  return out;
}

}  // namespace touchline::soccer
