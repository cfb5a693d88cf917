#include "sports/badminton/report/sheets.h"

#include <fmt/format.h>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "sports/badminton/play_words.h"
#include "sports/badminton/report/plots.h"
#include "sports/badminton/report/sections.h"

namespace touchline::badminton {
namespace {

using namespace report;

constexpr std::string_view kRallyLane = "rallies", kStrokeLane = "strokes";

class BadmintonSheets final : public Sheets {
 public:
  explicit BadmintonSheets(AnalysisPlan plan) : plan_(std::move(plan)) {}

  Status gather(const ReportInput& input, Data& data) override {
    TL_ASSIGN(figures_, gather_figures(input, data, plan_));
    return {};
  }

  [[nodiscard]] Telling tell(const Event& event) const override {
    Telling telling = report::tell(event);
    if (event.type == kRallyType) {
      telling.lane = kRallyLane;
      telling.text =
          fmt::format("Rally {:.0f}, {:.0f} strokes", value_of(event, "rally").value_or(0),
                      value_of(event, "strokes").value_or(0));
    } else if (event.type == kStrokeType) {
      telling.lane = kStrokeLane;
      if (const auto player = value_of(event, "player"))
        telling.text += fmt::format(", player {:.0f}", *player);
    }
    return telling;
  }
  [[nodiscard]] std::vector<std::string_view> lanes() const override {
    return {kRallyLane, kStrokeLane};
  }
  [[nodiscard]] std::vector<std::string_view> plot_names() const override {
    return {"rallies", "shots_", "presence_"};
  }
  [[nodiscard]] Plots plots(const ReportInput& input, const Data& data,
                            const TeamNames&) const override {
    Plots plots;
    if (figures_.play) {
      plots.timelines.push_back(draw_rallies(data, *figures_.play));
      for (const auto& [player, counts] : figures_.play->sums.of_player)
        plots.maps.push_back(draw_shots(input.field, data, *figures_.play, player));
    }
    for (const auto& [player, of_player] : figures_.players)
      plots.maps.push_back(draw_presence(input.field, player, of_player));
    return plots;
  }

  [[nodiscard]] SheetParts parts(const Page& page) const override {
    SheetParts parts;
    if (figures_.play) {
      parts.sections = {rallies_html(page, *figures_.play), strokes_html(page, *figures_.play)};
      parts.legend = "Shaded: the rallies. Marks: strokes, by the end that struck.";
      parts.notes.push_back(
          fmt::format("Strokes and rallies were told with measures.preset={}, whose constants have "
                      "the hash {}.",
                      to_string(plan_.rules.method), config_hash(plan_.rules).substr(0, 12)));
    } else {
      parts.notes.emplace_back(
          page.input.ball_class < 0
              ? "Not in this report: rallies and strokes. No network looked for the shuttle."
              : "Not in this report: rallies and strokes. The run has no poses.bin.");
    }
    if (!figures_.measured()) {
      parts.notes.emplace_back(
          "Not in this report: places and speeds. The run has no "
          "measures.jsonl.");
      return parts;
    }
    parts.sections.push_back(players_html(page, figures_));
    parts.cards = card_html("Players seen", share(figures_.with_both_ends, figures_.frames),
                            "of the frames have a player on the court at both ends");
    parts.coverage_rows = count_row("players seen", figures_.with_both_ends, figures_.frames,
                                    "a player was on the court at both ends");
    return parts;
  }

 private:
  AnalysisPlan plan_;
  Figures figures_;
};

}  // namespace

std::unique_ptr<Sheets> make_sheets(const AnalysisPlan& plan) {
  return std::make_unique<BadmintonSheets>(plan);
}

}  // namespace touchline::badminton
