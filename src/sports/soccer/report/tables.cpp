// The tables of teams and players.
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "reports/convert_file.h"
#include "sports/soccer/report/sections.h"

namespace touchline::soccer {
namespace {

using namespace report;

constexpr std::size_t kMostRows = 120;
constexpr double kLeastPlaced_s = 1;  // a track of less says nothing about a player

struct PassCount {
  int tried = 0, completed = 0, regrets = 0;
  double regret = 0;
  void add(const Event& pass) {
    ++tried;
    completed += pass.subtype == "completed";
    if (const auto value = value_of(pass, "regret")) {
      ++regrets;
      regret += *value;
    }
  }
};

struct TeamFigures {
  PassCount passes;
  std::vector<PassCount> in_period;
  int turnovers = 0, sprints = 0;
  double distance_m = 0;
  bool has_distance = false;
};

TeamFigures figures_of(const Data& data, const Figures& figures, Team team) {
  TeamFigures f;
  f.in_period.resize(figures.periods.size());
  for (const auto& event : data.events) {
    if (event.team != team) continue;
    if (event.type == "pass") {
      f.passes.add(event);
      f.in_period[figures.period_at(event.start_ns)].add(event);
    }
    f.turnovers += event.type == "turnover";
    f.sprints += event.type == "sprint";
  }
  for (const auto& [id, track] : figures.tracks)
    if (track.distance_m && data.tracks.at(id).team == team) {
      f.distance_m += *track.distance_m;
      f.has_distance = true;
    }
  return f;
}

std::string team_row(const std::string& title, const std::string& a, const std::string& b) {
  return fmt::format("<tr><td>{}</td><th scope=\"row\">{}</th><td>{}</td></tr>", a, title, b);
}

std::string pass_text(const PassCount& passes) {
  if (!passes.tried) return "none seen";
  return xml_text(fmt::format("{} of {} ({})", passes.completed, passes.tried,
                              percent(share(passes.completed, passes.tried))));
}

std::string regret_text(const PassCount& passes) {
  if (passes.regrets) return fixed(passes.regret / passes.regrets, 3);
  return passes.tried ? null_cell("no pass had options to compare with")
                      : null_cell("no pass was seen");
}

std::string role_of(const Page& page, const Track& track) {
  if (track.guard) return "goalkeeper";
  const auto id = static_cast<std::size_t>(track.class_id);
  return id < page.input.classes.size() ? page.input.classes[id] : "player";
}

/// A track that the players' table lists.
struct Player {
  const Track* track;
  const TrackFigures* figures;
};

std::string player_row(const Page& page, const Player& player, const std::string& no_speed,
                       const PassCount& passes) {
  const auto& data = page.data;
  const auto& track = *player.track;
  const auto& figures = *player.figures;
  const auto number = [](double value, int decimals) {
    return fmt::format(R"(<td data-v="{0}">{0}</td>)", fixed(value, decimals));
  };
  std::string row = fmt::format(
      R"(<tr><td data-v="{0}">{0}</td><td><span class="team {1}"><i></i>{2}</span></td><td>{3}</td>)"
      R"(<td data-v="{4}"><a href="#watch" data-t="{4}">{5}</a> to {6}</td>)",
      track.id, letter(track.team),
      track.team == Team::none ? "not known" : xml_text(page.names[index(track.team)]),
      xml_text(role_of(page, track)), num(data.seconds(track.first)),
      clock_text(data.seconds(track.first)), clock_text(data.seconds(track.last)));
  row += number(figures.placed_s, 1) + number(figures.distance_m.value_or(0), 1);
  row += figures.top_m_s ? fmt::format(R"(<td data-v="{0}">{0} <small>({1} km/h)</small></td>)",
                                       fixed(*figures.top_m_s, 1), fixed(3.6 * *figures.top_m_s, 0))
                         : "<td data-v=\"-1\">" + null_cell(no_speed) + "</td>";
  row += fmt::format("<td data-v=\"{0}\">{0}</td><td data-v=\"{1}\">{2}</td></tr>", figures.sprints,
                     passes.tried,
                     passes.tried ? fmt::format("{} of {}", passes.completed, passes.tried) : "0");
  return row;
}

/// Everybody who was placed for long enough, the longest first; `short_ones` counts the others.
std::vector<Player> players_of(const Data& data, const Figures& figures, std::size_t& short_ones) {
  std::vector<Player> players;
  for (const auto& [id, track] : figures.tracks) {
    if (!track.distance_m) continue;
    if (track.placed_s >= kLeastPlaced_s)
      players.push_back({&data.tracks.at(id), &track});
    else
      ++short_ones;
  }
  std::stable_sort(players.begin(), players.end(), [](const Player& x, const Player& y) {
    return x.figures->placed_s > y.figures->placed_s;
  });
  return players;
}

}  // namespace

std::string teams_html(const Page& page, const Figures& figures) {
  if (!figures.measured()) return {};
  const auto& data = page.data;
  const TeamFigures a = figures_of(data, figures, Team::a), b = figures_of(data, figures, Team::b);
  const double held = figures.possession_s[0] + figures.possession_s[1];
  const auto possession = [&](std::size_t i) {
    return held > 0 ? xml_text(fmt::format("{} ({} s)", percent(figures.possession_s[i] / held),
                                           fixed(figures.possession_s[i], 1)))
                    : null_cell("nobody was seen with the ball");
  };
  const auto control = [&](bool first) {
    if (!figures.control_a) return null_cell(figures.no_control);
    return xml_text(percent(first ? *figures.control_a : 1 - *figures.control_a));
  };
  const auto way = [](const TeamFigures& f) {
    return f.has_distance ? fixed(f.distance_m / 1000, 2) + " km"
                          : null_cell("no player was placed");
  };
  std::string html = fmt::format(
      R"(<section id="teams"><h2>The teams</h2><div class="scroll"><table class="versus"><thead><tr>)"
      R"(<th><span class="team a"><i></i>{}</span></th><th></th>)"
      R"(<th><span class="team b"><i></i>{}</span></th></tr></thead><tbody>)",
      xml_text(page.names[0]), xml_text(page.names[1]));
  html += team_row("Possession", possession(0), possession(1));
  html += team_row("Space controlled, mean", control(true), control(false));
  const auto played = [&](const std::string& text) {
    return held > 0 ? text : null_cell("nobody was seen with the ball");
  };
  html += team_row("Passes completed", played(pass_text(a.passes)), played(pass_text(b.passes)));
  html += team_row("Mean regret per pass", regret_text(a.passes), regret_text(b.passes));
  for (std::size_t i = 0; figures.periods.size() > 1 && i < figures.periods.size(); ++i)
    html += team_row(fmt::format("Mean regret in period {}", i + 1), regret_text(a.in_period[i]),
                     regret_text(b.in_period[i]));
  html += team_row("Balls lost", played(std::to_string(a.turnovers)),
                   played(std::to_string(b.turnovers)));
  const auto sprints = [](const TeamFigures& f) {
    return f.has_distance ? std::to_string(f.sprints) : null_cell("no player was placed");
  };
  html += team_row("Sprints seen", sprints(a), sprints(b));
  html += team_row("Distance while seen", way(a), way(b));
  return html + "</tbody></table></div></section>";
}

std::string players_html(const Page& page, const Figures& figures) {
  if (!figures.measured()) return {};
  const auto& data = page.data;
  std::map<std::int64_t, PassCount> passes;
  for (const auto& event : data.events)
    if (event.type == "pass" && !event.track_ids.empty()) passes[event.track_ids[0]].add(event);
  std::size_t short_ones = 0;
  auto rows = players_of(data, figures, short_ones);
  const std::size_t left_out = rows.size() > kMostRows ? rows.size() - kMostRows : 0;
  if (left_out) rows.resize(kMostRows);
  std::stable_sort(rows.begin(), rows.end(), [](const Player& x, const Player& y) {
    return (x.track->team == Team::none ? 2 : static_cast<int>(x.track->team)) <
           (y.track->team == Team::none ? 2 : static_cast<int>(y.track->team));
  });
  std::string html =
      R"(<section id="players"><h2>Players</h2><p>One row per track: a player who leaves the )"
      R"(picture and comes back begins a new one. Distance is what was covered while seen.</p>)";
  if (rows.empty())
    return html + "<p>" + null_cell("no player was placed in metres") + "</p></section>";
  html +=
      R"(<div class="scroll tall"><table class="sortable"><thead><tr><th>Track</th><th>Team</th>)"
      R"(<th>Role</th><th>Seen</th><th>Placed, s</th><th>Distance, m</th>)"
      R"(<th>Top speed, m/s</th><th>Sprints</th><th>Passes</th></tr></thead><tbody>)";
  for (const auto& player : rows)
    html += player_row(page, player, figures.no_speed, passes[player.track->id]);
  html += "</tbody></table></div>";
  std::vector<std::string> unlisted;
  if (short_ones)
    unlisted.push_back(
        fmt::format("{} track{} placed for less than 1 s", short_ones, short_ones == 1 ? "" : "s"));
  if (left_out) unlisted.push_back(fmt::format("the {} shortest others", left_out));
  if (!unlisted.empty())
    html += fmt::format("<p class=\"small\">Not listed: {}.</p>", fmt::join(unlisted, " and "));
  return html + "</section>";
}

}  // namespace touchline::soccer
