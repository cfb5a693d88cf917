#include "sports/golf/report/comparison_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <vector>

#include "reports/convert_file.h"
#include "sports/golf/report/comparison_plots.h"
#include "sports/golf/report/comparison_words.h"
#include "sports/golf/swing_words.h"

namespace touchline::golf {
namespace {

using report::fixed;
using report::Page;

constexpr SwingMetric kUsual[] = {SwingMetric::lead_elbow, SwingMetric::spine_lean,
                                  SwingMetric::shoulder_width, SwingMetric::hands_y};
constexpr std::size_t kToldFirst = 6;  // the others are folded away
constexpr const char* kSideOf[] = {"a", "b"};

bool has_clip(const Page& page, std::int64_t number) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::path(page.input.run_dir) / clip_file(number),
                                 error);
}

Nanoseconds start_of(const Swing& swing) {
  for (const EventMark& mark : swing.events)
    if (mark.frame) return mark.pts_ns;
  return 0;
}

/// The middle of a difference in one swing.
std::optional<Nanoseconds> moment_in(const Swing& swing, const Difference& d) {
  const auto window = window_of(swing, d.phase);
  if (!window) return std::nullopt;
  const double length = static_cast<double>(window->second - window->first);
  return window->first + std::llround(length * (d.from + d.to) / 2);
}

/// Where a moment lies in the clip of the swing that begins at `start`.
double seconds_in_clip(const Page& page, Nanoseconds start, Nanoseconds at) {
  const Nanoseconds origin = page.input.video_origin_ns.value_or(page.data.first);
  return to_seconds(at - clip_begin(start, origin));
}

std::string evidence_html(const Page& page, const Comparison& all, const Difference& d) {
  std::vector<std::string> links;
  for (const SwingGroup& group : all.groups) {
    if (!group.typical) continue;
    const Swing& swing = all.swings[*group.typical];
    links.push_back(clip_link(page, swing.number, start_of(swing), moment_in(swing, d),
                              fmt::format("swing {}", swing.number)));
  }
  if (links.empty()) return {};
  return fmt::format(R"( <span class="evidence">See {}.</span>)",
                     links.size() > 1 ? links[0] + " and " + links[1] : links[0]);
}

/// What groups of this size leave unseen.
std::string with_few_words(const Comparison& all) {
  const std::size_t a = all.groups[0].swings.size(), b = all.groups[1].swings.size();
  if (least_p(a, b) * static_cast<double>(kSwingMetrics) <= CompareRule{}.alpha) return {};
  return fmt::format(
      " With {} and {} swings only what shows in several measures at once can be told from chance; "
      "from six of each kind on a single one can.",
      a, b);
}

std::string findings_html(const Page& page, const Comparison& all) {
  if (!all.why_not.empty()) return "<p>" + xml_text(all.why_not) + "</p>";
  if (all.findings.empty())
    return fmt::format(
        "<p>Nothing differs more than chance would have it: {} measures were held against one "
        "another, from address to finish.{}</p>",
        kSwingMetrics, with_few_words(all));
  std::string shown, folded;
  for (std::size_t i = 0; i < all.findings.size(); ++i)
    (i < kToldFirst ? shown : folded) +=
        fmt::format("<li>{}{}</li>", xml_text(finding_words(all, all.findings[i])),
                    evidence_html(page, all, all.findings[i].clearest));
  std::string html = R"(<ul class="findings">)" + shown + "</ul>";
  if (!folded.empty())
    html += R"(<details><summary>What else differs</summary><ul class="findings">)" + folded +
            "</ul></details>";
  return html +
         R"(<p class="small">The clearest first. p: how often dealing the swings into two )"
         R"(groups at random gives a part that differs as much; of all that is told here at most )"
         R"(one in twenty is expected to be chance. Angles and lengths are those of the picture.</p>)";
}

/// "3.1 ± 0.2"; of one swing without a spread.
std::string mean_and_spread(const Comparison& all, const SwingGroup& group,
                            const Known<double> Swing::* field, int decimals) {
  std::vector<double> values;
  for (const std::size_t i : group.swings)
    if (const auto& known = all.swings[i].*field) values.push_back(*known);
  if (values.empty()) return report::null_cell("an event of the swings was not found");
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  if (values.size() == 1) return fixed(mean, decimals);
  return fmt::format("{} ± {}", fixed(mean, decimals),
                     fixed(std::sqrt(squares / static_cast<double>(values.size() - 1)), decimals));
}

std::string numbers_of(const Comparison& all, const SwingGroup& group) {
  std::string text;
  for (const std::size_t i : group.swings)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", all.swings[i].number);
  return text;
}

std::string typical_cell(const Page& page, const Comparison& all, const SwingGroup& group) {
  if (!group.typical) return report::null_cell("the swings share no measure");
  const Swing& swing = all.swings[*group.typical];
  return clip_link(page, swing.number, start_of(swing), start_of(swing),
                   fmt::format("swing {}", swing.number));
}

