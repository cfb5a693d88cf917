// The section of the maps.
#include "reports/convert_file.h"
#include "sports/soccer/report/sections.h"

namespace touchline::soccer {
namespace {

using namespace report;

/// Both teams' maps beside each other; "_a" or "_b" stands between `stem` and `end`.
std::string pair_html(const Page& page, const std::string& stem, const std::string& end,
                      const char* caption) {
  return R"(<div class="pair">)" + figure_html(page.plots.map(stem + "_a" + end), caption) +
         figure_html(page.plots.map(stem + "_b" + end), caption) + "</div>";
}

std::string period_title(const Page& page, const Figures& figures, std::size_t number) {
  const auto& data = page.data;
  const auto& period = figures.periods[number];
  return fmt::format(
      "<h3>{}, {} to {}{}</h3>",
      figures.periods.size() == 1 ? "Whole run" : fmt::format("Period {}", number + 1),
      clock_text(data.seconds(period.from)), clock_text(data.seconds(period.to)),
      period.attack_a == 0
          ? ""
          : fmt::format(": {} attacks to the {} on the field", xml_text(page.names[0]),
                        period.attack_a > 0 ? "right" : "left"));
}

}  // namespace

std::string maps_html(const Page& page, const Figures& figures) {
  if (!figures.measured()) return {};
  std::string html = R"(<section id="maps"><h2>Where they were</h2>)";
  html += pair_html(page, "heatmap", "",
                    "Time spent, by place: the deeper, the longer (square-root scale, each team's "
                    "own maximum). Only measured positions of frames that count.");
  html += "<h2>Passes</h2>";
  html += pair_html(page, "passes", "",
                    "Solid: completed. Dashed: not completed. Click one to see it.");
  html += R"(<h2>Decision regret</h2><p>How much better the best open pass was than the one )"
          R"(played, by where the pass began: 0 is the best choice there was. Blank: no pass )"
          R"(measured there.)";
  html += figures.periods[0].attack_a
              ? " Every map is turned so that its team attacks to the right.</p>"
              : " Which way the teams attack is not known: the maps lie as the field does.</p>";
  for (std::size_t i = 0; i < figures.periods.size(); ++i)
    html += period_title(page, figures, i) + pair_html(page, "regret", fmt::format("_{}", i + 1),
                                                       "Mean regret per cell, 0 to 0.3 and above.");
  return html + "</section>";
}

}  // namespace touchline::soccer
