// The report's frame as text: what the page and the plots say of a made-up run of a sport without
// sheets, and where made-up sheets stand in it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "reports/report_page.h"
#include "reports/report_written.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

using Written = testing::WrittenReport<testing::MadeUpRun>;

/// Of a sport that counts its frames and has sides.
class MadeUpSheets : public report::Sheets {
 public:
  Status gather(const ReportInput&, report::Data& data) override {
    frames_ = data.counts.frames;
    data.tracks.at(7).team = Team::b;
    return {};
  }
  [[nodiscard]] report::Telling tell(const Event& event) const override {
    report::Telling telling = report::tell(event);
    telling.failed = event.subtype == "intercepted";
    if (event.type == "pass") telling.lane = "throws";
    if (event.type == "sprint") telling.shown = false;
    return telling;
  }
  [[nodiscard]] std::vector<std::string_view> lanes() const override { return {"throws"}; }
  [[nodiscard]] std::vector<std::string_view> plot_names() const override { return {"made_up"}; }
  [[nodiscard]] report::Plots plots(const ReportInput&, const report::Data&,
                                    const report::TeamNames&) const override {
    return {{{"made_up_line", "0 0 1 1", "A line"}}, {{"made_up_map", "0 0 1 1", "A map"}}};
  }
  [[nodiscard]] report::SheetParts parts(const report::Page& page) const override {
    report::SheetParts parts;
    parts.sides = true;
    parts.now = "[now]";
    parts.legend = "[legend]";
    parts.cards = "[card]";
    parts.coverage_rows = "[row]";
    parts.coverage = "[coverage]";
    parts.sections = {"[first " + std::to_string(frames_) + "]",
                      "[second " + report::figure_html(page.plots.map("made_up_map"), "") + "]"};
    parts.notes = {"[note]"};
    parts.sampled = "the line every 3 s";
    return parts;
  }
  void add_data(const report::Data&, nlohmann::ordered_json& read) const override {
    read["made_up"] = frames_;
  }

 private:
  std::int64_t frames_ = 0;
};

void with_sheets(ReportInput& input) {
  input.sheets = [] { return std::make_unique<MadeUpSheets>(); };
}

TEST(ReportPage, WritesThePageAndEveryPlot) {
  const Written w;
  EXPECT_EQ(w.files,
            (std::vector<std::string>{"plots/events.svg", "plots/calibration.svg", "report.html"}));
  for (const auto& file : w.files)
    EXPECT_GT(fs::file_size(w.dir.path() + "/" + file), 300U) << file;
}

TEST(ReportPage, PlotsAreWellFormedAndSayTheirColoursThemselves) {
  const Written w;
  for (const auto& file : w.files) {
    if (!file.ends_with(".svg")) continue;
    const std::string svg = testing::read_text(w.dir.path() + "/" + file);
    EXPECT_EQ(testing::xml_fault(svg), "") << file;
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
    EXPECT_EQ(testing::xml_fault(testing::read_text(w.dir.path() + "/" + file)), "") << file;
  }
}

TEST(ReportPage, TheSameRunGivesTheSameBytes) { EXPECT_EQ(Written().page, Written().page); }

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

TEST(ReportPage, ASportWithoutSheetsSaysSo) {
  const Written w;
  EXPECT_THAT(w.page, HasSubstr("Nothing is measured of this sport yet"));
  EXPECT_THAT(w.page, HasSubstr("every 0.2 s; between two positions"));
  for (const char* part : {"{{", "class=\"sides\"", "Marks:", "id=\"teams\""})
    EXPECT_THAT(w.page, Not(HasSubstr(part)));
  const auto data = w.data();
  EXPECT_EQ(data.at("events")[0].at(2), "Pass");
  EXPECT_EQ(data.at("events")[0].at(4).get<std::string>().substr(0, 16), "Pass, completed,");
}

TEST(ReportPage, SheetsStandWhereTheyBelong) {
  const Written w({}, with_sheets);
  EXPECT_EQ(w.files, (std::vector<std::string>{"plots/made_up_line.svg", "plots/events.svg",
                                               "plots/calibration.svg", "plots/made_up_map.svg",
                                               "report.html"}));
  // In this order.
  std::size_t at = 0;
  for (const char* part :
       {"class=\"sides\"", "id=\"quality\"", "[card]", "id=\"watch\"", "[now]", "plot-made_up_line",
        "plot-events", "hollow: not completed. [legend]", "[first 1500]", "[second <figure",
        "plot-made_up_map", "id=\"coverage\"", "[row]", "[coverage]", "id=\"notes\"", "[note]",
        "every 0.2 s and the line every 3 s;"}) {
    const auto found = w.page.find(part, at);
    EXPECT_NE(found, std::string::npos) << part;
    if (found != std::string::npos) at = found;
  }
  EXPECT_EQ(w.data().at("made_up"), 1500);
}

