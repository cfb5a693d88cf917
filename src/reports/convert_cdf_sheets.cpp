// Common Data Format v0.2.3: meta.json, match.json, video.json. What a recording cannot tell is
// null, also where the schema wants a value; an unknown id is an empty text.
#include <nlohmann/json.hpp>

#include "base/json_dump.h"
#include "reports/convert_cdf.h"
#include "reports/convert_file.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

Json periods(const CdfOverview& run) {
  // A period must have its direction of play: where that is unknown there is no period.
  if (!run.attack_a || !run.any_frame) return Json::array();
  const bool rightwards = *run.attack_a > 0;
  return {{{"period", kCdfPeriod},
           {"play_direction", rightwards ? "left_right" : "right_left"},
           {"start_time", run.clock.at(run.first_ns)},
           {"end_time", run.clock.at(run.last_ns)},
           {"start_frame_id", run.first_frame},
           {"end_frame_id", run.last_frame},
           {"left_team_id", rightwards ? "a" : "b"},
           {"right_team_id", rightwards ? "b" : "a"}}};
}

Json meta_team(const ConvertInput& in, const CdfOverview& run, Team side) {
  const char* id = to_string(side);
  Json players = Json::array();
  for (const auto track : run.players[static_cast<std::size_t>(side)])
    players.push_back({{"id", std::to_string(track)},
                       {"team_id", id},
                       {"jersey_number", nullptr},
                       {"is_starter", nullptr}});
  return {{"id", id}, {"name", team_name(in, side)}, {"players", players}};
}

Json meta(const ConvertInput& in, const CdfOverview& run) {
  return {{"competition", {{"id", ""}}},
          {"season", {{"id", ""}}},
          {"stadium",
           {{"id", ""}, {"pitch_length", in.pitch.length_m}, {"pitch_width", in.pitch.width_m}}},
          {"match",
           {{"id", in.source_id},
            {"kickoff_time", nullptr},
            {"periods", periods(run)},
            {"whistles", Json::array()}}},
          {"teams", {{"home", meta_team(in, run, Team::a)}, {"away", meta_team(in, run, Team::b)}}},
          {"meta",
           {{"video", nullptr},
            {"event", {{"collection_timing", "post_match"}}},
            {"tracking",
             {{"version", "1"},
              {"name", "touchline"},
              {"fps", whole_fps(in)},
              {"collection_timing", "post_match"}}},
            {"landmarks", nullptr},
            {"ball", nullptr},
            {"meta", nullptr},
            {"cdf", {{"version", "0.2.3"}}}}}};
}

Json match(const ConvertInput& in) {
  const Json score{{"home", nullptr}, {"away", nullptr}};
  return {{"match",
           {{"id", in.source_id},
            {"status",
             {{"is_neutral", nullptr}, {"has_extratime", nullptr}, {"has_shootout", nullptr}}},
            {"result",
             {{"final", score},
              {"final_winning_team_id", nullptr},
              {"first_half", score},
              {"second_half", score},
              {"first_half_extratime", score},
              {"second_half_extratime", score},
              {"shootout", score}}}}},
          {"teams",
           {{"home", {{"id", "a"}, {"players", Json::array()}}},
            {"away", {{"id", "b"}, {"players", Json::array()}}}}},
          {"referees", Json::array()},
          {"events", {{"goals", nullptr}, {"substitutions", nullptr}, {"cards", nullptr}}},
          {"meta", {{"vendor", "touchline"}}}};
}

Json video(const ConvertInput& in, const CdfOverview& run) {
  return {{"match", {{"id", in.source_id}}},
          {"recording",
           {{"fps", whole_fps(in)},
            {"resolution", fmt::format("{}x{}", in.width, in.height)},
            {"start_time", run.clock.at(run.first_ns)},
            {"type", ""},
            {"operation_type", ""},
            {"perspective", ""}}},
          {"whistles", Json::array()}};
}

}  // namespace

WrittenFiles cdf_sheets(const ConvertInput& in, const CdfOverview& run, const std::string& dir) {
  std::vector<std::string> written;
  for (const auto& [name, json] : {std::pair<const char*, Json>{"/meta.json", meta(in, run)},
                                   {"/match.json", match(in)},
                                   {"/video.json", video(in, run)}}) {
    TL_ASSIGN(auto file, TextFile::create(dir + name));
    file.write(json_dump(json, 2) + "\n");
    TL_CHECK(file.close());
    written.push_back(file.path());
  }
  return written;
}

}  // namespace touchline
