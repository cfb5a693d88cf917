#include "sports/badminton/report/figures.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>

#include "sports/badminton/court.h"
#include "sports/badminton/formats/recorded_play.h"

namespace touchline::badminton {
namespace {

namespace fs = std::filesystem;

/// One player's way over the lines.
struct Followed {
  WayMeter meter;
  std::int64_t track_id = -1;
};

/// One player in one line, for the time since the line before.
void add_player(const nlohmann::json& player, Nanoseconds now, const FieldSpec& court,
                double step_s, Followed& followed, PlayerFigures& figures) {
  if (const auto& speed = player.at("speed_m_s"); !speed.is_null())
    figures.top_m_s = std::max(figures.top_m_s.value_or(0), speed.get<double>());
  const auto& place = player.at("court_m");
  if (place.is_null() || player.at("src") == "predicted") return;
  const Vec2d at{place.at(0).get<double>(), place.at(1).get<double>()};
  figures.placed_s += step_s;
  figures.zone_s[static_cast<std::size_t>(zone_at(at))] += step_s;
  figures.heat.add(court, at, step_s);
  const auto track_id = player.at("track_id").get<std::int64_t>();
  if (std::exchange(followed.track_id, track_id) != track_id) followed.meter.part();
  const auto& cov = player.at("court_cov_m2");
  followed.meter.add(
      now, at,
      Cov2{cov.at(0).get<double>(), cov.at(1).get<double>(), cov.at(2).get<double>()}.sigma());
}

Status gather_players(const ReportInput& input, const report::Data& data, Figures& figures) {
  const auto path = (fs::path(input.run_dir) / "measures.jsonl").string();
  std::ifstream file(path, std::ios::binary);
  if (!file) return {};
  Nanoseconds last = kNoTime;
  std::map<int, Followed> followed;
  std::string text;
  for (std::int64_t number = 1; std::getline(file, text); ++number) {
    if (file.eof()) break;  // no newline: what a crash leaves
    try {
      const auto line = nlohmann::json::parse(text);
      const auto now = line.at("pts_ns").get<Nanoseconds>();
      const bool follows = last != kNoTime && now - last <= report::kLongestStep;
      const double step_s = follows ? to_seconds(now - last) : 0;
      last = now;
      ++figures.frames;
      std::array<bool, 2> seen{};
      for (const auto& player : line.at("players")) {
        if (!player.at("court_m").is_null()) seen[player.at("end") == "near" ? 0 : 1] = true;
        const int who = player.at("player").get<int>();
        auto& of_player = figures.players[who];
        if (!in_any(data.replays, now))
          add_player(player, now, input.field, step_s, followed[who], of_player);
      }
      figures.with_both_ends += seen[0] && seen[1];
    } catch (const nlohmann::json::exception& error) {
      return fail(Errc::bad_input, path,
                  "{}:{}: is not a line of measures this version of Touchline wrote ({}); run "
                  "'touchline analyse' on the folder, or restore the file",
                  path, number, error.what());
    }
  }
  for (auto& [number, player] : followed) {
    player.meter.part();
    figures.players[number].way = player.meter.way();
  }
  return {};
}

}  // namespace

const char* to_string(CourtZone zone) {
  constexpr const char* kZones[] = {"front", "middle", "back"};
  return kZones[static_cast<std::size_t>(zone)];
}

CourtZone zone_at(Vec2d court_m) {
  const double third = kLength_m / 6, depth = std::abs(court_m.x);
  return depth < third ? CourtZone::front : depth < 2 * third ? CourtZone::middle : CourtZone::back;
}

Result<Figures> gather_figures(const ReportInput& input, const report::Data& data,
                               AnalysisPlan plan) {
  Figures figures;
  TL_CHECK(gather_players(input, data, figures));
  std::error_code error;
  if (input.ball_class < 0 || !fs::exists(fs::path(input.run_dir) / "poses.bin", error))
    return figures;
  plan.ball_class = input.ball_class;
  auto& play = figures.play.emplace();
  const auto keep = [&](const PlayedRally& rally) {
    play.sums.add(rally);
    play.rallies.push_back(rally);
  };
  TL_ASSIGN(auto run, follow_recorded({input.run_dir, input.classes, 0, plan}, keep));
  play.hands = std::move(run.hands);
  return figures;
}

}  // namespace touchline::badminton