std::string groups_html(const Page& page, const Comparison& all) {
  std::string html =
      R"(<div class="scroll"><table><thead><tr><th>group</th><th>swings</th><th>tempo</th>)"
      R"(<th>backswing, s</th><th>downswing, s</th><th>most typical</th></tr></thead><tbody>)";
  for (std::size_t g = 0; g < all.groups.size(); ++g) {
    const SwingGroup& group = all.groups[g];
    html += fmt::format(
        R"(<tr><th scope="row"><i class="key {}"></i> {}</th><td>{}</td><td>{}</td><td>{}</td>)"
        R"(<td>{}</td><td>{}</td></tr>)",
        kSideOf[std::min<std::size_t>(g, 1)], xml_text(group.label), numbers_of(all, group),
        mean_and_spread(all, group, &Swing::tempo, 1),
        mean_and_spread(all, group, &Swing::backswing_s, 2),
        mean_and_spread(all, group, &Swing::downswing_s, 2), typical_cell(page, all, group));
  }
  return html + "</tbody></table></div>";
}

/// Contact on the clock of a swing's clip, as an attribute that the page's script keeps clips in
/// step by; empty: it was not found.
std::string contact_attribute(const Page& page, const Swing& swing) {
  const EventMark& contact = swing.at(SwingEvent::contact);
  if (!contact.frame) return {};
  return fmt::format(R"( data-contact="{}")",
                     fixed(seconds_in_clip(page, start_of(swing), contact.pts_ns), 3));
}

/// The most typical swings' clips side by side, in step at contact.
std::string typical_html(const Page& page, const Comparison& all) {
  std::string html;
  for (const SwingGroup& group : all.groups) {
    if (!group.typical) continue;
    const Swing& swing = all.swings[*group.typical];
    if (!has_clip(page, swing.number)) continue;
    html += fmt::format(
        R"(<figure><video src="{}" controls playsinline muted preload="auto"{}></video>)"
        R"(<figcaption>Swing {}: the most typical of {}</figcaption></figure>)",
        clip_file(swing.number), contact_attribute(page, swing), swing.number,
        xml_text(group.name));
  }
  return html.empty() ? html : R"(<div class="pair typical" data-in-step>)" + html + "</div>";
}

std::string measure_html(const Page& page, SwingMetric metric) {
  const MetricWords& words = words_of(metric);
  return report::figure_html(page.plots.map(measure_plot(metric)),
                             fmt::format("{}, {}: {}", words.name,
                                         words.degrees ? "degrees" : "body lengths", words.note));
}

/// What differs is shown first; without any, what golfers ask for.
std::string measures_html(const Page& page, const Comparison& all) {
  std::vector<SwingMetric> first;
  for (const Finding& finding : all.findings)
    if (const auto metric = finding.clearest.metric;
        std::find(first.begin(), first.end(), metric) == first.end())
      first.push_back(metric);
  if (first.empty()) first.assign(std::begin(kUsual), std::end(kUsual));
  std::string shown, folded;
  for (const SwingMetric metric : first) shown += measure_html(page, metric);
  for (std::size_t m = 0; m < kSwingMetrics; ++m)
    if (const auto metric = static_cast<SwingMetric>(m);
        std::find(first.begin(), first.end(), metric) == first.end())
      folded += measure_html(page, metric);
  std::string html = fmt::format(
      R"(<h3>Through the swing</h3><p class="small">Lines: the mean; bands: the swings' )"
      R"(spread (one standard deviation){}.</p><div class="pair">{}</div>)",
      all.findings.empty() ? "" : "; shaded from top to bottom: what differs", shown);
  if (!folded.empty())
    html += R"(<details><summary>The other measures</summary><div class="pair">)" + folded +
            "</div></details>";
  return html;
}

const char* title_of(const Comparison& all) {
  switch (all.by) {
    case GroupedBy::score:
      return "Best against worst";
    case GroupedBy::kind:
      return "With a score against practice";
    case GroupedBy::nothing:
      break;
  }
  return "How alike the swings are";
}

}  // namespace

std::string clip_link(const Page& page, std::int64_t number, Nanoseconds start,
                      std::optional<Nanoseconds> at, const std::string& text) {
  if (!has_clip(page, number))
    return fmt::format(R"(<button type="button" data-t="{}">{}</button>)",
                       fixed(page.data.seconds(at.value_or(start)), 2), text);
  std::string address = clip_file(number);
  if (at) address += fmt::format("#t={}", fixed(seconds_in_clip(page, start, *at), 2));
  return fmt::format(R"(<a href="{}" target="_blank">{}</a>)", address, text);
}

std::string comparison_html(const Page& page, const Comparison& all) {
  std::string html = fmt::format(R"(<section id="compared"><h2>{}</h2>)", title_of(all));
  html += findings_html(page, all);
  if (all.swings.size() > 1)
    html += groups_html(page, all) + typical_html(page, all) + measures_html(page, all);
  return html + "</section>";
}

}  // namespace touchline::golf
