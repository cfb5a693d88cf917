// The match sheet among a run's settings.
#include "pipeline/match_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(MatchSheet, NamesWhatNobodyHasSet) {
  Config config;
  const Sport sport = *load_sport("soccer");
  ASSERT_TRUE(config.set("teams.name_b", "Blues", "flag"));
  const auto read = parse_match_sheet(
      sport,
      "venue: {pitch_length_m: 100}\n"
      "teams: {home: {team: b, name: Hosts, colour: \"#112233\"}, away: {name: Guests}}",
      "m.yaml");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_TRUE(apply_sheet(*read->sheet, "m.yaml", config));
  EXPECT_EQ(config.settings().teams.name[0], "Guests");
  EXPECT_EQ(config.settings().teams.name[1], "Blues") << "a flag wins";
  EXPECT_EQ(config.settings().teams.colour[1], "#112233");
  EXPECT_EQ(config.settings().pitch.length_m, 100);
  EXPECT_EQ(config.settings().pitch.width_m, 0);
}

TEST(MatchSheet, IsRefusedWhereTheSportReadsNone) {
  Sport walking;
  walking.name = "walking";
  const auto refused = read_match_sheet(walking, "m.yaml");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::bad_config);
  EXPECT_THAT(refused.error().message,
              AllOf(HasSubstr("m.yaml"), HasSubstr("a run of walking"), HasSubstr("--match")));
}

}  // namespace
}  // namespace touchline::testing
