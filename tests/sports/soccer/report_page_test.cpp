// Soccer's sheets as text: what the page and the plots say of a made-up match.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "reports/report_written.h"
#include "sports/soccer/report_match.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using MatchReport = testing::WrittenReport<testing::MadeUpMatch>;

TEST(SoccerReport, WritesThePageAndEveryPlot) {
  const MatchReport w;
  const std::vector<std::string> expected{"plots/evaluation.svg", "plots/possession.svg",
                                          "plots/events.svg",     "plots/calibration.svg",
                                          "plots/heatmap_a.svg",  "plots/heatmap_b.svg",
                                          "plots/passes_a.svg",   "plots/passes_b.svg",
                                          "plots/regret_a_1.svg", "plots/regret_a_2.svg",
                                          "plots/regret_b_1.svg", "plots/regret_b_2.svg",
                                          "report.html"};
  EXPECT_EQ(w.files, expected);
  for (const auto& file : w.files)
    EXPECT_GT(std::filesystem::file_size(w.dir.path() + "/" + file), 300U) << file;
}

TEST(SoccerReport, PlotsAreWellFormedAndSayTheirColoursThemselves) {
  const MatchReport w;
  for (const auto& file : w.files) {
    if (!file.ends_with(".svg")) continue;
    const std::string svg = testing::read_text(w.dir.path() + "/" + file);
    EXPECT_EQ(testing::xml_fault(svg), "") << file;
    EXPECT_THAT(svg, HasSubstr("#be1820")) << file;
    EXPECT_THAT(svg, Not(HasSubstr("var(--"))) << file;
    EXPECT_THAT(svg, Not(HasSubstr("nan"))) << file;
  }
}

TEST(SoccerReport, NamesCannotBreakOut) {
  const std::string nasty = "</script><img src=x onerror=alert(1)>\"'&{{data}}\xff";
  const MatchReport w({}, [&](ReportInput& in) { in.team_names = {nasty, "<b>B</b>"}; });
  EXPECT_THAT(w.page, Not(HasSubstr("<img")));
  EXPECT_THAT(w.page, Not(HasSubstr("<b>B")));
  for (const auto& file : w.files) {
    if (file.ends_with(".html")) continue;
    EXPECT_EQ(testing::xml_fault(testing::read_text(w.dir.path() + "/" + file)), "") << file;
  }
}

// P15: every team's and half's picture is of its own data.
TEST(SoccerReport, PicturesDifferWhereTheirDataDiffers) {
  const MatchReport w;
  std::set<std::string> all;
  int plots = 0;
  for (const auto& file : w.files)
    if (file.ends_with(".svg"))
      all.insert(sha256(testing::read_text(w.dir.path() + "/" + file))), ++plots;
  EXPECT_EQ(all.size(), static_cast<std::size_t>(plots));

  const MatchReport moved({.shift_a_m = 6});
  EXPECT_NE(moved.plot("heatmap_a"), w.plot("heatmap_a"));
  EXPECT_EQ(moved.plot("heatmap_b"), w.plot("heatmap_b"));

  const MatchReport worse({.regret_b = 0.29});
  EXPECT_NE(worse.plot("regret_b_2"), w.plot("regret_b_2"));
  for (const char* same : {"regret_a_1", "regret_a_2", "regret_b_1"})
    EXPECT_EQ(worse.plot(same), w.plot(same)) << same;
}

TEST(SoccerReport, TheSameRunGivesTheSameBytes) {
  EXPECT_EQ(MatchReport().page, MatchReport().page);
}

// A team that changes ends has a map turned with it: one cloud, not two mirrored ones.
TEST(SoccerReport, MapsAreTurnedSoThatTheTeamAttacksToTheRight) {
  const MatchReport two, one({.change_ends = false});
  // The goalkeeper stands at x = -49 of the turned pitch: shades begin at the left edge of the
  // middle rows and never reach the right one.
  for (const auto* w : {&two, &one}) {
    const std::string heat = w->plot("heatmap_a");
    double left = 100, right = -100, x = 0, width = 0;
    const auto end = heat.find("</g>", heat.find("<g class=\"heat"));
    for (auto at = heat.find('M', heat.find("<g class=\"heat")); at < end;
         at = heat.find('M', at + 1)) {
      ASSERT_EQ(std::sscanf(heat.c_str() + at, "M%lf %*fh%lf", &x, &width), 2);
      left = std::min(left, x);
      right = std::max(right, x + width);
    }
    EXPECT_LT(left, -47);
    EXPECT_LT(right, 30);
  }
  EXPECT_EQ(std::count(one.files.begin(), one.files.end(), "plots/regret_a_2.svg"), 0);
}

// P16: what the user says of the halves goes before what is seen.
TEST(SoccerReport, PeriodsThatWereGivenAreThePeriods) {
  Event event;
  event.id = 900;
  event.type = "period";
  event.start_ns = event.end_ns = 20 * kSecond;  // ends are changed at 30 s
  const MatchReport found;
  EXPECT_THAT(found.page, HasSubstr("Period 2, 0:30 to 1:00"));
  Event first = event;
  first.id = 899;
  first.start_ns = 0;
  MatchReport given;
  given.add(first);
  EXPECT_THAT(given.page, HasSubstr("Whole run, 0:00 to 1:00"));
  given.add(event);
  EXPECT_THAT(given.page, HasSubstr("Period 2, 0:20 to 1:00"));
}

