#include "reports/report_page.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/convert_file.h"
#include "reports/report_words.h"

namespace touchline::report {
namespace {

/// Puts `parts` in place of {{name}}; what a part holds is not looked at again.
std::string filled(std::string_view page, const std::map<std::string, std::string>& parts) {
  std::string out;
  for (;;) {
    const auto from = page.find("{{"), to = page.find("}}", from);
    if (to == std::string_view::npos) break;
    out += page.substr(0, from);
    const auto part = parts.find(std::string(page.substr(from + 2, to - from - 2)));
    if (part != parts.end()) out += part->second;
    page.remove_prefix(to + 2);
  }
  return out += page;
}

std::string figure(const Plot* plot, const std::string& caption, const char* classes = "") {
  if (!plot) return {};
  return fmt::format(R"(<figure class="{}">{}<figcaption>{}</figcaption></figure>)", classes,
                     plot->element(), xml_text(caption));
}

std::string element(const Page& page, std::string_view name) {
  const Plot* plot = page.plots.find(name);
  return plot ? plot->element() : std::string();
}

std::string team_chip(const Page& page, Team team) {
  return fmt::format(R"(<span class="team {}"><i></i>{}</span>)", letter(team),
                     xml_text(page.names[index(team)]));
}

double attack_sign(int attack_a, Team team) { return team == Team::b ? -attack_a : attack_a; }

std::string status_of(const Page& page) {
  const auto summary = nlohmann::json::parse(page.input.summary_json, nullptr, false);
  if (!summary.is_object() || !summary.contains("status")) return {};
  const auto& status = summary["status"];
  return status.is_string() ? status.get<std::string>() : std::string();
}

}  // namespace

const Plot* Plots::find(std::string_view name) const {
  for (const auto& plot : all)
    if (plot.name() == name) return &plot;
  return nullptr;
}

std::string null_cell(std::string_view why) {
  return fmt::format(R"(<span class="none">{}</span>)", xml_text(not_measured(why)));
}

/// What the colours in the video, which are the page's too, stand for.
std::string legend_html(const Page& page) {
  const auto& in = page.input;
  if (!is_colour(in.shown_colours[0]) || !is_colour(in.shown_colours[1])) return {};
  const auto words = [](const std::string& from) -> const char* {
    if (from == "kit") return "its shirts";
    if (from == "chosen") return "the colour that was chosen";
    if (from == "theme_kits_alike") return "the theme's colour: the shirts look alike";
    if (from == "theme_kit_grey") return "the theme's colour: its shirts are grey";
    if (from == "theme_kit_unknown") return "the theme's colour: its shirts were not measured";
    return "the theme's colour";
  };
  std::string html = R"(<p class="small" id="rings">Here and in the video: )";
  for (const std::size_t i : {0U, 1U})
    html += fmt::format(R"({}<i class="ring" style="background:{}"></i> {}, {})", i ? "; " : "",
                        in.shown_colours[i], xml_text(page.names[i]), words(in.shown_from[i]));
  return html + ".</p>";
}

std::string header_html(const Page& page) {
  const auto& data = page.data;
  const std::string status = status_of(page);
  std::string html = fmt::format(
      R"(<header><p class="eyebrow">Match report</p><h1>{}</h1><p class="meta"><span>{}</span>)"
      R"(<span>{} frames</span><span>{} shot{}</span>)",
      xml_text(page.input.source_id),
      clock_text(data.seconds(data.last) - data.seconds(data.first)), data.counts.frames,
      data.shots, data.shots == 1 ? "" : "s");
  if (!status.empty() && status != "ok")
    html += fmt::format(R"(<span class="warn">run: {}</span>)", xml_text(status));
  if (data.cut_short)
    html += R"(<span class="warn">the record ends in the middle of a line</span>)";
  html += R"(</p>)";
  if (!data.has_measures) return html + "</header>";
  html += fmt::format(R"(<p class="sides">{}<span class="against">against</span>{}</p>)",
                      team_chip(page, Team::a), team_chip(page, Team::b));
  const std::string legend = legend_html(page);
  if (legend.empty() &&
      (!is_colour(page.input.team_colours[0]) || !is_colour(page.input.team_colours[1])))
    html += R"(<p class="small">Kit colours were not measured; these are the report's own.</p>)";
  return html + legend + "</header>";
}

std::string watch_html(const Page& page) {
  const bool placed = std::any_of(page.data.tracks.begin(), page.data.tracks.end(),
                                  [](const auto& t) { return !t.second.points.empty(); });
  std::string html =
      R"(<section id="watch"><div class="viewer"><div class="stage"><div class="screens">)";
  if (page.input.has_video)
    html += R"(<video id="video" src="annotated.mp4" controls playsinline preload="metadata">)"
            R"(</video>)";
  if (placed)
    html += R"(<div class="radar">)" + draw_radar(page.input.field).element() +
            R"(<p class="small" id="radar-note">&#160;</p></div>)";
  html +=
      R"(</div><div class="transport"><button id="play" type="button" aria-label="Play">&#9654;)"
      R"(</button><input id="scrubber" type="range" min="0" max="1000" value="0" step="any" )"
      R"(aria-label="Time"><output id="clock">0:00.0</output></div>)";
  if (page.data.has_measures)
    html +=
        R"(<div class="now"><span class="bar" id="bar"><i class="a"></i><i class="b"></i></span>)"
        R"(<span id="bar-text"></span><span id="holder"></span></div>)";
  html += fmt::format(
      R"(</div><div id="events"></div></div><div class="timeline" id="timeline" tabindex="0" )"
      R"(role="group" aria-label="Timeline: click or use the arrow keys to seek">)"
      R"(<div class="tracks">{}{}{}<div id="playhead"></div></div></div>)"
      R"(<p class="legend small">Click anywhere to go there.{}</p></section>)",
      element(page, "evaluation"), element(page, "possession"), element(page, "events"),
      page.data.has_measures
          ? fmt::format(" Marks: &#9651; {}, &#9661; {}, &#9671; neither; hollow: not completed. "
                        "Hatched: the bar is withheld; the reason shows above and on hover.",
                        xml_text(page.names[0]), xml_text(page.names[1]))
          : "");
  return html;
}

std::string maps_html(const Page& page) {
  const auto& data = page.data;
  if (!data.has_measures) return {};
  const auto pair = [&](const std::string& stem, const char* caption) {
    return R"(<div class="pair">)" + figure(page.plots.find(stem + "_a"), caption) +
           figure(page.plots.find(stem + "_b"), caption) + "</div>";
  };
  std::string html = R"(<section id="maps"><h2>Where they were</h2>)";
  html += pair("heatmap",
               "Time spent, by place: the deeper, the longer (square-root scale, each team's own "
               "maximum). Only measured positions of frames that count.");
  html += "<h2>Passes</h2>";
  html += pair("passes", "Solid: completed. Dashed: not completed. Click one to see it.");
  html += R"(<h2>Decision regret</h2><p>How much better the best open pass was than the one )"
          R"(played, by where the pass began: 0 is the best choice there was. Blank: no pass )"
          R"(measured there.)";
  html += data.periods[0].attack_a
              ? " Every map is turned so that its team attacks to the right.</p>"
              : " Which way the teams attack is not known: the maps lie as the field does.</p>";
  for (std::size_t i = 0; i < data.periods.size(); ++i) {
    const auto& period = data.periods[i];
    const std::string n = std::to_string(i + 1);
    const double sign = attack_sign(period.attack_a, Team::a);
    html += fmt::format(
        "<h3>{}, {} to {}{}</h3>", data.periods.size() == 1 ? "Whole run" : "Period " + n,
        clock_text(data.seconds(period.from)), clock_text(data.seconds(period.to)),
        sign == 0 ? ""
                  : fmt::format(": {} attacks to the {} on the field", xml_text(page.names[0]),
                                sign > 0 ? "right" : "left"));
    html += R"(<div class="pair">)" +
            figure(page.plots.find("regret_a_" + n), "Mean regret per cell, 0 to 0.3 and above.") +
            figure(page.plots.find("regret_b_" + n), "Mean regret per cell, 0 to 0.3 and above.") +
            "</div>";
  }
  return html + "</section>";
}

std::string make_page(const Page& page, const Share& share) {
  return filled(share.page,
                {{"title", xml_text(page.input.source_id)},
                 {"style", colour_rules(page.colours) + share.plot_style + share.page_style},
                 {"script", share.script},
                 {"data", data_json(page)},
                 {"header", header_html(page)},
                 {"quality", quality_html(page)},
                 {"watch", watch_html(page)},
                 {"teams", teams_html(page)},
                 {"maps", maps_html(page)},
                 {"players", players_html(page)},
                 {"coverage", coverage_html(page)},
                 {"notes", notes_html(page)}});
}

}  // namespace touchline::report
