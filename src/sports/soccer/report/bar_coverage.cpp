// How much of the match has an evaluation bar, and why not all of it.
#include <algorithm>
#include <map>
#include <optional>

#include "reports/convert_file.h"
#include "sports/soccer/report/sections.h"

namespace touchline::soccer {
namespace {

using namespace report;

/// The reason for which the bar is withheld longest; none when it never is.
std::optional<int> longest_reason(const Runs& withheld) {
  std::map<int, Nanoseconds> sums;
  for (const auto& run : withheld.all())
    if (run.key != kNoReason) sums[run.key] += run.to - run.from;
  if (sums.empty()) return std::nullopt;
  return std::max_element(sums.begin(), sums.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

}  // namespace

std::string bar_card(const Data& data, const Figures& figures) {
  const auto why = longest_reason(figures.bar_withheld);
  return card_html("Evaluation shown", share(figures.bar_frames, figures.frames),
                   why ? fmt::format("of the frames. Where too little is seen to judge it is "
                                     "withheld, mostly because {}.",
                                     data.reasons.text(*why))
                       : "of the frames: it was never withheld.");
}

std::string bar_row(const Figures& figures) {
  return count_row("with the evaluation bar", figures.bar_frames, figures.frames, "");
}

std::string withheld_html(const Data& data, const Figures& figures) {
  std::vector<std::pair<double, std::string>> rows;
  for (int id = 0; id < data.reasons.size(); ++id)
    if (const double s = figures.bar_withheld.seconds(id); s > 0)
      rows.emplace_back(s, data.reasons.text(id));
  if (rows.empty()) return {};
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string html =
      R"(<h3>Why the evaluation bar was withheld</h3><div class="scroll"><table><tbody>)";
  for (const auto& [seconds, why] : rows)
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{} s</td></tr>", xml_text(why),
                        fixed(seconds, 1));
  return html + "</tbody></table></div>";
}

}  // namespace touchline::soccer
