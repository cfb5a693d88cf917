// The report of a match in a real browser: it moves, follows and takes people to a time.
#include <gmock/gmock.h>

#include <algorithm>

#include "reports/report_browser.h"
#include "sports/soccer/report_match.h"

namespace touchline {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(SoccerReportBrowser, RadarFollowsTheTimeAndClicksSeek) {
  TL_NEEDS_BROWSER();
  testing::TempDir dir;
  const json seen = testing::run_and_use_report<testing::MadeUpMatch>(dir, {});
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
  const Vec2d truth = testing::MadeUpMatch({}).place(7, 10);
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

TEST(SoccerReportBrowser, FitsAPhone) {
  TL_NEEDS_BROWSER();
  testing::TempDir dir;
  const json seen = testing::run_and_use_report<testing::MadeUpMatch>(dir, {}, "500,900");
  EXPECT_EQ(seen.at("errors"), json::array());
  EXPECT_FALSE(seen.at("wide").get<bool>()) << "the page scrolls sideways";
}

TEST(SoccerReportBrowser, EventsSeekTheVideoAndTheRadarFollowsIt) {
  TL_NEEDS_BROWSER();
  testing::TempDir dir;
  const std::string film = dir.path() + "/annotated.mp4";
  testing::output_of(
      "ffmpeg -v error -f lavfi -i testsrc=s=320x180:r=25:d=60 -c:v libx264 -pix_fmt yuv420p "
      "-preset ultrafast -g 25 -movflags +faststart " +
      film + " 2>&1");
  if (!std::filesystem::exists(film)) GTEST_SKIP() << "needs ffmpeg with libx264";
  testing::MadeUpMatch run({.video = true});
  run.write(dir.path());
  ASSERT_TRUE(write_report(run.input(dir.path())));
  const json seen = testing::use_report(dir.path(), "#video");
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
