// The report's frame in a real browser: it works without sheets and without its video.
#include <gmock/gmock.h>

#include "reports/report_browser.h"

namespace touchline {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(ReportBrowser, WithoutSheetsAndWithoutItsVideoItStillWorks) {
  TL_NEEDS_BROWSER();
  testing::TempDir dir;
  const json seen = testing::run_and_use_report<testing::MadeUpRun>(
      dir, {.video = true});                   // there is no such file
  for (const auto& error : seen.at("errors"))  // the browser's own word on the missing file
    EXPECT_THAT(error.get<std::string>(), HasSubstr("annotated.mp4"));
  EXPECT_EQ(seen.at("body"), "without-video");
  EXPECT_EQ(seen.at("at 10").at("dots"), 24);
  EXPECT_EQ(seen.at("middle"), "0:30.0");
}

}  // namespace
}  // namespace touchline
