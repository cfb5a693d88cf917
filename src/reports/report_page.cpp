#include "reports/report_page.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/convert_file.h"
#include "reports/plot_field.h"

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

std::string team_chip(const Page& page, Team team) {
  return fmt::format(R"(<span class="team {}"><i></i>{}</span>)", letter(team),
                     xml_text(page.names[index(team)]));
}

std::string status_of(const Page& page) {
  const auto summary = nlohmann::json::parse(page.input.summary_json, nullptr, false);
  if (!summary.is_object() || !summary.contains("status")) return {};
  const auto& status = summary["status"];
  return status.is_string() ? status.get<std::string>() : std::string();
}

/// The sections in their order, one below the other.
std::string joined(const std::vector<std::string>& sections) {
  std::string html;
  for (std::size_t i = 0; i < sections.size(); ++i) html += (i ? "\n" : "") + sections[i];
  return html;
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

/// A sport without a field has no matches.
const char* kind_of_page(const Page& page) {
  return page.input.field.length_m > 0 ? "Match report" : "Report";
}

}  // namespace

std::string null_cell(std::string_view why) {
  return fmt::format(R"(<span class="none">{}</span>)", xml_text(not_measured(why)));
}

std::string figure_html(const Plot* plot, const std::string& caption) {
  if (!plot) return {};
  return fmt::format(R"(<figure class="">{}<figcaption>{}</figcaption></figure>)", plot->element(),
                     xml_text(caption));
}

std::string header_html(const Page& page) {
  const auto& data = page.data;
  const std::string status = status_of(page);
  std::string html =
      fmt::format(R"(<header><p class="eyebrow">{}</p><h1>{}</h1><p class="meta"><span>{}</span>)"
                  R"(<span>{} frames</span><span>{} shot{}</span>)",
                  kind_of_page(page), xml_text(page.input.source_id),
                  clock_text(data.seconds(data.last) - data.seconds(data.first)),
                  data.counts.frames, data.shots, data.shots == 1 ? "" : "s");
  if (!status.empty() && status != "ok")
    html += fmt::format(R"(<span class="warn">run: {}</span>)", xml_text(status));
  if (data.cut_short)
    html += R"(<span class="warn">the record ends in the middle of a line</span>)";
  html += R"(</p>)";
  if (!page.parts.sides) return html + "</header>";
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
  html += page.parts.now;
  html += R"(</div><div id="events"></div></div><div class="timeline" id="timeline" tabindex="0" )"
          R"(role="group" aria-label="Timeline: click or use the arrow keys to seek">)"
          R"(<div class="tracks">)";
  for (const auto& plot : page.plots.timelines) html += plot.element();
  html +=
      R"(<div id="playhead"></div></div></div><p class="legend small">Click anywhere to go there.)";
  if (page.parts.sides)
    html += fmt::format(" Marks: &#9651; {}, &#9661; {}, &#9671; neither; hollow: not completed.",
                        xml_text(page.names[0]), xml_text(page.names[1]));
  if (!page.parts.legend.empty()) html += " " + page.parts.legend;
  return html + "</p></section>";
}

std::string make_page(const Page& page, const Share& share) {
  return filled(share.page,
                {{"title", xml_text(page.input.source_id)},
                 {"kind", kind_of_page(page)},
                 {"style", colour_rules(page.colours) + share.plot_style + share.page_style},
                 {"script", share.script},
                 {"data", data_json(page)},
                 {"header", header_html(page)},
                 {"quality", quality_html(page)},
                 {"watch", watch_html(page)},
                 {"sheets", joined(page.parts.sections)},
                 {"coverage", coverage_html(page)},
                 {"notes", notes_html(page)}});
}

}  // namespace touchline::report
