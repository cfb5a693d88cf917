// Whom a match sheet says the tracks are, in the formats of every sport.
#include "reports/named_people.h"

#include <gmock/gmock.h>

#include "reports/convert_scene.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

class NamedPeople : public ConvertedRun {
 protected:
  void give(std::map<std::int64_t, NamedPerson> people) {
    MatchSheet sheet;
    sheet.id = "4711";
    sheet.period = "second_set";
    sheet.team_names = {"", "Hosts"};
    sheet.people = std::move(people);
    in_.sheet = std::make_shared<MatchSheet>(std::move(sheet));
  }
  NamedPerson gray_{"201", "Ann", "\"Gray\"", 9, Team::a, NamedPerson::Role::any};
};

TEST_F(NamedPeople, AreInTheTables) {
  give({{7, gray_},
        {9, {"104", "", "", 4, Team::b, NamedPerson::Role::guard}},
        {55, {"301", "Gil", "Hart", {}, Team::none, NamedPerson::Role::official}}});
  to("csv");
  EXPECT_THAT(text("tracking.csv"), HasSubstr("\n4711,second_set,0,0,,"));
  EXPECT_THAT(text("tracking.csv"), HasSubstr(",7,201,a,player,9,-12.345"));
  EXPECT_THAT(text("tracking.csv"), HasSubstr(",9,104,b,goalkeeper,4,2,3")) << "as the sheet says";
  EXPECT_THAT(text("tracking.csv"), HasSubstr(",55,301,,referee,,1.5"));
  EXPECT_THAT(text("tracking.csv"), HasSubstr(",123,,b,goalkeeper,,50.1")) << "nobody's track";
  to("sportscode");
  EXPECT_THAT(text("sportscode.xml"),
              HasSubstr("<group>player</group><text>9 Ann &quot;Gray&quot;"));
  to("vtt");
  EXPECT_THAT(text("chapters.vtt"), HasSubstr("possession: Hosts"));
}

TEST_F(NamedPeople, MustBeOfTheRun) {
  give({{77, gray_}});
  const auto done = convert(in_, "csv", out().string());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::usage);
  EXPECT_THAT(done.error().message, HasSubstr("track 77 is player '201' (number 9)"));
  EXPECT_FALSE(std::filesystem::exists(out()));
}

TEST_F(NamedPeople, AreNotSeenTwiceAtOnce) {
  give({{7, gray_}, {9, gray_}});
  const auto done = convert(in_, "csv", out().string());
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message,
              HasSubstr("tracks 7 and 9 are both player '201' (number 9), but both are seen at "
                        "once, at 0.000 s"));
}

}  // namespace
}  // namespace touchline::testing
