// The verdict of `touchline check` on real footage: what is soccer, and what is not.
#include <gmock/gmock.h>

#include "e2e/program.h"
#include "support/shared_data.h"

namespace touchline::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

/// The first half second of a clip.
std::string beginning(const std::string& name) {
  return clip("check_" + name, "-t 0.5 -i '" + (shared_data() / "clips" / name).string() +
                                   "' -an -c:v libx264 -preset ultrafast");
}

TEST(Check, TellsSoccerFromOtherSportsAndStreetsSharedData) {
  TL_NEEDS_SHARED_DATA();
  for (const auto* name : {"football_bundesliga_08fd33_848p.mp4", "football_mafeuz_4.mp4"}) {
    const auto report = Json::parse(touchline({"check", beginning(name)}).out);
    EXPECT_THAT(report.at("verdict"), AnyOf("good", "usable")) << name << report.at("reasons");
    EXPECT_GE(report.at("sport").at("people"), 6) << name;
  }
  for (const auto* name : {"people_walking_supervision.mp4", "basketball_sample.mp4"}) {
    const auto report = Json::parse(touchline({"check", beginning(name)}).out);
    EXPECT_THAT(report.at("verdict"), AnyOf("poor", "unusable")) << name;
    EXPECT_EQ(report.at("sport").at("field_recognised_in"), 0) << name;
    EXPECT_THAT(report.at("reasons").dump(), HasSubstr("does not look like soccer")) << name;
  }
}

}  // namespace
}  // namespace touchline::testing
