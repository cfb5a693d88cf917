// CDF: meta.json, match.json, video.json. What neither the recording nor a match sheet tells is
// null, also where the schema wants a value, and is named; an unknown id is an empty text.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_dump.h"
#include "reports/convert_file.h"
#include "sports/soccer/formats/cdf.h"

namespace touchline::soccer {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kVendor = "touchline";

/// Writes values into objects, and notes those that are wanted and unknown under `file`.
class Wanted {
 public:
  Wanted(Unknown& unknown, const char* file) : unknown_(unknown), file_(file) {}
  template <class T>
  Json operator()(const std::optional<T>& value, const char* field) {
    if (value) return *value;
    note(field);
    return nullptr;
  }
  /// An id: empty where it is unknown.
  Json id(const std::string& value, const char* field) {
    if (value.empty()) note(field);
    return value;
  }
  void note(const char* field) { unknown_.insert(fmt::format("{}: {}", file_, field)); }

 private:
  Unknown& unknown_;
  const char* file_;
};

void add_known(Json& json, const char* key, const std::string& value) {
  if (!value.empty()) json[key] = value;
}

/// As it is where there is none: nothing told.
const SoccerSheet& told_of(const ConvertInput& in) {
  static const SoccerSheet none;
  const auto* sheet = sheet_of(in);
  return sheet ? *sheet : none;
}

/// GK, DF, MF, FW, SUB: the group that a position lies in.
const char* group_of(const std::string& position) {
  if (position == "GK" || position == "SUB") return position == "GK" ? "GK" : "SUB";
  if (position.ends_with("B")) return "DF";
  return position.ends_with("M") ? "MF" : "FW";
}

Json periods(const ConvertInput& in, const CdfOverview& run) {
  // A period must have its direction of play: where that is unknown there is no period.
  if (!run.attack_a || !run.any_frame) return Json::array();
  const bool rightwards = *run.attack_a > 0;
  const bool home_rightwards = rightwards == (side_of(in, Team::a) == 0);
  return {{{"period", cdf_period(in)},
           {"play_direction", home_rightwards ? "left_right" : "right_left"},
           {"start_time", run.clock.at(run.first_ns)},
           {"end_time", run.clock.at(run.last_ns)},
           {"frame_id_start", 0},
           {"frame_id_end", run.last_frame},
           {"left_team_id", team_id(in, rightwards ? Team::a : Team::b)},
           {"right_team_id", team_id(in, rightwards ? Team::b : Team::a)}}};
}

/// A player as the sheet has him; `whole`: with what match.json adds.
Json player_json(const SheetPlayer& player, const std::string& team, Wanted& wanted, bool whole) {
  Json json{{"id", player.id}, {"team_id", team}, {"jersey_number", player.number}};
  json["is_starter"] = wanted(player.starter, "teams.players.is_starter");
  json["first_name"] = player.first_name;
  json["last_name"] = player.last_name;
  if (!whole) return json;
  json["has_played"] = wanted(player.played, "teams.players.has_played");
  json["is_captain"] = player.captain;
  if (!player.position.empty()) {
    json["position_group"] = group_of(player.position);
    json["position"] = player.position;
  }
  return json;
}

Json meta_team(const ConvertInput& in, const CdfOverview& run, std::size_t side, Wanted& wanted) {
  const auto team = team_at(in, side);
  const auto id = team_id(in, team);
  Json players = Json::array();
  if (const auto* sheet = sheet_of(in)) {
    for (const auto& player : sheet->teams[side].players)
      players.push_back(player_json(player, id, wanted, false));
  } else {
    for (const auto track : run.players[static_cast<std::size_t>(team)]) {
      wanted.note("teams.players.jersey_number");
      wanted.note("teams.players.is_starter");
      players.push_back({{"id", std::to_string(track)},
                         {"team_id", id},
                         {"jersey_number", nullptr},
                         {"is_starter", nullptr}});
    }
  }
  Json json{{"id", id}, {"name", team_name(in, team)}, {"players", players}};
  add_known(json, "jersey_colour", team_colour(in, team));
  return json;
}

Json officials(const ConvertInput& in) {
  Json all = Json::array();
  for (const auto& official : told_of(in).officials) {
    Json json{{"id", official.person.id}};
    add_known(json, "first_name", official.person.first_name);
    add_known(json, "last_name", official.person.last_name);
    add_known(json, "type", official.type);
    all.push_back(std::move(json));
  }
  return all;
}

Json named(const SheetName& name, Wanted& wanted, const char* field) {
  Json json{{"id", wanted.id(name.id, field)}};
  add_known(json, "name", name.name);
  return json;
}

Json venue(const ConvertInput& in, Wanted& wanted) {
  const auto& sheet = told_of(in);
  auto json = named(sheet.venue, wanted, "venue.id");
  json["pitch_length"] = in.field.length_m;
  json["pitch_width"] = in.field.width_m;
  add_known(json, "turf", sheet.turf);
  return json;
}

Json collections(const ConvertInput& in) {
  const Json made{{"version", "1"}, {"name", kVendor}};
  Json event = made, tracking = made;
  event["collection_timing"] = "post_match";
  tracking["fps"] = whole_fps(in);
  tracking["collection_timing"] = "post_match";
  return {{"video", nullptr},
          {"event", event},
          {"tracking", tracking},
          {"landmarks", nullptr},
          {"ball", nullptr},
          {"meta", nullptr},
          {"cdf", {{"version", kCdfVersion}}}};
}

Json meta(const ConvertInput& in, const CdfOverview& run, Unknown& unknown) {
  Wanted wanted(unknown, "meta.json");
  const auto& sheet = told_of(in);
  const auto kickoff =
      sheet.kickoff_utc_ns ? std::optional(CdfClock::utc(*sheet.kickoff_utc_ns)) : std::nullopt;
  return {
      {"competition", named(sheet.competition, wanted, "competition.id")},
      {"season", named(sheet.season, wanted, "season.id")},
      {"venue", venue(in, wanted)},
      {"match",
       {{"id", match_id(in)},
        {"kickoff_time", wanted(kickoff, "match.kickoff_time")},
        {"periods", periods(in, run)},
        {"whistles", Json::array()}}},
      {"teams", {{"home", meta_team(in, run, 0, wanted)}, {"away", meta_team(in, run, 1, wanted)}}},
      {"officials", officials(in)},
      {"meta", collections(in)}};
}

Json score_json(const std::optional<SheetScore>& score) {
  if (!score) return {{"home", nullptr}, {"away", nullptr}};
  return {{"home", score->home}, {"away", score->away}};
}

/// The three scores that every match has, and those of extra time and shootout where they are told
/// or the match had them.
Json result(const ConvertInput& in, Wanted& wanted) {
  const auto& sheet = told_of(in);
  const bool extra = sheet.extra_time == true, shots = sheet.shootout == true;
  Json out = Json::object();
  for (std::size_t i = 0; i < kScoreNames.size(); ++i) {
    const bool must = i < 3 || (i < 5 ? extra : shots);
    if (!sheet.scores[i] && !must) continue;
    if (!sheet.scores[i]) wanted.note((std::string("match.result.") + kScoreNames[i]).c_str());
    out[kScoreNames[i]] = score_json(sheet.scores[i]);
  }
  const auto& last = sheet.scores.front();
  const auto& shootout = sheet.scores.back();
  const auto& decides = last && last->home == last->away && shootout ? shootout : last;
  Json winner = nullptr;
  if (decides && decides->home != decides->away)
    winner = team_id(in, team_at(in, decides->home > decides->away ? 0 : 1));
  out["final"]["winning_team_id"] = winner;
  return out;
}

Json match_team(const ConvertInput& in, std::size_t side, Wanted& wanted) {
  const auto id = team_id(in, team_at(in, side));
  Json json{{"id", id}, {"players", Json::array()}};
  const auto* sheet = sheet_of(in);
  if (!sheet) return json;
  const auto& team = sheet->teams[side];
  add_known(json, "short_name", team.short_name);
  add_known(json, "formation", team.formation);
  for (const auto& player : team.players)
    json["players"].push_back(player_json(player, id, wanted, true));
  if (team.coaches.empty()) return json;
  for (const auto& coach : team.coaches)
    json["coaches"].push_back(
        {{"id", coach.id}, {"first_name", coach.first_name}, {"last_name", coach.last_name}});
  return json;
}

Json match(const ConvertInput& in, Unknown& unknown) {
  Wanted wanted(unknown, "match.json");
  const auto& sheet = told_of(in);
  return {{"match",
           {{"id", match_id(in)},
            {"status",
             {{"is_neutral", wanted(sheet.neutral_venue, "match.status.is_neutral")},
              {"has_extratime", wanted(sheet.extra_time, "match.status.has_extratime")},
              {"has_shootout", wanted(sheet.shootout, "match.status.has_shootout")}}},
            {"result", result(in, wanted)}}},
          {"teams", {{"home", match_team(in, 0, wanted)}, {"away", match_team(in, 1, wanted)}}},
          {"officials", officials(in)},
          {"events", {{"goals", nullptr}, {"substitutions", nullptr}, {"cards", nullptr}}},
          {"meta", {{"vendor", kVendor}}}};
}

Json video(const ConvertInput& in, const CdfOverview& run, Unknown& unknown) {
  Wanted wanted(unknown, "video.json");
  const auto& sheet = told_of(in);
  return {{"match", {{"id", match_id(in)}}},
          {"recording",
           {{"fps", whole_fps(in)},
            {"resolution", fmt::format("{}x{}", in.width, in.height)},
            {"start_time", run.clock.at(run.first_ns)},
            {"type", wanted.id(sheet.camera_type, "recording.type")},
            {"operation_type", wanted.id(sheet.camera_operation, "recording.operation_type")},
            {"perspective", wanted.id(sheet.camera_perspective, "recording.perspective")}}},
          {"whistles", Json::array()}};
}

}  // namespace

WrittenFiles cdf_sheets(const ConvertInput& in, const CdfOverview& run, const std::string& dir,
                        Unknown& unknown) {
  std::vector<std::string> written;
  for (const auto& [name, json] :
       {std::pair<const char*, Json>{"/meta.json", meta(in, run, unknown)},
        {"/match.json", match(in, unknown)},
        {"/video.json", video(in, run, unknown)}}) {
    TL_ASSIGN(auto file, TextFile::create(dir + name));
    file.write(json_dump(json, 2) + "\n");
    TL_CHECK(file.close());
    written.push_back(file.path());
  }
  return written;
}

}  // namespace touchline::soccer
