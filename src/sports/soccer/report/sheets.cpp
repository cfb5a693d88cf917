#include "sports/soccer/report/sheets.h"

#include "reports/report_json.h"
#include "sports/soccer/report/plots.h"
#include "sports/soccer/report/sections.h"

namespace touchline::soccer {
namespace {

using namespace report;
using Json = nlohmann::ordered_json;

Json bar_json(const Data& data, const Figures& figures) {
  Differences times;
  Json values = Json::array(), withheld = Json::array();
  for (const auto& sample : figures.bar) {
    times.add(milliseconds(data, sample.time));
    values.push_back(sample.bar ? Json(std::llround(10 * *sample.bar)) : Json(nullptr));
  }
  for (const auto& run : figures.bar_withheld.all())
    if (run.key != kNoReason) withheld.push_back(run_json(data, run));
  return {{"t", times.take()}, {"v", std::move(values)}, {"withheld", std::move(withheld)}};
}

Json possession_json(const Data& data, const Figures& figures) {
  Json list = Json::array();
  for (const auto& run : figures.possession.all()) list.push_back(run_json(data, run));
  return list;
}

/// Empty but for events while nothing is measured.
class SoccerSheets final : public Sheets {
 public:
  Status gather(const ReportInput& input, Data& data) override {
    TL_ASSIGN(figures_, gather_figures(input, data));
    return {};
  }

  [[nodiscard]] Telling tell(const Event& event) const override { return soccer::tell(event); }
  [[nodiscard]] std::vector<std::string_view> lanes() const override {
    return {kPassLane, kTurnoverLane, kSprintLane};
  }

  [[nodiscard]] std::vector<std::string_view> plot_names() const override {
    return {"evaluation", "possession", "heatmap_", "passes_", "regret_"};
  }
  [[nodiscard]] Plots plots(const ReportInput& input, const Data& data,
                            const TeamNames& names) const override {
    if (!figures_.measured()) return {};
    const auto& field = input.field;
    Plots plots;
    plots.timelines.push_back(draw_evaluation(data, figures_, names));
    plots.timelines.push_back(draw_possession(data, figures_, names));
    const Side sides[] = {{Team::a, names[0]}, {Team::b, names[1]}};
    for (const auto& side : sides) plots.maps.push_back(draw_heat(field, figures_, side));
    for (const auto& side : sides) plots.maps.push_back(draw_passes(field, data, figures_, side));
    for (const auto& side : sides)
      for (std::size_t period = 0; period < figures_.periods.size(); ++period)
        plots.maps.push_back(draw_regret(field, data, figures_, side, period));
    return plots;
  }

  [[nodiscard]] SheetParts parts(const Page& page) const override {
    const auto& data = page.data;
    SheetParts parts;
    parts.sections = {teams_html(page, figures_), maps_html(page, figures_),
                      players_html(page, figures_)};
    parts.sampled = fmt::format("the bar every {} s", num(to_seconds(data.series_step)));
    if (!figures_.measured()) {
      parts.notes.emplace_back(
          "Not in this report: evaluation, possession, maps, passes, regret, distances and "
          "speeds. The run has no measures.jsonl: the sport has no measures yet, or the field was "
          "never calibrated.");
      return parts;
    }
    parts.sides = true;
    parts.now =
        R"(<div class="now"><span class="bar" id="bar"><i class="a"></i><i class="b"></i></span>)"
        R"(<span id="bar-text"></span><span id="holder"></span></div>)";
    parts.legend = "Hatched: the bar is withheld; the reason shows above and on hover.";
    parts.cards = bar_card(data, figures_);
    parts.coverage_rows = bar_row(figures_);
    parts.coverage = withheld_html(data, figures_);
    return parts;
  }

  void add_data(const Data& data, Json& json) const override {
    if (!figures_.measured()) return;
    json["bar"] = bar_json(data, figures_);
    json["possession"] = possession_json(data, figures_);
  }

 private:
  Figures figures_;
};

}  // namespace

std::unique_ptr<Sheets> make_sheets() { return std::make_unique<SoccerSheets>(); }

}  // namespace touchline::soccer
