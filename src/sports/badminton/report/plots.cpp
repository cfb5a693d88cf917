#include "sports/badminton/report/plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "reports/plot_field.h"
#include "reports/plot_heat.h"
#include "reports/plot_time.h"
#include "reports/report_words.h"
#include "sports/badminton/court.h"

namespace touchline::badminton {
namespace {

using namespace report;

constexpr double kShot_m = 0.13, kBlur_m = 0.3;

/// "1:02.3 smash, forehand, rally 3": said of a mark on hover.
std::string title_of_stroke(const Data& data, const PlayedShot& played, int rally) {
  const auto& shot = played.shot;
  return fmt::format("{} {}{}, rally {}", clock_text(data.seconds(shot.hit.at.pts_ns), true),
                     shot.kind ? kind_words(*shot.kind) : "stroke",
                     shot.side ? fmt::format(", {}", to_string(*shot.side)) : "", rally);
}

int kind_class(const Known<StrokeKind>& kind) {
  return kind ? static_cast<int>(*kind) : static_cast<int>(kStrokeKinds);
}

/// The borders between the thirds, and what share of the time was spent in each.
void draw_zones(FieldPlot& plot, const FieldSpec& court, const PlayerFigures& figures) {
  const double third = court.length_m / 6, top = court.width_m / 2;
  for (const double x : {-2 * third, -third, third, 2 * third})
    plot.add(
        R"(<path class="zero" style="stroke-width:.03;stroke-dasharray:.1 .1" d="M{} {}V{}"/>)",
        num(x), num(-top), num(top));
  if (!(figures.placed_s > 0)) return;
  double near_s = 0;
  const auto& heat = figures.heat;
  for (std::size_t i = 0; i < heat.seconds.size(); ++i)
    if (static_cast<int>(i) % heat.columns < heat.columns / 2)
      near_s += static_cast<double>(heat.seconds[i]);
  const double side = 2 * near_s >= heat.sum() ? -1 : 1;
  plot.raw(R"(<g style="font-size:.36px">)");
  for (std::size_t zone = 0; zone < kCourtZones; ++zone) {
    const double x = side * (static_cast<double>(zone) + 0.5) * third;
    plot.text(x, -top + 0.45, "value", "middle", to_string(static_cast<CourtZone>(zone)));
    plot.text(x, -top + 0.9, "value", "middle", percent(figures.zone_s[zone] / figures.placed_s));
  }
  plot.raw("</g>");
}

}  // namespace

std::string kind_words(StrokeKind kind) {
  std::string words = to_string(kind);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

Plot draw_rallies(const Data& data, const MatchPlay& play) {
  constexpr double kNear = 46, kFar = 20, kTop = 4, kBottom = 60;
  TimePlot plot("rallies", kBottom + 22, "Rallies and strokes over time", data);
  plot.time_axis(kTop, kBottom);
  plot.row_label(kFar + 4, "far end");
  plot.row_label(kNear + 4, "near end");
  if (play.rallies.empty()) plot.note((kTop + kBottom) / 2, "no rally was seen");
  for (std::size_t r = 0; r < play.rallies.size(); ++r) {
    const auto& rally = play.rallies[r];
    const int number = static_cast<int>(r) + 1;
    plot.stretch({rally.begin_ns(), rally.end_ns(), 0}, kTop, kBottom - kTop, "unknown",
                 fmt::format("rally {}, {} strokes", number, rally.shots.size()));
    for (const auto& played : rally.shots) {
      const auto& hit = played.shot.hit;
      const bool near = hit.hitter == End::near;
      plot.add(R"svg(<path class="mark {}" data-t="{}" transform="translate({} {})" d="{}">)svg"
               "<title>{}</title></path>",
               near ? 'a' : 'b', num(data.seconds(hit.at.pts_ns)), num(plot.x(hit.at.pts_ns)),
               num(near ? kNear : kFar), near ? "M0 -6L4 3H-4z" : "M0 6L4 -3H-4z",
               title_of_stroke(data, played, number));
    }
  }
  return plot;
}

Plot draw_shots(const FieldSpec& court, const Data& data, const MatchPlay& play, int player) {
  FieldPlot plot(fmt::format("shots_{}", player), court, FieldPlot::Caption::below,
                 fmt::format("Where player {} struck", player));
  int placed = 0, unplaced = 0;
  for (std::size_t r = 0; r < play.rallies.size(); ++r)
    for (const auto& played : play.rallies[r].shots) {
      if (!played.player || *played.player != player) continue;
      ++(played.feet_m ? placed : unplaced);
      if (!played.feet_m) continue;
      plot.add(R"(<circle class="mark k{}" style="stroke-width:.03" data-t="{}" cx="{}" cy="{}" )"
               R"(r="{}"><title>{}</title></circle>)",
               kind_class(played.shot.kind), num(data.seconds(played.shot.hit.at.pts_ns)),
               num((*played.feet_m).x), num(-(*played.feet_m).y), num(kShot_m),
               title_of_stroke(data, played, static_cast<int>(r) + 1));
    }
  if (placed == 0) plot.note("no stroke of this player was placed");
  plot.caption(fmt::format("player {}: {} strokes", player, placed + unplaced),
               unplaced > 0 ? fmt::format("{} without a place", unplaced) : "");
  return plot;
}

Plot draw_presence(const FieldSpec& court, int player, const PlayerFigures& figures) {
  const char side = side_of(player);
  auto plot = draw_heat({fmt::format("presence_{}", player),
                         fmt::format("Where player {} was", player), side, kBlur_m},
                        court, figures.heat);
  if (!(figures.placed_s > 0)) {
    plot.note(not_measured("the player was not placed on the court"));
    return plot;
  }
  draw_zones(plot, court, figures);
  plot.caption(fmt::format("player {}: {:.0f} s", player, figures.placed_s), "");
  return plot;
}

}  // namespace touchline::badminton
