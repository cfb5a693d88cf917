#include "sports/soccer/report/figures.h"

#include <simdjson.h>

#include <algorithm>
#include <fstream>

namespace touchline::soccer {
namespace {

using namespace report;
namespace od = simdjson::ondemand;
using BadJson = simdjson::simdjson_error;  // thrown inside this file only

/// One player of a line.
struct PlayerLine {
  std::int64_t id = 0;
  Team team = Team::none;
  bool goalkeeper = false;
  std::optional<Vec2d> position;
  std::optional<double> speed;
  double distance = 0;
};

/// What the report wants of a line.
struct MeasureLine {
  Nanoseconds pts_ns = 0;
  int attack_a = 0;
  int possession = kUnknown;  ///< 0, 1, kContested or kUnknown
  std::array<double, 2> possession_s{};
  std::optional<double> control_a, bar;
  std::vector<PlayerLine> players;
  std::string no_bar, no_possession, no_control, no_speed;  ///< reasons, where there are any
};

std::optional<double> number(od::value value) {
  if (value.is_null()) return std::nullopt;
  return double(value.get_double());
}

Vec2d pair(od::value value) {
  double v[2] = {};
  int n = 0;
  for (od::value item : value.get_array())
    if (n < 2) v[n++] = item.get_double();
  return {v[0], v[1]};
}

Team team_of(std::string_view name) {
  return name == "a" ? Team::a : name == "b" ? Team::b : Team::none;
}

PlayerLine player_of(od::object object) {
  PlayerLine p;
  p.id = object["track_id"].get_int64();
  od::value team = object["team"];
  if (!team.is_null()) p.team = team_of(team.get_string());
  bool keeper = false;
  if (object["goalkeeper"].get_bool().get(keeper) == simdjson::SUCCESS) p.goalkeeper = keeper;
  od::value position = object["position"];
  if (!position.is_null()) p.position = pair(position);
  p.speed = number(object["speed"]);
  p.distance = object["distance"].get_double();
  return p;
}

void read_reasons(od::object why, MeasureLine& line) {
  for (auto field : why) {
    const std::string_view key = field.unescaped_key();
    std::string* to = key == "evaluation.bar"  ? &line.no_bar
                      : key == "possession"    ? &line.no_possession
                      : key == "control_a"     ? &line.no_control
                      : key == "players.speed" ? &line.no_speed
                                               : nullptr;
    if (to) *to = std::string_view(field.value().get_string());
  }
}

void read_line(od::document& json, MeasureLine& line) {
  line.pts_ns = json["pts_ns"].get_int64();
  od::value attack = json["attack_a"];
  line.attack_a = attack.is_null() ? 0 : static_cast<int>(std::int64_t(attack.get_int64()));
  od::value possession = json["possession"];
  line.possession = kUnknown;
  if (!possession.is_null()) {
    const Team team = team_of(possession.get_string());
    line.possession = team == Team::none ? kContested : static_cast<int>(team);
  }
  const Vec2d seconds = pair(json["possession_s"]);
  line.possession_s = {seconds.x, seconds.y};
  line.control_a = number(json["control_a"]);
  line.bar = number(json["evaluation"]["bar"]);
  line.players.clear();
  for (od::value player : json["players"].get_array())
    line.players.push_back(player_of(player.get_object()));
  for (auto* reason : {&line.no_bar, &line.no_possession, &line.no_control, &line.no_speed})
    *reason = "not measured";
  read_reasons(json["why_null"].get_object(), line);
}

/// Takes every line in turn.
class MeasureGatherer {
 public:
  MeasureGatherer(const FieldSpec& field, Data& data, Figures& figures)
      : field_(field), data_(data), figures_(figures) {
    for (const auto& event : data.events)
      if (event.type == "period") given_.push_back(event.start_ns);
  }

  void take(MeasureLine& line) {
    auto& f = figures_;
    auto& reasons = data_.reasons;
    if (in_any(data_.replays, line.pts_ns)) forget(line);
    const Nanoseconds dt = last_ == kNoTime ? 0 : line.pts_ns - last_;
    last_ = line.pts_ns;
    follow_direction(line);
    ++f.frames;
    f.bar_frames += line.bar.has_value();
    f.bar_withheld.push(line.pts_ns, line.bar ? kNoReason : reasons.id(line.no_bar));
    f.possession.push(line.pts_ns, line.possession == kUnknown
                                       ? kUnknown + reasons.id(line.no_possession)
                                       : line.possession);
    f.possession_s = line.possession_s;
    if (line.pts_ns >= next_bar_) {
      next_bar_ = line.pts_ns + data_.series_step;
      f.bar.push_back({line.pts_ns, line.bar});
    }
    if (line.control_a) {
      control_sum_ += *line.control_a;
      ++controls_;
    } else {
      f.no_control = line.no_control;
    }
    // A frame stands for the time since the one before; after a gap for none.
    const double step_s = dt <= kLongestStep ? to_seconds(dt) : 0;
    for (const auto& player : line.players) add_player(player, line, step_s);
  }

