// No word of a sport below its room: what serves every sport is named for every sport.
#include "repo/sport_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SportWords, NoIdentifierBelowTheSportsHoldsOne) {
  const int sports = kFloors.at("sports/soccer");
  int files = 0;
  for (const auto& [file, text] : read_code({"src"})) {
    const std::string room = room_of(file.substr(4));
    if (!kFloors.contains(room) || kFloors.at(room) >= sports) continue;
    if (file.ends_with(".txt")) continue;
    EXPECT_THAT(sport_identifiers(text), IsEmpty()) << file;
    ++files;
  }
  EXPECT_GT(files, 200);
}

TEST(SportWords, AreSeenInEveryWayOfWriting) {
  EXPECT_THAT(sport_identifiers("double kGoalReach_m = 20;"), ElementsAre("kGoalReach_m"));
  EXPECT_THAT(sport_identifiers("KeeperSides s; int before_goal;"),
              ElementsAre("KeeperSides", "before_goal"));
  EXPECT_THAT(sport_identifiers("auto c = '\\''; swing(1'000);"), ElementsAre("swing"));
  EXPECT_THAT(sport_identifiers("x = R\"(a \" goal)\"; shuttle_m = 1;"), ElementsAre("shuttle_m"));
}

TEST(SportWords, ButNotInTextOrInsideOtherWords) {
  EXPECT_THAT(sport_identifiers("// a goal\n/* the keeper */ f(\"goalkeeper\", 'g');"), IsEmpty());
  EXPECT_THAT(sport_identifiers("bookkeeping, goaltending, swinging, threaten"), IsEmpty());
  EXPECT_THAT(sport_identifiers("#include \"sports/soccer/pitch.h\"\nint pitch;"), IsEmpty());
}

}  // namespace
}  // namespace touchline::testing
