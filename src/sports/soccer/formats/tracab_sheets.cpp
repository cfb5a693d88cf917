// TRACAB metadata. Without a match sheet a track stands for a player, its id for the number on the
// shirt, which is not known.
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/json_dump.h"
#include "reports/convert_file.h"
#include "sports/soccer/formats/tracab.h"

namespace touchline::soccer {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPhases = 5;

void write_team(TextFile& file, const ConvertInput& in, const LineUp& team, std::size_t side) {
  const char* element = side == 0 ? "HomeTeam" : "AwayTeam";
  const auto name = xml_text(team_name(in, team_at(in, side)));
  file.print("<{}>\n<LongName>{}</LongName>\n<ShortName>{}</ShortName>\n<TeamId>{}</TeamId>\n",
             element, name, name, team.team);
  file.write("<Players>\n");
  for (const auto& player : team.players) {
    file.print("<Player><PlayerId>{}</PlayerId><FirstName>{}</FirstName>", player.id,
               xml_text(player.first_name));
    file.print("<LastName>{}</LastName><JerseyNo>{}</JerseyNo>", xml_text(player.last_name),
               player.shirt);
    file.print("<StartFrameCount>{}</StartFrameCount><EndFrameCount>{}</EndFrameCount></Player>\n",
               player.first, player.last);
  }
  file.print("</Players>\n</{}>\n", element);
}

using LineUps = std::array<LineUp, 2>;

Result<std::string> write_xml(const ConvertInput& in, const TracabOverview& run,
                              const LineUps& teams, const std::string& path) {
  TL_ASSIGN(auto file, TextFile::create(path));
  file.print(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TracabMetaData sVersion=\"1.0\">\n"
      "<!-- {} -->\n",
      clock_text(in));
  file.print("<match iId=\"{}\" dtDate=\"{}\" iFrameRateFps=\"{}\" fPitchXSizeMeters=\"{:.2f}\" ",
             xml_text(match_id(in)), tracab_date(run), whole_fps(in), in.field.length_m);
  file.print(
      "fPitchYSizeMeters=\"{:.2f}\" fTrackingAreaXSizeMeters=\"unknown\" "
      "fTrackingAreaYSizeMeters=\"unknown\">\n",
      in.field.width_m);
  for (int i = 1; i <= kPhases; ++i)
    file.print("<period iId=\"{}\" iStartFrame=\"{}\" iEndFrame=\"{}\"/>\n", i,
               i == 1 ? run.first : 0, i == 1 ? run.last : 0);
  file.write("</match>\n");
  // Readers stumble over a team without players.
  if (!teams[0].players.empty() && !teams[1].players.empty())
    for (const std::size_t side : {0U, 1U}) write_team(file, in, teams[side], side);
  file.write("</TracabMetaData>\n");
  TL_CHECK(file.close());
  return path;
}

Json team_json(const ConvertInput& in, const LineUp& team, std::size_t side) {
  Json players = Json::array();
  for (const auto& player : team.players) {
    const Json position = player.position ? Json(player.position) : Json(nullptr);
    players.push_back({{"PlayerID", player.id},
                       {"FirstName", player.first_name},
                       {"LastName", player.last_name},
                       {"JerseyNo", player.shirt},
                       {"StartFrameCount", player.first},
                       {"EndFrameCount", player.last},
                       {"StartingPosition", position},
                       {"CurrentPosition", position}});
  }
  const auto name = team_name(in, team_at(in, side));
  return {{"LongName", name}, {"ShortName", name}, {"TeamID", team.team}, {"Players", players}};
}

/// An id as a number where it is one; null: unknown.
Json id_json(const std::string& id) {
  if (id.empty()) return nullptr;
  const auto number = whole_number(id);
  return number ? Json(*number) : Json(id);
}

Result<std::string> write_json(const ConvertInput& in, const TracabOverview& run,
                               const LineUps& teams, const std::string& path) {
  const bool home_is_a = side_of(in, Team::a) == 0;
  const auto* sheet = sheet_of(in);
  Json json{{"GameID", id_json(match_id(in))},
            {"CompetitionID", id_json(sheet ? sheet->competition.id : "")},
            {"SeasonID", id_json(sheet ? sheet->season.id : "")},
            {"Kickoff", run.utc_ns ? Json(tracab_date(run)) : Json(nullptr)},
            {"FrameRate", whole_fps(in)},
            {"Clock", clock_text(in)},
            {"OriginNs", in.clock.origin_ns},
            {"PitchShortSide", std::lround(in.field.width_m * 100)},
            {"PitchLongSide", std::lround(in.field.length_m * 100)}};
  for (int i = 1; i <= kPhases; ++i) {
    json[fmt::format("Phase{}StartFrame", i)] = i == 1 ? run.first : 0;
    json[fmt::format("Phase{}EndFrame", i)] = i == 1 ? run.last : 0;
    json[fmt::format("Phase{}HomeGKLeft", i)] =
        i == 1 && run.attack_a ? Json((*run.attack_a > 0) == home_is_a) : Json(nullptr);
  }
  json["HomeTeam"] = team_json(in, teams[0], 0);
  json["AwayTeam"] = team_json(in, teams[1], 1);
  TL_ASSIGN(auto file, TextFile::create(path));
  file.write(json_dump(json, 2) + "\n");
  TL_CHECK(file.close());
  return path;
}

void note_unknown(const ConvertInput& in, const TracabOverview& run, Unknown& unknown) {
  if (!whole_number(match_id(in)))
    unknown.insert("metadata: match.id, which readers take as a whole number only");
  const auto* sheet = sheet_of(in);
  if (!sheet || !sheet->kickoff_utc_ns) unknown.insert("metadata: match.kickoff");
  const People people(in);
  const auto nameless = std::count_if(run.players.begin(), run.players.end(),
                                      [&](const auto& p) { return !people.player(p.first); });
  if (nameless > 0)
    unknown.insert(
        fmt::format("metadata: shirt and name of {} tracks (teams.*.players.tracks)", nameless));
}

}  // namespace

std::string tracab_date(const TracabOverview& run) {
  const std::time_t time = static_cast<std::time_t>(run.utc_ns.value_or(0) / 1'000'000'000);
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  return text;
}

WrittenFiles tracab_sheets(const ConvertInput& in, const TracabOverview& run,
                           const std::string& dir, Unknown& unknown) {
  const LineUps teams{line_up(in, run, 0), line_up(in, run, 1)};
  note_unknown(in, run, unknown);
  TL_ASSIGN(auto xml, write_xml(in, run, teams, dir + "/metadata.xml"));
  TL_ASSIGN(auto json, write_json(in, run, teams, dir + "/metadata.json"));
  return std::vector{xml, json};
}

}  // namespace touchline::soccer