  void finish() {
    if (!figures_.measured()) return;
    figures_.periods.back().to = data_.last;
    if (controls_) figures_.control_a = control_sum_ / static_cast<double>(controls_);
  }

 private:
  /// What was measured in a replay.
  static void forget(MeasureLine& line) {
    line.attack_a = 0;
    line.possession = kUnknown;
    line.control_a = line.bar = std::nullopt;
    line.players.clear();
    for (auto* reason : {&line.no_bar, &line.no_possession, &line.no_control, &line.no_speed})
      *reason = kLateReplay;
  }

  /// A new period begins where the record says so; where it never does, where team a turns round.
  /// Until it is known, a period's direction is what is found first.
  bool begins_period(const MeasureLine& line) {
    const auto& periods = figures_.periods;
    if (!given_.empty()) {
      const auto begun = std::upper_bound(given_.begin(), given_.end(), line.pts_ns);
      const auto number = static_cast<std::size_t>(begun - given_.begin());
      return periods.size() < std::max<std::size_t>(1, number);
    }
    return periods.empty() ||
           (line.attack_a && periods.back().attack_a && line.attack_a != periods.back().attack_a);
  }

  void follow_direction(const MeasureLine& line) {
    auto& periods = figures_.periods;
    if (begins_period(line)) {
      if (!periods.empty()) periods.back().to = line.pts_ns;
      PeriodFigures& period = periods.emplace_back();
      period.from = line.pts_ns;
      for (auto& heat : period.heat) heat = report::HeatGrid(kHeatColumns, kHeatRows);
    }
    if (line.attack_a) periods.back().attack_a = line.attack_a;
  }

  void add_player(const PlayerLine& player, const MeasureLine& line, double step_s) {
    const auto found = data_.tracks.find(player.id);
    if (found == data_.tracks.end()) return;
    if (player.team != Team::none) found->second.team = player.team;
    found->second.guard = player.goalkeeper;
    TrackFigures& track = figures_.tracks[player.id];
    // A distance without a place is one from before, perhaps from a replay.
    if (player.position || player.speed)
      track.distance_m = std::max(track.distance_m.value_or(0), player.distance);
    if (player.speed)
      track.top_m_s = std::max(track.top_m_s.value_or(0), *player.speed);
    else if (figures_.no_speed.empty())
      figures_.no_speed = line.no_speed;
    if (!player.position) return;
    track.placed_s += step_s;
    if (player.team != Team::none) warm(*player.position, player.team, step_s);
  }

  void warm(Vec2d at, Team team, double step_s) {
    if (!field_.contains(at)) return;
    figures_.periods.back().heat[static_cast<std::size_t>(team)].add(field_, at, step_s);
  }

  const FieldSpec& field_;
  Data& data_;
  Figures& figures_;
  std::vector<Nanoseconds> given_;  ///< when each period began, where the user says so
  Nanoseconds last_ = kNoTime, next_bar_ = kNoTime;
  double control_sum_ = 0;
  std::int64_t controls_ = 0;
};

void count_sprints(const Data& data, Figures& figures) {
  for (const auto& event : data.events)
    if (event.type == "sprint" && !event.track_ids.empty())
      ++figures.tracks[event.track_ids[0]].sprints;
}

}  // namespace

std::size_t Figures::period_at(Nanoseconds time) const {
  std::size_t index = 0;
  while (index + 1 < periods.size() && time >= periods[index + 1].from) ++index;
  return index;
}

Result<Figures> gather_figures(const ReportInput& input, Data& data) {
  Figures figures;
  const std::string path = input.run_dir + "/measures.jsonl";
  std::ifstream file(path, std::ios::binary);
  if (!file) return figures;
  MeasureGatherer gatherer(input.field, data, figures);
  od::parser parser;
  MeasureLine line;
  std::string text;
  for (std::int64_t number = 1; std::getline(file, text); ++number) {
    if (file.eof()) break;  // no newline: what a crash leaves
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    try {
      od::document json = parser.iterate(text);
      read_line(json, line);
    } catch (const BadJson& error) {
      return fail(Errc::bad_input, path,
                  "{}:{}: is not a line of measures this version of Touchline wrote ({}); run "
                  "'touchline analyse' on the folder, or restore the file",
                  path, number, error.what());
    }
    gatherer.take(line);
  }
  gatherer.finish();
  count_sprints(data, figures);
  return figures;
}

}  // namespace touchline::soccer
