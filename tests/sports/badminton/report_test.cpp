// The report of a match: rallies with ways to their moments, maps, speeds, recovery.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "reports/report.h"
#include "sports/badminton/court.h"
#include "sports/badminton/filmed_match.h"
#include "sports/badminton/report/figures.h"
#include "sports/badminton/report/sheets.h"
#include "support/temp_dir.h"

namespace touchline::badminton {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CourtZones, AreThirdsOfAHalf) {
  EXPECT_EQ(zone_at({0, 0}), CourtZone::front);
  EXPECT_EQ(zone_at({-2.2, 3}), CourtZone::front);
  EXPECT_EQ(zone_at({2.3, 0}), CourtZone::middle);
  EXPECT_EQ(zone_at({-4.4, 0}), CourtZone::middle);
  EXPECT_EQ(zone_at({-4.5, 0}), CourtZone::back);
  EXPECT_EQ(zone_at({8, 0}), CourtZone::back) << "behind the court";
}

class MatchReport : public ::testing::Test {
 protected:
  static constexpr double kPlayed_s = 30;
  void SetUp() override {
    const auto film = filmed::filmed_match(kPlayed_s, 1);
    const auto rows = filmed::rows_of(film, kPlayed_s, 25);
    ASSERT_TRUE(
        filmed::write_records(film, rows, std::vector<std::string>(17, "point"), dir_.path()));
    AnalysisPlan plan;
    plan.ball_class = filmed::kShuttleClass;
    const auto analysis = badminton_analyses(plan)();
    std::ofstream measures(dir_ / "measures.jsonl"), events(dir_ / "events.jsonl");
    JsonLine line;
    std::int64_t id = 0;
    const auto tell = [&](std::vector<Event> told) {
      for (auto& event : told) {
        event.id = ++id;
        append_json(line, event, "match");
        events << line.take() << '\n';
      }
    };
    for (const auto& row : rows) {
      auto found = analysis->push(row, filmed::seen_in(film, row));
      found.record->append_json(line, "match");
      measures << line.take() << '\n';
      tell(std::move(found.events));
    }
    tell(analysis->finish());
    in_.run_dir = dir_.path();
    in_.source_id = "match";
    in_.share_dir = TOUCHLINE_ROOT "/share";
    in_.classes = filmed::kClasses;
    in_.ball_class = filmed::kShuttleClass;
    in_.field = court_field();
    in_.sheets = [] { return make_sheets({}); };
  }
  std::string page() {
    const auto written = write_report(in_);
    EXPECT_TRUE(written) << written.error().message;
    std::ifstream file(dir_ / "report.html");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  touchline::testing::TempDir dir_;
  ReportInput in_;
};

TEST_F(MatchReport, EveryStrokeIsAWayToItsMoment) {
  report::Data data;
  const auto figures = gather_figures(in_, data, {});
  ASSERT_TRUE(figures) << figures.error().message;
  ASSERT_TRUE(figures->play);
  ASSERT_GE(figures->play->rallies.size(), 2U);
  const auto html = page();
  EXPECT_THAT(html, HasSubstr("<h2>Rallies</h2>"));
  for (const auto& rally : figures->play->rallies)
    for (const auto& played : rally.shots)
      EXPECT_THAT(html, HasSubstr("<a href=\"#watch\" data-t=\"" +
                                  report::num(to_seconds(played.shot.hit.at.pts_ns)) + "\""));
  for (const char* part : {"id=\"rallies\"", "id=\"strokes\"", "id=\"players\"", "Back to the base",
                           "top, m/s", "class=\"heat a\"", "class=\"heat b\""})
    EXPECT_THAT(html, HasSubstr(part));
  for (const char* plot : {"rallies", "shots_1", "shots_2", "presence_1", "presence_2"})
    EXPECT_TRUE(std::filesystem::exists(dir_ / ("plots/" + std::string(plot) + ".svg"))) << plot;
}

TEST_F(MatchReport, TimesAndWaysAddUp) {
  report::Data data;
  const auto figures = gather_figures(in_, data, {});
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures->frames, static_cast<std::int64_t>(kPlayed_s * 25));
  for (const int number : {1, 2}) {
    const auto& player = figures->players.at(number);
    EXPECT_NEAR(player.placed_s, kPlayed_s, 0.1);
    EXPECT_NEAR(player.heat.sum(), player.placed_s, 0.01);
    EXPECT_NEAR(player.zone_s[0] + player.zone_s[1] + player.zone_s[2], player.placed_s, 1e-6);
    const double gone = filmed::filmed_match(kPlayed_s, 1).match.way_of(number, kPlayed_s);
    EXPECT_NEAR(player.way.m, gone, 0.11 * gone) << "legs are longer than a claimed error of 10 cm";
    EXPECT_NEAR(player.way.s, kPlayed_s, 0.1);
    ASSERT_TRUE(player.top_m_s);
    EXPECT_LT(*player.top_m_s, 9);
  }
}

TEST_F(MatchReport, WithoutAShuttleItSaysSo) {
  in_.ball_class = -1;
  const auto html = page();
  EXPECT_THAT(html, HasSubstr("No network looked for the shuttle"));
  EXPECT_THAT(html, Not(HasSubstr("id=\"rallies\"")));
  EXPECT_THAT(html, HasSubstr("id=\"players\""));
}

}  // namespace
}  // namespace touchline::badminton