TEST(SoccerReport, AReplayThatWasFoundLateIsInNoFigure) {
  Event replay;
  replay.id = 900;
  replay.type = "replay";
  replay.start_ns = 0;
  replay.end_ns = 15 * kSecond;
  const MatchReport all;
  MatchReport less;
  less.add(replay);
  const auto events_before = [](const MatchReport& w, double ms) {
    int n = 0;
    const auto data = w.data();
    for (const auto& e : data.at("events")) n += e[0].get<double>() < ms && e[2] == "Pass";
    return n;
  };
  EXPECT_GT(events_before(all, 15000), 3);
  EXPECT_EQ(events_before(less, 15000), 0);
  EXPECT_NE(less.plot("heatmap_a"), all.plot("heatmap_a"));
  EXPECT_THAT(less.page, HasSubstr("a replay, as was found out later"));
  EXPECT_THAT(all.page, HasSubstr("not counted</th><td>74</td>"));
  EXPECT_THAT(less.page, HasSubstr("not counted</th><td>449</td>"));
  EXPECT_TRUE(less.data().at("bar").at("v")[4].is_null());
  EXPECT_EQ(less.data().at("moments").at("counted").get<std::string>().substr(0, 75),
            std::string(75, '0'));
}

TEST(SoccerReport, WhatWasNotMeasuredSaysWhyAndIsNeverZero) {
  const MatchReport w;
  // Track 9 has no speed anywhere.
  const auto row = w.page.find("<td data-v=\"9\">9</td>");
  ASSERT_NE(row, std::string::npos);
  EXPECT_THAT(w.page.substr(row, w.page.find("</tr>", row) - row),
              HasSubstr("not measured: seen too shortly"));
  EXPECT_THAT(w.page, HasSubstr("the ball is not placed"));
  EXPECT_THAT(w.page, HasSubstr("the field is not calibrated"));
  const auto bar = w.data().at("bar");
  int nulls = 0;
  double time = 0;
  for (std::size_t i = 0; i < bar.at("v").size(); ++i) {
    time += bar.at("t")[i].get<double>();
    const bool withheld = (time > 18000 && time < 25200) || (time > 33000 && time < 36000) ||
                          (time > 51000 && time < 55200);
    EXPECT_EQ(bar.at("v")[i].is_null(), withheld) << time;
    nulls += bar.at("v")[i].is_null();
  }
  EXPECT_GT(nulls, 20);
}

TEST(SoccerReport, ARunThatNeverSawTheBallClaimsNoZeroPasses) {
  const MatchReport w({.seconds = 4, .ball = false});
  for (const char* row : {"Possession", "Passes completed", "Balls lost"}) {
    const auto at = w.page.find("<th scope=\"row\">" + std::string(row));
    ASSERT_NE(at, std::string::npos) << row;
    EXPECT_THAT(w.page.substr(at, w.page.find("</tr>", at) - at),
                HasSubstr("not measured: nobody was seen with the ball"));
  }
}

TEST(SoccerReport, WithoutMeasuresTheyAreLeftOutAndThePageSaysSo) {
  MatchReport w;
  std::filesystem::remove(w.dir.path() + "/measures.jsonl");
  w.write(testing::MadeUpMatch({}).input(w.dir.path()));
  EXPECT_EQ(w.files,
            (std::vector<std::string>{"plots/events.svg", "plots/calibration.svg", "report.html"}));
  EXPECT_FALSE(std::filesystem::exists(w.dir.path() + "/plots/evaluation.svg"));
  EXPECT_THAT(w.page, HasSubstr("Not in this report: evaluation, possession"));
  for (const char* section : {"id=\"teams\"", "id=\"maps\"", "id=\"players\"", "plot-evaluation"})
    EXPECT_THAT(w.page, Not(HasSubstr(section)));
}

TEST(SoccerReport, TellsTheEventsOfAMatch) {
  Event pass;
  pass.type = "pass";
  pass.subtype = "completed";
  pass.values = {{"distance_m", 18.24}, {"regret", 0.213}, {"threat_added", 0.0104}};
  EXPECT_EQ(soccer::tell(pass).text, "Pass, completed, 18.2 m, regret 0.21, threat 0.010");
  EXPECT_EQ(soccer::tell(pass).lane, soccer::kPassLane);
  EXPECT_FALSE(soccer::tell(pass).failed);
  pass.subtype = "intercepted";
  pass.values[1].second.reset();
  EXPECT_TRUE(soccer::tell(pass).failed);
  EXPECT_THAT(soccer::tell(pass).text, HasSubstr("regret not measured"));
  for (const char* hidden : {"possession", "reception", "track_start", "ball_lost"}) {
    pass.type = hidden;
    EXPECT_FALSE(soccer::tell(pass).shown) << hidden;
  }
}

TEST(SoccerReport, ErrorsNameTheFile) {
  testing::TempDir dir;
  testing::MadeUpMatch run({.seconds = 2});
  run.write(dir.path());
  std::ofstream(dir.path() + "/measures.jsonl", std::ios::app) << "{\"nonsense\":1}\n";
  const auto result = write_report(run.input(dir.path()));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("measures.jsonl:51:"));
  EXPECT_FALSE(std::filesystem::exists(dir.path() + "/report.html"));
}

TEST(SoccerReport, AHalfWrittenLastLineIsPassedOver) {
  testing::TempDir dir;
  testing::MadeUpMatch run({.seconds = 2});
  run.write(dir.path());
  std::ofstream(dir.path() + "/measures.jsonl", std::ios::app) << "{\"schema\":1,\"sour";
  EXPECT_TRUE(write_report(run.input(dir.path())));
}

}  // namespace
}  // namespace touchline