TEST(ReportPage, ASportTellsItsEventsAndKnowsItsTracks) {
  const Written frame, w({}, with_sheets);
  EXPECT_THAT(w.plot("events"), HasSubstr(">throws</text>"));
  EXPECT_THAT(w.plot("events"), HasSubstr(" failed\""));
  EXPECT_THAT(w.page, Not(HasSubstr("Sprint,")));
  EXPECT_THAT(frame.plot("events"), Not(HasSubstr(" failed\"")));
  EXPECT_THAT(frame.page, HasSubstr("Sprint, 21.4 m, top 7.9 m/s"));
  const auto team_of_seven = [](const Written& report) {
    const auto data = report.data();
    for (const auto& track : data.at("tracks"))
      if (track.at("id") == 7) return track.at("team").get<std::string>();
    return std::string();
  };
  EXPECT_EQ(team_of_seven(frame), "a");
  EXPECT_EQ(team_of_seven(w), "b");
}

TEST(ReportPage, PlotsOfAnEarlierReportAreRemovedAndNoOtherFile) {
  Written w({}, with_sheets);
  for (const char* name : {"/plots/made_up_9.svg", "/plots/mine.svg"})
    std::ofstream(w.dir.path() + name) << "x";
  ReportInput input = testing::MadeUpRun({}).input(w.dir.path());
  with_sheets(input);
  w.write(input);
  EXPECT_FALSE(fs::exists(w.dir.path() + "/plots/made_up_9.svg"));
  EXPECT_TRUE(fs::exists(w.dir.path() + "/plots/mine.svg"));
  EXPECT_TRUE(fs::exists(w.dir.path() + "/plots/made_up_map.svg"));
}

TEST(ReportPage, KitsThatCannotBeReadOnThePageAreMadeReadable) {
  const Written w;  // team b plays in white
  EXPECT_THAT(w.page, HasSubstr("--kit-b:#f4f4f4"));
  EXPECT_THAT(w.page, Not(HasSubstr("--team-b:#f4f4f4;")));  // on the light page
  const Written none({}, [](ReportInput& in) {
    with_sheets(in);
    in.team_colours = {"", ""};
  });
  EXPECT_THAT(none.page, HasSubstr("Kit colours were not measured"));
}

TEST(ReportPage, SaysWhatTheVideosColoursAre) {
  const Written kits({}, [](ReportInput& in) {
    with_sheets(in);
    in.shown_colours = {"#be1820", "#1f9d62"};
    in.shown_from = {"kit", "kit"};
  });
  EXPECT_THAT(kits.page, HasSubstr("background:#1f9d62"));
  EXPECT_THAT(kits.page, HasSubstr("its shirts"));
  EXPECT_THAT(kits.page, HasSubstr("--kit-a:#be1820;--kit-b:#1f9d62")) << "the page's own too";
  const Written alike({}, [](ReportInput& in) {
    with_sheets(in);
    in.shown_colours = {"#35d0ff", "#ff6b5e"};
    in.shown_from = {"theme_kits_alike", "theme_kits_alike"};
    in.team_colours = {"", ""};
  });
  EXPECT_THAT(alike.page, Not(HasSubstr("the report's own")));
  EXPECT_THAT(alike.page, HasSubstr("the shirts look alike"));
  EXPECT_THAT(Written({}, with_sheets).page, Not(HasSubstr("in the video:")))
      << "a run without one";
}

TEST(ReportPage, ErrorsNameTheFile) {
  testing::TempDir dir;
  testing::MadeUpRun run({.seconds = 2});
  run.write(dir.path());
  ReportInput input = run.input(dir.path());
  std::ofstream(dir.path() + "/tracking.jsonl", std::ios::app) << "{\"nonsense\":1}\n";
  auto result = write_report(input);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("tracking.jsonl:51:"));
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
  std::ofstream(dir.path() + "/tracking.jsonl", std::ios::app) << "{\"schema\":1,\"sour";
  ASSERT_TRUE(write_report(run.input(dir.path())));
  EXPECT_THAT(testing::read_text(dir.path() + "/report.html"),
              HasSubstr("ends in the middle of a line"));
}

}  // namespace
}  // namespace touchline
