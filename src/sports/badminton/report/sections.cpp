#include "sports/badminton/report/sections.h"

#include <fmt/format.h>

#include <cstddef>
#include <vector>

#include "sports/badminton/report/plots.h"

namespace touchline::badminton {
namespace {

using namespace report;

std::string moment_link(const Data& data, Nanoseconds at, const std::string& text) {
  return fmt::format(R"(<a href="#watch" data-t="{}">{}</a>)", num(data.seconds(at)), text);
}

std::string stroke_link(const Data& data, const PlayedShot& played) {
  const auto& shot = played.shot;
  const auto kind = shot.kind ? static_cast<std::size_t>(*shot.kind) : kStrokeKinds;
  return fmt::format(
      R"(<span class="nowrap"><i class="key k{}"></i>{}</span>)", kind,
      moment_link(data, shot.hit.at.pts_ns, shot.kind ? kind_words(*shot.kind) : "stroke"));
}

std::string rally_row(const Data& data, const PlayedRally& rally, int number) {
  std::string strokes;
  for (const auto& played : rally.shots)
    strokes += (strokes.empty() ? "" : ", ") + stroke_link(data, played);
  const auto& first = rally.shots.front();
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
      number, moment_link(data, rally.begin_ns(), clock_text(data.seconds(rally.begin_ns()), true)),
      fixed(to_seconds(rally.end_ns() - rally.begin_ns()), 1), rally.shots.size(),
      first.player ? fmt::format("player {}", *first.player) : null_cell(first.player.why),
      strokes);
}

std::string known_cell(const Known<double>& value, int decimals) {
  return value ? fixed(*value, decimals) : null_cell(value.why);
}

std::string known_share(const Known<double>& value) {
  return value ? percent(*value) : null_cell(value.why);
}

std::string counts_row(const MatchPlay& play, StrokeKind kind) {
  const auto k = static_cast<std::size_t>(kind);
  std::string row = fmt::format(R"(<tr><th scope="row"><i class="key k{}"></i>{}</th><td>{}</td>)",
                                k, kind_words(kind), play.sums.all.of_kind[k]);
  for (const auto& [player, counts] : play.sums.of_player)
    row += fmt::format("<td>{}</td>", counts.of_kind[k]);
  return row + "</tr>";
}

/// A row of one figure of all strokes and of each player's.
std::string sum_row(const MatchPlay& play, const char* what, int StrokeCounts::* figure) {
  std::string row =
      fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>", what, play.sums.all.*figure);
  for (const auto& [player, counts] : play.sums.of_player)
    row += fmt::format("<td>{}</td>", counts.*figure);
  return row + "</tr>";
}

std::string speed_row(int player, const PlayerFigures& figures) {
  constexpr auto kTooShort = "not seen for long enough";
  return fmt::format(
      "<tr><th scope=\"row\">player {}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
      player, fixed(figures.placed_s, 1),
      figures.way.s > 0 ? fixed(figures.way.m, 0) : null_cell(kTooShort),
      figures.way.s > 0 ? fixed(figures.way.m / figures.way.s, 2) : null_cell(kTooShort),
      figures.top_m_s ? fixed(*figures.top_m_s, 1) : null_cell(kTooShort));
}

std::string recovery_html(const MatchPlay& play) {
  std::string html =
      "<h3>Back to the base</h3><div class=\"scroll\"><table><thead><tr><th></th>"
      "<th>times</th><th>reached</th><th>median, s</th><th>95 %, s</th>"
      "<th>99 %, s</th><th>made good</th><th>speed, m/s</th></tr></thead><tbody>";
  for (const auto& [player, counts] : play.sums.of_player) {
    const auto ways = play.sums.recoveries.find(player);
    const auto all =
        summary_of(ways == play.sums.recoveries.end() ? std::vector<Recovery>{} : ways->second);
    html += fmt::format(
        "<tr><th scope=\"row\">player {}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
        "<td>{}</td><td>{}</td><td>{}</td></tr>",
        player, all.windows, known_share(all.rate), known_cell(all.p50_s, 2),
        known_cell(all.p95_s, 2), known_cell(all.p99_s, 2), known_share(all.completeness),
        known_cell(all.speed_m_s, 1));
  }
  return html +
         "</tbody></table></div><p class=\"small\">Between two strokes of a player, in court "
         "metres: the base is the middle of the half, and reached within a metre. Times at which "
         "the "
         "player stood there already do not count.</p>";
}

}  // namespace

std::string rallies_html(const Page& page, const MatchPlay& play) {
  std::string html = R"(<section id="rallies"><h2>Rallies</h2>)";
  if (play.rallies.empty()) return html + "<p>No rally was found.</p></section>";
  html +=
      "<div class=\"scroll\"><table><thead><tr><th>No.</th><th>at</th><th>lasts, s</th>"
      "<th>strokes</th><th>served by</th><th>how it went</th></tr></thead><tbody>";
  for (std::size_t i = 0; i < play.rallies.size(); ++i)
    html += rally_row(page.data, play.rallies[i], static_cast<int>(i) + 1);
  return html + "</tbody></table></div></section>";
}

std::string strokes_html(const Page& page, const MatchPlay& play) {
  if (play.rallies.empty()) return {};
  std::string html =
      R"(<section id="strokes"><h2>Strokes</h2><div class="scroll"><table><thead><tr><th></th>)"
      "<th>all</th>";
  for (const auto& [player, counts] : play.sums.of_player)
    html += fmt::format("<th>player {}</th>", player);
  html += "</tr></thead><tbody>" + sum_row(play, "strokes", &StrokeCounts::all);
  for (std::size_t kind = 0; kind < kStrokeKinds; ++kind)
    html += counts_row(play, static_cast<StrokeKind>(kind));
  html += sum_row(play, "<i class=\"key k8\"></i>kind not told", &StrokeCounts::of_no_kind) +
          sum_row(play, "forehand", &StrokeCounts::forehand) +
          sum_row(play, "backhand", &StrokeCounts::backhand) +
          sum_row(play, "side not told", &StrokeCounts::of_no_side) + "</tbody></table></div>";
  html += R"(<div class="pair">)";
  for (const auto& [player, counts] : play.sums.of_player)
    html += figure_html(page.plots.map(fmt::format("shots_{}", player)),
                        "Where the feet stood, in the colours of the table. Click one to see it.");
  return html + "</div></section>";
}

std::string players_html(const Page& page, const Figures& figures) {
  if (!figures.measured()) return {};
  std::string html = R"(<section id="players"><h2>Where they were</h2><div class="pair">)";
  for (const auto& [player, of_player] : figures.players)
    html += figure_html(page.plots.map(fmt::format("presence_{}", player)),
                        "Time spent, by place: the deeper, the longer (square-root scale, each "
                        "player's own maximum), and its share in each third of the half.");
  html +=
      "</div><h3>Speed</h3><div class=\"scroll\"><table><thead><tr><th></th><th>placed, s</th>"
      "<th>way, m</th><th>mean, m/s</th><th>top, m/s</th></tr></thead><tbody>";
  for (const auto& [player, of_player] : figures.players) html += speed_row(player, of_player);
  html += "</tbody></table></div>";
  if (figures.play && !figures.play->rallies.empty()) html += recovery_html(*figures.play);
  return html + "</section>";
}

}  // namespace touchline::badminton
