// A match sheet for the scene of convert_scene.h: everything is told, and team b plays at home.
#pragma once

#include "reports/convert_scene.h"
#include "sports/soccer/formats/match_sheet.h"

namespace touchline::testing {

using soccer::SheetPlayer, soccer::SoccerSheet;

inline SheetPlayer player(std::string id, int number, std::string name, std::string position,
                          std::vector<std::int64_t> tracks) {
  SheetPlayer out;
  out.id = std::move(id);
  out.number = number;
  out.first_name = "Ann";
  out.last_name = std::move(name);
  out.position = std::move(position);
  out.starter = out.played = true;
  out.tracks = std::move(tracks);
  return out;
}

inline SoccerSheet full_sheet() {
  SoccerSheet sheet;
  sheet.id = "4711";
  sheet.kickoff_utc_ns = 1'740'837'600'000'000'000;  // 2025-03-01 14:00:00
  sheet.kickoff_s = 0;
  sheet.neutral_venue = sheet.extra_time = sheet.shootout = false;
  sheet.scores[0] = {2, 1};
  sheet.scores[1] = {1, 1};
  sheet.scores[2] = {1, 0};
  sheet.competition = {"12", "League West"};
  sheet.season = {"2025", "2024/25"};
  sheet.venue = {"33", "Riverside Park"};
  sheet.turf = "natural";
  sheet.camera_type = "fixed camera";
  sheet.camera_operation = "automatic";
  sheet.camera_perspective = "tactical wide";
  sheet.home = Team::b;
  auto& home = sheet.teams[0];
  home = {"10", "River Athletic", "RIV", "4-3-3", "#d02030", {}, {{"190", "Dora", "Evans"}}};
  home.players = {player("101", 1, "Brandt", "GK", {123}), player("104", 4, "Castel", "LCB", {})};
  auto& away = sheet.teams[1];
  away = {"20", "Hill & <Town>", "HIL", "4-4-2", "#f0f0f0", {}, {}};
  away.players = {player("201", 9, "\"Gray\"", "CF", {7})};
  sheet.officials = {{{"301", "Gil", "Hart"}, "main_referee", {55}}};
  return sheet;
}

/// The scene with its sheet.
class SheetedRun : public ConvertedRun {
 protected:
  void SetUp() override {
    ConvertedRun::SetUp();
    write_measures();
    give(full_sheet());
  }
  void give(SoccerSheet sheet) {
    tell_everybody(sheet);
    in_.sheet = std::make_shared<SoccerSheet>(std::move(sheet));
  }
  /// The full sheet as `edit` leaves it.
  template <class Edit>
  void change(Edit edit) {
    auto sheet = full_sheet();
    edit(sheet);
    give(std::move(sheet));
  }
  /// What converting names as unknown.
  std::set<std::string> unknown_of(const std::string& format) {
    const auto done = convert(in_, format, out().string());
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return done ? done->unknown : std::set<std::string>();
  }
};

}  // namespace touchline::testing
