// The report as text: what the page and the plots say of a made-up run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/hash.h"
#include "reports/report_run.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

struct Written {
  testing::TempDir dir;
  std::vector<std::string> files;
  std::string page;

  explicit Written(const testing::RunOptions& options = {},
                   const std::function<void(ReportInput&)>& change = {}) {
    testing::MadeUpRun run(options);
    run.write(dir.path());
    ReportInput input = run.input(dir.path());
    if (change) change(input);
    const auto result = write_report(input);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    if (result) files = *result;
    page = testing::read_text(dir.path() + "/report.html");
  }
  [[nodiscard]] std::string plot(const std::string& name) const {
    return testing::read_text(dir.path() + "/plots/" + name + ".svg");
  }
  [[nodiscard]] nlohmann::json data() const {
    const std::string open = R"(<script type="application/json" id="data">)";
    const auto from = page.find(open) + open.size();
    return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
  }
};

/// Whether every element is closed in order and every attribute quoted.
std::string xml_fault(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    const auto end = text.find('>', at);
    if (end == std::string::npos) return "an element without an end";
    const std::string tag = text.substr(at + 1, end - at - 1);
    at = end;
    if (tag.starts_with("?")) continue;
    if (std::count(tag.begin(), tag.end(), '"') % 2) return "a quote is open in <" + tag + ">";
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.starts_with("/")) {
      if (open.empty() || "/" + open.back() != name) return "<" + name + "> closes nothing";
      open.pop_back();
    } else if (!tag.ends_with("/")) {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> is never closed";
}

TEST(ReportPage, WritesThePageAndEveryPlot) {
  const Written w;
  const std::vector<std::string> expected{"plots/evaluation.svg", "plots/possession.svg",
                                          "plots/events.svg",     "plots/calibration.svg",
                                          "plots/heatmap_a.svg",  "plots/heatmap_b.svg",
                                          "plots/passes_a.svg",   "plots/passes_b.svg",
                                          "plots/regret_a_1.svg", "plots/regret_a_2.svg",
                                          "plots/regret_b_1.svg", "plots/regret_b_2.svg",
                                          "report.html"};
  EXPECT_EQ(w.files, expected);
  for (const auto& file : w.files)
    EXPECT_GT(fs::file_size(w.dir.path() + "/" + file), 300U) << file;
}

TEST(ReportPage, PlotsAreWellFormedAndSayTheirColoursThemselves) {
  const Written w;
  for (const auto& file : w.files) {
    if (!file.ends_with(".svg")) continue;
    const std::string svg = testing::read_text(w.dir.path() + "/" + file);
    EXPECT_EQ(xml_fault(svg), "") << file;
    EXPECT_THAT(svg, HasSubstr("#be1820")) << file;
    EXPECT_THAT(svg, Not(HasSubstr("var(--"))) << file;
    EXPECT_THAT(svg, Not(HasSubstr("nan"))) << file;
  }
}

TEST(ReportPage, NothingIsFetchedFromElsewhere) {
  Written w({.video = true});
  const std::string name_of_svg = "http://www.w3.org/2000/svg";  // a name, not an address
  for (auto at = w.page.find(name_of_svg); at != std::string::npos; at = w.page.find(name_of_svg))
    w.page.erase(at, name_of_svg.size());
  for (const char* outside : {"http://", "https://", "src=\"/", "@import", "url(h"})
    EXPECT_THAT(w.page, Not(HasSubstr(outside)));
  EXPECT_THAT(w.page, HasSubstr(R"(src="annotated.mp4")"));
  EXPECT_THAT(Written().page, Not(HasSubstr("annotated.mp4\"")));
}

