// The report's tables and the sentences about how far to trust them.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/convert_file.h"
#include "reports/report_page.h"
#include "reports/report_words.h"

namespace touchline::report {
namespace {

constexpr std::size_t kMostRows = 120;
constexpr double kLeastPlaced_s = 1;  // a track of less says nothing about a player

double share(std::int64_t part, std::int64_t of) {
  return of ? static_cast<double>(part) / static_cast<double>(of) : 0;
}

/// A measured share in large, a bar, and what it means.
std::string card(const std::string& title, double value, const std::string& text) {
  return fmt::format(R"(<div class="card"><h3>{}</h3><p class="figure">{}</p>)"
                     R"(<div class="meter"><i style="width:{}%"></i></div><p>{}</p></div>)",
                     title, xml_text(percent(value)), num(100 * value), xml_text(text));
}

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
  int turnovers = 0, sprints = 0;
  double distance_m = 0;
  bool has_distance = false;
};

TeamFigures figures_of(const Data& data, Team team) {
  TeamFigures f;
  for (const auto& event : data.events) {
    if (event.team != team) continue;
    if (event.type == "pass") f.passes.add(event);
    f.turnovers += event.type == "turnover";
    f.sprints += event.type == "sprint";
  }
  for (const auto& [id, track] : data.tracks)
    if (track.team == team && track.distance_m) {
      f.distance_m += *track.distance_m;
      f.has_distance = true;
    }
  return f;
}

std::string null_cell(std::string_view why) {
  return fmt::format(R"(<span class="none">{}</span>)", xml_text(not_measured(why)));
}

std::string team_row(const char* title, const std::string& a, const std::string& b) {
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
  if (track.goalkeeper) return "goalkeeper";
  const auto id = static_cast<std::size_t>(track.class_id);
  return id < page.input.classes.size() ? page.input.classes[id] : "player";
}

std::string player_row(const Page& page, const Track& track, const PassCount& passes) {
  const auto& data = page.data;
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
  row += number(track.placed_s, 1) + number(track.distance_m.value_or(0), 1);
  row += track.top_m_s ? fmt::format(R"(<td data-v="{0}">{0} <small>({1} km/h)</small></td>)",
                                     fixed(*track.top_m_s, 1), fixed(3.6 * *track.top_m_s, 0))
                       : "<td data-v=\"-1\">" + null_cell(data.no_speed) + "</td>";
  row += fmt::format("<td data-v=\"{0}\">{0}</td><td data-v=\"{1}\">{2}</td></tr>", track.sprints,
                     passes.tried,
                     passes.tried ? fmt::format("{} of {}", passes.completed, passes.tried) : "0");
  return row;
}

std::string counts_row(const std::string& what, std::int64_t part, std::int64_t of,
                       const char* meaning) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
                     xml_text(what), part, of ? xml_text(percent(share(part, of))) : "", meaning);
}

/// Why the bar was withheld: one row per reason, the longest first.
std::string withheld_rows(const Data& data) {
  std::vector<std::pair<double, std::string>> rows;
  for (int id = 0; id < data.reasons.size(); ++id)
    if (const double s = data.bar_withheld.seconds(id); s > 0)
      rows.emplace_back(s, data.reasons.text(id));
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string html;
  for (const auto& [seconds, why] : rows)
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{} s</td></tr>", xml_text(why),
                        fixed(seconds, 1));
  return html;
}

}  // namespace

std::string quality_html(const Page& page) {
  const auto& data = page.data;
  const auto& c = data.counts;
  const auto n = [&](CalibrationState s) { return c.calibration[static_cast<std::size_t>(s)]; };
  const auto usable = n(CalibrationState::measured) + n(CalibrationState::propagated);
  const auto of_frames = [&](std::int64_t part) { return percent(share(part, c.frames)); };
  std::string html = R"(<section id="quality" class="cards">)";
  html +=
      card("Field calibrated", share(usable, c.frames),
           fmt::format(
               "of the frames: {} measured in the picture, {} carried on by the "
               "camera's motion. Stale: {}. Lost: {}.",
               of_frames(n(CalibrationState::measured)), of_frames(n(CalibrationState::propagated)),
               of_frames(n(CalibrationState::stale)), of_frames(n(CalibrationState::lost))));
  html += card("Ball seen", share(c.ball[0], c.frames),
               fmt::format("of the frames. Its place was predicted in {} and unknown in {}.",
                           of_frames(c.ball[1]), of_frames(c.ball[2])));
  html += card(
      "People placed", share(c.placed, c.people),
      c.processed
          ? fmt::format("of the people seen have a place in metres. {} were seen "
                        "per frame on average.",
                        fixed(static_cast<double>(c.people) / static_cast<double>(c.processed), 1))
          : "no frame was looked at");
  if (data.has_measures) {
    const auto why = longest_key(data.bar_withheld, kShown);
    html +=
        card("Evaluation shown", share(data.bar_frames, data.measured_frames),
             why ? fmt::format("of the frames. Where too little is seen to judge it is withheld, "
                               "mostly because {}.",
                               data.reasons.text(*why))
                 : "of the frames: it was never withheld.");
  }
  return html + "</section>";
}

