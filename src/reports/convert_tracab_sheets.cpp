// TRACAB metadata: a track stands for a player, its id for his jersey number, which is not known.
#include <nlohmann/json.hpp>

#include "base/json_dump.h"
#include "reports/convert_file.h"
#include "reports/convert_tracab.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPeriods = 5;

/// "1970-01-01 00:00:00" where there is no wall clock: the format's readers insist on a date.
std::string date_text(const TracabOverview& run) {
  const std::time_t time = static_cast<std::time_t>(run.utc_ns.value_or(0) / 1'000'000'000);
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  return text;
}

void write_team(TextFile& file, const ConvertInput& in, const TracabOverview& run, Team team,
                const char* element) {
  const auto name = xml_text(team_name(in, team));
  file.print("<{}>\n<LongName>{}</LongName>\n<ShortName>{}</ShortName>\n<TeamId>{}</TeamId>\n",
             element, name, name, to_string(team));
  file.write("<Players>\n");
  for (const auto& [id, player] : run.players) {
    if (player.team != team) continue;
    file.print("<Player><PlayerId>{}</PlayerId><FirstName>Track</FirstName>", id);
    file.print("<LastName>#{}</LastName><JerseyNo>{}</JerseyNo>", id, id);
    file.print("<StartFrameCount>{}</StartFrameCount><EndFrameCount>{}</EndFrameCount></Player>\n",
               player.first, player.last);
  }
  file.print("</Players>\n</{}>\n", element);
}

Result<std::string> write_xml(const ConvertInput& in, const TracabOverview& run,
                              const std::string& path) {
  TL_ASSIGN(auto file, TextFile::create(path));
  file.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TracabMetaData sVersion=\"1.0\">\n");
  file.print("<match iId=\"{}\" dtDate=\"{}\" iFrameRateFps=\"{}\" fPitchXSizeMeters=\"{:.2f}\" ",
             xml_text(in.source_id), date_text(run), whole_fps(in), in.pitch.length_m);
  file.print(
      "fPitchYSizeMeters=\"{:.2f}\" fTrackingAreaXSizeMeters=\"unknown\" "
      "fTrackingAreaYSizeMeters=\"unknown\">\n",
      in.pitch.width_m);
  for (int i = 1; i <= kPeriods; ++i)
    file.print("<period iId=\"{}\" iStartFrame=\"{}\" iEndFrame=\"{}\"/>\n", i,
               i == 1 ? run.first : 0, i == 1 ? run.last : 0);
  file.write("</match>\n");
  const auto any = [&](Team team) {
    return std::any_of(run.players.begin(), run.players.end(),
                       [&](const auto& entry) { return entry.second.team == team; });
  };
  if (any(Team::a) && any(Team::b)) {  // readers stumble over a team without players
    write_team(file, in, run, Team::a, "HomeTeam");
    write_team(file, in, run, Team::b, "AwayTeam");
  }
  file.write("</TracabMetaData>\n");
  TL_CHECK(file.close());
  return path;
}

Json team_json(const ConvertInput& in, const TracabOverview& run, Team team) {
  Json players = Json::array();
  for (const auto& [id, player] : run.players) {
    if (player.team != team) continue;
    const Json position = player.goalkeeper ? Json("G") : Json(nullptr);
    players.push_back({{"PlayerID", id},
                       {"FirstName", "Track"},
                       {"LastName", fmt::format("#{}", id)},
                       {"JerseyNo", id},
                       {"StartFrameCount", player.first},
                       {"EndFrameCount", player.last},
                       {"StartingPosition", position},
                       {"CurrentPosition", position}});
  }
  const auto name = team_name(in, team);
  return {{"LongName", name},
          {"ShortName", name},
          {"TeamID", team == Team::a ? 1 : 2},
          {"Players", players}};
}

Result<std::string> write_json(const ConvertInput& in, const TracabOverview& run,
                               const std::string& path) {
  Json json{{"GameID", in.source_id},
            {"CompetitionID", nullptr},
            {"SeasonID", nullptr},
            {"Kickoff", run.utc_ns ? Json(date_text(run)) : Json(nullptr)},
            {"FrameRate", whole_fps(in)},
            {"PitchShortSide", std::lround(in.pitch.width_m * 100)},
            {"PitchLongSide", std::lround(in.pitch.length_m * 100)}};
  for (int i = 1; i <= kPeriods; ++i) {
    json[fmt::format("Phase{}StartFrame", i)] = i == 1 ? run.first : 0;
    json[fmt::format("Phase{}EndFrame", i)] = i == 1 ? run.last : 0;
    json[fmt::format("Phase{}HomeGKLeft", i)] =
        i == 1 && run.attack_a ? Json(*run.attack_a > 0) : Json(nullptr);
  }
  json["HomeTeam"] = team_json(in, run, Team::a);
  json["AwayTeam"] = team_json(in, run, Team::b);
  TL_ASSIGN(auto file, TextFile::create(path));
  file.write(json_dump(json, 2) + "\n");
  TL_CHECK(file.close());
  return path;
}

}  // namespace

WrittenFiles tracab_sheets(const ConvertInput& in, const TracabOverview& run,
                           const std::string& dir) {
  TL_ASSIGN(auto xml, write_xml(in, run, dir + "/metadata.xml"));
  TL_ASSIGN(auto json, write_json(in, run, dir + "/metadata.json"));
  return std::vector{xml, json};
}

}  // namespace touchline