TEST(ReportPage, NamesAndTextsCannotBreakOut) {
  const std::string nasty = "</script><img src=x onerror=alert(1)>\"'&{{data}}\xff";
  const Written w({.source_id = "x"}, [&](ReportInput& in) {
    in.source_id = nasty;
    in.team_names = {nasty, "<b>B</b>"};
    in.summary_json = nlohmann::json{{"notes", {"</script><script>alert(2)</script>"}}}.dump();
  });
  EXPECT_THAT(w.page, Not(HasSubstr("<img")));
  EXPECT_THAT(w.page, Not(HasSubstr("<b>B")));
  EXPECT_THAT(w.page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(w.data().at("names")[0].get<std::string>(), HasSubstr("</script><img"));
  for (const auto& file : w.files) {
    if (file.ends_with(".html")) continue;
    EXPECT_EQ(xml_fault(testing::read_text(w.dir.path() + "/" + file)), "") << file;
  }
}

// P15: every team's and half's picture is of its own data.
TEST(ReportPage, PicturesDifferWhereTheirDataDiffers) {
  const Written w;
  std::set<std::string> all;
  int plots = 0;
  for (const auto& file : w.files)
    if (file.ends_with(".svg"))
      all.insert(sha256(testing::read_text(w.dir.path() + "/" + file))), ++plots;
  EXPECT_EQ(all.size(), static_cast<std::size_t>(plots));

  const Written moved({.shift_a_m = 6});
  EXPECT_NE(moved.plot("heatmap_a"), w.plot("heatmap_a"));
  EXPECT_EQ(moved.plot("heatmap_b"), w.plot("heatmap_b"));

  const Written worse({.regret_b = 0.29});
  EXPECT_NE(worse.plot("regret_b_2"), w.plot("regret_b_2"));
  for (const char* same : {"regret_a_1", "regret_a_2", "regret_b_1"})
    EXPECT_EQ(worse.plot(same), w.plot(same)) << same;
}

TEST(ReportPage, TheSameRunGivesTheSameBytes) { EXPECT_EQ(Written().page, Written().page); }

// A team that changes ends has a map turned with it: one cloud, not two mirrored ones.
TEST(ReportPage, MapsAreTurnedSoThatTheTeamAttacksToTheRight) {
  const Written two, one({.change_ends = false});
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

/// The made-up run with one more event.
struct WithEvent : Written {
  explicit WithEvent(const Event& event) : Written() {
    std::ofstream(dir.path() + "/events.jsonl", std::ios::app) << to_json(event, "x") << '\n';
    EXPECT_TRUE(write_report(testing::MadeUpRun({}).input(dir.path())));
    page = testing::read_text(dir.path() + "/report.html");
  }
};

// P16: what the user says of the halves goes before what is seen.
TEST(ReportPage, PeriodsThatWereGivenAreThePeriods) {
  Event event;
  event.id = 900;
  event.type = "period";
  event.start_ns = event.end_ns = 20 * kSecond;  // ends are changed at 30 s
  const Written found;
  EXPECT_THAT(found.page, HasSubstr("Period 2, 0:30 to 1:00"));
  Event first = event;
  first.id = 899;
  first.start_ns = 0;
  const WithEvent one(first);
  EXPECT_THAT(one.page, HasSubstr("Whole run, 0:00 to 1:00"));
  std::ofstream(one.dir.path() + "/events.jsonl", std::ios::app) << to_json(event, "x") << '\n';
  ASSERT_TRUE(write_report(testing::MadeUpRun({}).input(one.dir.path())));
  EXPECT_THAT(testing::read_text(one.dir.path() + "/report.html"),
              HasSubstr("Period 2, 0:20 to 1:00"));
}

TEST(ReportPage, AReplayThatWasFoundLateIsInNoFigure) {
  Event replay;
  replay.id = 900;
  replay.type = "replay";
  replay.start_ns = 0;
  replay.end_ns = 15 * kSecond;
  const Written all;
  const WithEvent less(replay);
  const auto events_before = [](const Written& w, double ms) {
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

TEST(ReportPage, WhatWasNotMeasuredSaysWhyAndIsNeverZero) {
  const Written w;
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

TEST(ReportPage, ARunThatNeverSawTheBallClaimsNoZeroPasses) {
  const Written w({.seconds = 4, .ball = false});
  for (const char* row : {"Possession", "Passes completed", "Balls lost"}) {
    const auto at = w.page.find("<th scope=\"row\">" + std::string(row));
    ASSERT_NE(at, std::string::npos) << row;
    EXPECT_THAT(w.page.substr(at, w.page.find("</tr>", at) - at),
                HasSubstr("not measured: nobody was seen with the ball"));
  }
}

TEST(ReportPage, RadarHoldsTheRecordsPositions) {
  const Written w;
  const testing::MadeUpRun run({});
  const auto data = w.data();
  std::vector<double> times;
  double sum = 0;
  for (const auto& t : data.at("moments").at("t")) times.push_back(sum += t.get<double>());
  EXPECT_NEAR(static_cast<double>(times.size()), 60 / 0.2, 2);
  int checked = 0;
  for (const auto& track : data.at("tracks"))
    for (const auto& piece : track.at("p")) {
      double x = 0, y = 0;
      for (std::size_t i = 0; i < piece[2].size(); ++i, ++checked) {
        x += piece[2][i].get<double>();
        y += piece[3][i].get<double>();
        const double t = times[piece[0].get<std::size_t>() + i] / 1000;
        const Vec2d at = run.place(track.at("id").get<int>(), t);
        ASSERT_NEAR(x / 10, at.x, 0.051) << track.at("id") << " at " << t;
        ASSERT_NEAR(y / 10, at.y, 0.051);
      }
    }
  EXPECT_GT(checked, 24 * 250);
}

TEST(ReportPage, SharesAreCountedFromEveryFrame) {
  const Written w;
  // 1500 frames; lost in 18 s to 21.6 s, 89 frames after the first.
  EXPECT_THAT(w.page, HasSubstr("calibration lost</th><td>89</td><td>6\u00a0%"));
  EXPECT_THAT(w.page, HasSubstr("in the record</th><td>1500</td>"));
}

TEST(ReportPage, ASportWithoutMeasuresLeavesThemOutAndSaysSo) {
  const Written w({.measures = false});
  EXPECT_EQ(w.files,
            (std::vector<std::string>{"plots/events.svg", "plots/calibration.svg", "report.html"}));
  EXPECT_THAT(w.page, HasSubstr("Not in this report: evaluation, possession"));
  for (const char* section : {"id=\"teams\"", "id=\"maps\"", "id=\"players\"", "plot-evaluation"})
    EXPECT_THAT(w.page, Not(HasSubstr(section)));
}

TEST(ReportPage, KitsThatCannotBeReadOnThePageAreMadeReadable) {
  const Written w;  // team b plays in white
  EXPECT_THAT(w.page, HasSubstr("--kit-b:#f4f4f4"));
  EXPECT_THAT(w.page, Not(HasSubstr("--team-b:#f4f4f4;")));  // on the light page
  const Written none({}, [](ReportInput& in) { in.team_colours = {"", ""}; });
  EXPECT_THAT(none.page, HasSubstr("Kit colours were not measured"));
}

TEST(ReportPage, SaysWhatTheVideosColoursAre) {
  const Written kits({}, [](ReportInput& in) {
    in.shown_colours = {"#be1820", "#1f9d62"};
    in.shown_from = {"kit", "kit"};
  });
  EXPECT_THAT(kits.page, HasSubstr("background:#1f9d62"));
  EXPECT_THAT(kits.page, HasSubstr("its shirts"));
  EXPECT_THAT(kits.page, HasSubstr("--kit-a:#be1820;--kit-b:#1f9d62")) << "the page's own too";
  const Written alike({}, [](ReportInput& in) {
    in.shown_colours = {"#35d0ff", "#ff6b5e"};
    in.shown_from = {"theme_kits_alike", "theme_kits_alike"};
    in.team_colours = {"", ""};
  });
  EXPECT_THAT(alike.page, Not(HasSubstr("the report's own")));
  EXPECT_THAT(alike.page, HasSubstr("the shirts look alike"));
  EXPECT_THAT(Written().page, Not(HasSubstr("in the video:"))) << "a run without one";
}

TEST(ReportPage, ErrorsNameTheFile) {
  testing::TempDir dir;
  testing::MadeUpRun run({.seconds = 2});
  run.write(dir.path());
  ReportInput input = run.input(dir.path());
  std::ofstream(dir.path() + "/measures.jsonl", std::ios::app) << "{\"nonsense\":1}\n";
  auto result = write_report(input);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("measures.jsonl:51:"));
  input.share_dir = dir.path();
  result = write_report(input);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("report/report.html"));
  EXPECT_FALSE(fs::exists(dir.path() + "/report.html"));
}

TEST(ReportPage, AHalfWrittenLastLineIsPassedOver) {
  testing::TempDir dir;
  testing::MadeUpRun run({.seconds = 2});
  run.write(dir.path());
  for (const char* name : {"/tracking.jsonl", "/measures.jsonl"})
    std::ofstream(dir.path() + name, std::ios::app) << "{\"schema\":1,\"sour";
  ASSERT_TRUE(write_report(run.input(dir.path())));
  EXPECT_THAT(testing::read_text(dir.path() + "/report.html"),
              HasSubstr("ends in the middle of a line"));
}

}  // namespace
}  // namespace touchline