std::string teams_html(const Page& page) {
  const auto& data = page.data;
  if (!data.has_measures) return {};
  const TeamFigures a = figures_of(data, Team::a), b = figures_of(data, Team::b);
  const double held = data.possession_s[0] + data.possession_s[1];
  const auto possession = [&](std::size_t i) {
    return held > 0 ? xml_text(fmt::format("{} ({} s)", percent(data.possession_s[i] / held),
                                           fixed(data.possession_s[i], 1)))
                    : null_cell("nobody was seen with the ball");
  };
  const auto control = [&](bool first) {
    if (!data.control_a) return null_cell(data.no_control);
    return xml_text(percent(first ? *data.control_a : 1 - *data.control_a));
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
  html += team_row("Balls lost", played(std::to_string(a.turnovers)),
                   played(std::to_string(b.turnovers)));
  const auto sprints = [](const TeamFigures& f) {
    return f.has_distance ? std::to_string(f.sprints) : null_cell("no player was placed");
  };
  html += team_row("Sprints seen", sprints(a), sprints(b));
  html += team_row("Distance while seen", way(a), way(b));
  return html + "</tbody></table></div></section>";
}

std::string players_html(const Page& page) {
  const auto& data = page.data;
  if (!data.has_measures) return {};
  std::map<std::int64_t, PassCount> passes;
  for (const auto& event : data.events)
    if (event.type == "pass" && !event.track_ids.empty()) passes[event.track_ids[0]].add(event);
  std::vector<const Track*> rows;
  std::size_t short_ones = 0;
  for (const auto& [id, track] : data.tracks)
    if (track.distance_m) {
      if (track.placed_s >= kLeastPlaced_s)
        rows.push_back(&track);
      else
        ++short_ones;
    }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Track* x, const Track* y) { return x->placed_s > y->placed_s; });
  const std::size_t left_out = rows.size() > kMostRows ? rows.size() - kMostRows : 0;
  if (left_out) rows.resize(kMostRows);
  std::stable_sort(rows.begin(), rows.end(), [](const Track* x, const Track* y) {
    return (x->team == Team::none ? 2 : static_cast<int>(x->team)) <
           (y->team == Team::none ? 2 : static_cast<int>(y->team));
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
  for (const Track* track : rows) html += player_row(page, *track, passes[track->id]);
  html += "</tbody></table></div>";
  if (left_out || short_ones)
    html += fmt::format("<p class=\"small\">Not listed: {} track{} placed for less than 1 s{}.</p>",
                        short_ones, short_ones == 1 ? "" : "s",
                        left_out ? fmt::format(" and the {} shortest others", left_out) : "");
  return html + "</section>";
}

std::string coverage_html(const Page& page) {
  const auto& data = page.data;
  const auto& c = data.counts;
  const Plot* plot = page.plots.find("calibration");
  std::string html = fmt::format(
      R"(<section id="coverage"><h2>Calibration and coverage</h2><div class="timeline"><div )"
      R"(class="tracks">{}</div></div><p class="small">Error: standard deviation, in metres, of a )"
      R"(point on the ground in the middle of the view. Gaps: no calibration.</p>)"
      R"(<div class="scroll"><table><thead><tr><th>Frames</th><th>Number</th><th>Share</th>)"
      R"(<th>What it means</th></tr></thead><tbody>)",
      plot ? plot->element() : "");
  html += counts_row("in the record", c.frames, 0, "");
  html += counts_row("looked at by the network", c.processed, c.frames,
                     "in the others objects are interpolated");
  constexpr const char* kMeaning[] = {
      "the field's lines were found in the picture", "carried on by the measured camera motion",
      "carried on too long: shown in grey, nothing is measured", "no place in metres is known"};
  for (std::size_t i = 0; i < c.calibration.size(); ++i)
    html += counts_row(std::string("calibration ") + to_string(static_cast<CalibrationState>(i)),
                       c.calibration[i], c.frames, kMeaning[i]);
  for (std::size_t i = 0; i < c.ball.size(); ++i)
    html += counts_row(std::string("ball ") + to_string(static_cast<BallState>(i)), c.ball[i],
                       c.frames, "");
  html +=
      counts_row("not counted", c.uncounted, c.frames, "replays and close-ups: in no statistic");
  if (data.has_measures)
    html += counts_row("with the evaluation bar", data.bar_frames, data.measured_frames, "");
  html += "</tbody></table></div>";
  const std::string withheld = data.has_measures ? withheld_rows(data) : "";
  if (!withheld.empty())
    html += R"(<h3>Why the evaluation bar was withheld</h3><div class="scroll"><table><tbody>)" +
            withheld + "</tbody></table></div>";
  return html + "</section>";
}

std::string notes_html(const Page& page) {
  const auto& data = page.data;
  std::string html = R"(<section id="notes"><h2>About these figures</h2><ul>)";
  const auto say = [&](const std::string& text) { html += "<li>" + xml_text(text) + "</li>"; };
  if (!data.has_measures)
    say("Not in this report: evaluation, possession, maps, passes, regret, distances and speeds. "
        "The run has no measures.jsonl: the sport has no measures yet, or the field was never "
        "calibrated.");
  if (data.tracks.empty() || data.counts.placed == 0)
    say("There is no radar: nobody was placed in metres.");
  if (!page.input.has_video)
    say("The run has no annotated video; the page follows its slider instead.");
  say(
      fmt::format("Tables, maps and counts come from every frame of the record. To keep the page "
                  "small the radar holds a position every {} s and the bar every {} s; between two "
                  "positions the radar draws a straight line.",
                  num(to_seconds(data.radar_step)), num(to_seconds(data.bar_step))));
  say("Nothing is filled in: what could not be measured is left blank or says why.");
  const auto summary = nlohmann::json::parse(page.input.summary_json, nullptr, false);
  for (const char* key : {"degraded", "notes"})
    if (summary.is_object() && summary.contains(key) && summary[key].is_array())
      for (const auto& note : summary[key])
        if (note.is_string()) say("From the run: " + note.get<std::string>());
  return html + "</ul></section>";
}

}  // namespace touchline::report
