// The report in a real browser without a window: it moves, follows and takes people to a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/report_run.h"

namespace touchline {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  char block[65536];
  while (const auto n = std::fread(block, 1, sizeof block, pipe)) text.append(block, n);
  pclose(pipe);
  return text;
}

std::string browser() {
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"})
    if (!output_of(std::string("command -v ") + name).empty()) return name;
  return {};
}

#define TL_NEEDS_BROWSER() \
  if (browser().empty())   \
  GTEST_SKIP()             \
      << "needs a browser: install Debian's package chromium (tools/setup/packages_for_tests.txt)"

const std::string kSeen = "<pre id=\"seen\">";

/// Virtual time: waiting costs nothing, and the result hardly hangs on the machine's load.
std::string command(const std::string& dir, const std::string& hash, const char* size,
                    int budget_ms) {
  return "timeout 100 " + browser() +
         " --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run"
         " --host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir=" +
         dir + "/profile --window-size=" + size +
         " --virtual-time-budget=" + std::to_string(budget_ms) + " --dump-dom 'file://" + dir +
         "/driven.html" + hash + "' 2>" + dir + "/browser.log";
}

/// Opens the run's report with the driver inside and returns what it has seen.
json use(const std::string& dir, const std::string& hash = "", const char* size = "1280,1000") {
  std::string page = testing::read_text(dir + "/report.html");
  const std::string driver =
      testing::read_text(std::string(TOUCHLINE_ROOT) + "/tests/reports/browser/driver.js");
  page.insert(page.find("<style>"), "<script>" + driver + "</script>");
  std::ofstream(dir + "/driven.html") << page;
  // A real video loads in real time, so on a busy machine the budget may run out before: more then.
  std::string dom;
  for (int budget_ms = 8000; budget_ms <= 128000 && dom.find(kSeen) == std::string::npos;
       budget_ms *= 4)
    dom = output_of(command(dir, hash, size, budget_ms));
  const auto from = dom.find(kSeen);
  EXPECT_NE(from, std::string::npos) << testing::read_text(dir + "/browser.log");
  if (from == std::string::npos) return json{};
  const auto begin = from + kSeen.size();
  return json::parse(dom.substr(begin, dom.find("</pre>", begin) - begin));
}

json run_and_use(testing::TempDir& dir, const testing::RunOptions& options,
                 const char* size = "1280,1000") {
  testing::MadeUpRun run(options);
  run.write(dir.path());
  const auto result = write_report(run.input(dir.path()));
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return use(dir.path(), "", size);
}

TEST(ReportBrowser, RadarFollowsTheTimeAndClicksSeek) {
  TL_NEEDS_BROWSER();
  testing::TempDir dir;
  const json seen = run_and_use(dir, {});
  EXPECT_EQ(seen.at("errors"), json::array());

  const auto& at10 = seen.at("at 10");
  EXPECT_EQ(at10.at("clock"), "0:10.0");
  EXPECT_EQ(at10.at("a"), 11);
  EXPECT_EQ(at10.at("b"), 11);
  EXPECT_EQ(at10.at("balls"), 1);
  EXPECT_EQ(at10.at("dots"), 24) << "and the referee";
  double x = 0, y = 0;
  const auto seven = at10.at("seven").get<std::string>();
  ASSERT_EQ(std::sscanf(seven.c_str(), "translate(%lf %lf)", &x, &y), 2) << seven;
  const Vec2d truth = testing::MadeUpRun({}).place(7, 10);
  EXPECT_NEAR(x, truth.x, 0.12);
  EXPECT_NEAR(y, -truth.y, 0.12);

  EXPECT_EQ(seen.at("at 20").at("dots"), 0) << "the calibration is lost";
  EXPECT_THAT(seen.at("at 20").at("note").get<std::string>(), HasSubstr("No calibration"));
  EXPECT_TRUE(seen.at("at 23.4").at("stale").get<bool>());
  EXPECT_FALSE(at10.at("stale").get<bool>());
  EXPECT_EQ(seen.at("at 34").at("bar"), "Withheld: a replay does not count");
  EXPECT_THAT(seen.at("at 34").at("note").get<std::string>(), HasSubstr("not counted"));
  EXPECT_EQ(seen.at("at 53").at("balls"), 0);
  EXPECT_THAT(seen.at("at 53").at("holder").get<std::string>(),
              HasSubstr("the ball is not placed"));

  EXPECT_EQ(seen.at("mark"), "0:02.2") << "the first pass";
  EXPECT_EQ(seen.at("row").at("clock"), "0:09.0") << "the fourth event";
  EXPECT_EQ(seen.at("row").at("current"), "0:09.0");
  EXPECT_EQ(seen.at("middle"), "0:30.0");
  EXPECT_EQ(seen.at("pass"), "0:02.2");
  EXPECT_EQ(seen.at("filtered"), 6) << "turnovers";
  EXPECT_NE(seen.at("played"), "0:01.0");
  auto down = seen.at("descending"), up = seen.at("ascending");
  EXPECT_EQ(down.size(), 22U);
  EXPECT_TRUE(std::is_sorted(up.begin(), up.end()));
  EXPECT_TRUE(std::is_sorted(down.rbegin(), down.rend()));
}

TEST(ReportBrowser, FitsAPhone) {
  TL_NEEDS_BROWSER();
  testing::TempDir dir;
  const json seen = run_and_use(dir, {}, "500,900");
  EXPECT_EQ(seen.at("errors"), json::array());
  EXPECT_FALSE(seen.at("wide").get<bool>()) << "the page scrolls sideways";
}

TEST(ReportBrowser, WithoutMeasuresAndWithoutItsVideoItStillWorks) {
  TL_NEEDS_BROWSER();
  testing::TempDir dir;
  const json seen = run_and_use(dir, {.measures = false, .video = true});  // there is no such file
  for (const auto& error : seen.at("errors"))  // the browser's own word on the missing file
    EXPECT_THAT(error.get<std::string>(), HasSubstr("annotated.mp4"));
  EXPECT_EQ(seen.at("body"), "without-video");
  EXPECT_EQ(seen.at("at 10").at("dots"), 24);
  EXPECT_EQ(seen.at("middle"), "0:30.0");
}

TEST(ReportBrowser, EventsSeekTheVideoAndTheRadarFollowsIt) {
  TL_NEEDS_BROWSER();
  testing::TempDir dir;
  const std::string film = dir.path() + "/annotated.mp4";
  output_of(
      "ffmpeg -v error -f lavfi -i testsrc=s=320x180:r=25:d=60 -c:v libx264 -pix_fmt yuv420p "
      "-preset ultrafast -g 25 -movflags +faststart " +
      film + " 2>&1");
  if (!std::filesystem::exists(film)) GTEST_SKIP() << "needs ffmpeg with libx264";
  testing::MadeUpRun run({.video = true});
  run.write(dir.path());
  ASSERT_TRUE(write_report(run.input(dir.path())));
  const json seen = use(dir.path(), "#video");
  EXPECT_EQ(seen.at("errors"), json::array());
  EXPECT_EQ(seen.at("body"), "with-video");
  EXPECT_NEAR(seen.at("row").at("video").get<double>(), 9.0, 0.001);
  EXPECT_EQ(seen.at("row").at("clock"), "0:09.0");
  EXPECT_EQ(seen.at("row").at("dots"), 24);
  EXPECT_NEAR(seen.at("mark").at("video").get<double>(), 17.2, 0.001);
  EXPECT_NE(seen.at("mark").at("seven"), seen.at("row").at("seven"));
}

}  // namespace
}  // namespace touchline
