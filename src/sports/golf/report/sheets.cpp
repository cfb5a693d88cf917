#include "sports/golf/report/sheets.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <utility>

#include "reports/convert_file.h"
#include "reports/report_page.h"
#include "sports/golf/formats/recorded_session.h"
#include "sports/golf/report/comparison_html.h"
#include "sports/golf/report/comparison_plots.h"
#include "sports/golf/report/plots.h"

namespace touchline::golf {
namespace {

using namespace report;

constexpr std::string_view kSwingLane = "swings";

std::string seconds_cell(std::optional<double> value, int decimals) {
  return value ? fixed(*value, decimals) : null_cell("an event of the swing was not found");
}

const char* kind_words(std::string_view kind) {
  if (kind == "practice_swing") return "practice";
  if (kind == "scored_swing") return "with a score";
  if (kind == "unscored_swing") return "without a score";
  return "not known";
}

std::string swing_row(const Page& page, const ToldSwing& told) {
  const Data& data = page.data;
  const auto& swing = told.swing;
  const auto backswing = value_of(told.event, "backswing_s");
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
      "<td>{}</td><td>{}</td><td>{}</td></tr>",
      swing.number, clock_text(data.seconds(told.event.start_ns), true), kind_words(swing.kind),
      swing.fingers ? std::to_string(*swing.fingers) : null_cell("no score was counted"),
      seconds_cell(swing.tempo, 1), seconds_cell(backswing, 2), seconds_cell(swing.downswing_s, 2),
      told.event.conf ? percent(static_cast<double>(*told.event.conf)) : null_cell("not known"),
      clip_link(page, swing.number, told.event.start_ns, std::nullopt, "watch"));
}

/// The pictures of a swing's events side by side, where a video was drawn.
std::string strip_html(const Page& page, const ToldSwing& told) {
  std::string html;
  for (std::size_t i = 0; i < kSwingEvents; ++i) {
    const auto which = static_cast<SwingEvent>(i);
    const auto file = fmt::format("{}/{}.jpg", kStills, still_name(told.swing.number, which));
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::path(page.input.run_dir) / file, error)) continue;
    std::string name = to_string(which);
    std::replace(name.begin(), name.end(), '_', ' ');
    html += fmt::format(
        R"(<figure><img loading="lazy" src="{0}" alt="{1}"><figcaption>{1}<br>{2}</figcaption></figure>)",
        file, name, clock_text(page.data.seconds(*told.swing.at_ns[i]), true));
  }
  if (html.empty()) return html;
  return fmt::format("<h3>Swing {}</h3><div class=\"strip\">{}</div>", told.swing.number, html);
}

std::string swings_html(const Page& page, const Figures& figures) {
  if (figures.swings.empty()) return "<section><h2>Swings</h2><p>No swing was found.</p></section>";
  std::string html =
      "<section><h2>Swings</h2><table><thead><tr><th>No.</th><th>at</th><th>kind</th>"
      "<th>score</th><th>tempo</th><th>backswing, s</th><th>downswing, "
      "s</th><th>sure</th><th>video</th></tr>"
      "</thead><tbody>";
  for (const auto& told : figures.swings) html += swing_row(page, told);
  html += "</tbody></table>";
  for (const auto& told : figures.swings) html += strip_html(page, told);
  return html +
         figure_html(page.plots.map("swings"),
                     "How high the hands are in every swing, laid over each other at contact") +
         "</section>";
}

/// "Tempo 3.1 : 1 over 6 swings, from 2.8 to 3.3."
std::string tempo_words(const Figures& figures) {
  std::vector<double> tempos;
  for (const auto& told : figures.swings)
    if (told.swing.tempo) tempos.push_back(*told.swing.tempo);
  if (tempos.empty()) return {};
  std::sort(tempos.begin(), tempos.end());
  if (tempos.size() == 1) return fmt::format("The swing's tempo is {:.1f} : 1.", tempos.front());
  return fmt::format("Tempo {:.1f} : 1 in the middle of {} swings, from {:.1f} to {:.1f}.",
                     tempos[tempos.size() / 2], tempos.size(), tempos.front(), tempos.back());
}

class GolfSheets final : public Sheets {
 public:
  explicit GolfSheets(SwingPlan plan) : plan_(std::move(plan)) {}

  Status gather(const ReportInput& input, Data& data) override {
    TL_ASSIGN(figures_, gather_figures(input, data));
    const auto poses = (std::filesystem::path(input.run_dir) / "poses.bin").string();
    std::error_code error;
    if (!std::filesystem::exists(poses, error)) return {};
    TL_ASSIGN(const auto session, read_session(input.run_dir, plan_));
    compared_ = compare_session(session.swings);
    return {};
  }

  [[nodiscard]] Telling tell(const Event& event) const override {
    Telling telling = report::tell(event);
    if (const auto swing = swing_of(event)) {
      telling.lane = kSwingLane;
      telling.text = fmt::format("Swing {}, {}", swing->number, kind_words(swing->kind));
      if (swing->tempo) telling.text += fmt::format(", tempo {:.1f} : 1", *swing->tempo);
    }
    return telling;
  }
  [[nodiscard]] std::vector<std::string_view> lanes() const override { return {kSwingLane}; }
  [[nodiscard]] std::vector<std::string_view> plot_names() const override {
    return {"hands", "swings", kMeasurePlot};
  }
  [[nodiscard]] Plots plots(const ReportInput&, const Data& data, const TeamNames&) const override {
    Plots plots;
    if (!figures_.measured) return plots;
    plots.timelines.push_back(draw_hands(data, figures_));
    if (!figures_.swings.empty()) plots.maps.push_back(draw_swings(figures_));
    if (!compared_ || compared_->swings.size() < 2) return plots;
    for (std::size_t m = 0; m < kSwingMetrics; ++m)
      if (const auto metric = static_cast<SwingMetric>(m); is_measured(*compared_, metric))
        plots.maps.push_back(draw_measure(*compared_, metric));
    return plots;
  }

  [[nodiscard]] SheetParts parts(const Page& page) const override {
    SheetParts parts;
    parts.sections = {swings_html(page, figures_)};
    if (compared_ && !figures_.swings.empty())
      parts.sections.push_back(comparison_html(page, *compared_));
    if (!figures_.measured) {
      parts.notes.emplace_back("Not in this report: swings. The run has no measures.jsonl.");
      return parts;
    }
    if (auto words = tempo_words(figures_); !words.empty()) parts.notes.push_back(std::move(words));
    parts.legend = "Shaded: the swings.";
    parts.cards = card_html("Golfer seen", share(figures_.with_golfer, figures_.frames),
                            "of the frames show the golfer's body");
    parts.coverage_rows = count_row("golfer seen", figures_.with_golfer, figures_.frames,
                                    "the golfer's body was found");
    return parts;
  }

 private:
  SwingPlan plan_;
  Figures figures_;
  std::optional<Comparison> compared_;  ///< nothing without poses.bin
};

}  // namespace

std::unique_ptr<Sheets> make_sheets(const SwingPlan& plan) {
  return std::make_unique<GolfSheets>(plan);
}

}  // namespace touchline::golf
