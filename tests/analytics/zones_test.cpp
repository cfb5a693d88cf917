// Files of zones: what is read, and what every fault is called.
#include "analytics/zones.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/utf8.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kSquareOf = "polygon: [[0, 0], [10, 0], [10, 10], [0, 10]]";

std::string zone(const std::string& name, const std::string& rest = kSquareOf) {
  return "  - {name: " + name + ", " + rest + "}\n";
}

TEST(Zones, AreRead) {
  const auto sheet = parse_zones(
      "schema: 1\nenter_s: 0.5\nleave_s: 2\nzones:\n"
      "  - name: \"door \xC3\xA9\"\n    polygon: [[100, 200], [300, 200.5], [300, 400]]\n"
      "  - {name: box, in: field, polygon: [[-52.5, -20], [-36, -20], [-36, 20], [-52.5, 20]]}\n",
      "z.yaml");
  ASSERT_TRUE(sheet) << sheet.error().message;
  EXPECT_EQ(sheet->times.enter_s, 0.5);
  EXPECT_EQ(sheet->times.leave_s, 2);
  ASSERT_EQ(sheet->zones.size(), 2U);
  EXPECT_EQ(sheet->zones[0].name, "door \xC3\xA9");
  EXPECT_EQ(sheet->zones[0].in, ZoneSpace::picture);
  EXPECT_EQ(sheet->zones[0].polygon[1], (Vec2d{300, 200.5}));
  EXPECT_EQ(sheet->zones[1].in, ZoneSpace::field);
  EXPECT_EQ(sheet->zones[1].polygon.size(), 4U);
  const auto plain = parse_zones("zones:\n" + zone("a"), "z.yaml");
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(plain->times.enter_s, 0.2);
  EXPECT_EQ(plain->times.leave_s, 1);
}

TEST(Zones, EveryFaultNamesFileLineAndKey) {
  struct Case {
    std::string text, says;
  };
  const std::string bow = "polygon: [[0, 0], [10, 10], [10, 0], [0, 10]]";
  const Case cases[] = {
      {"", "empty"},
      {"zones: [\n", "not valid YAML"},
      {"- 1\n", "'key: value' lines"},
      {"schema: 1\n", "zones: expected a list of zones, found none"},
      {"zones: 3\n", "z.yaml:1: zones: expected a list, found '3'"},
      {"zones: []\n", "expected a list of zones"},
      {"zones:\n  - 4\n", "z.yaml:2: zones[0]: expected 'key: value' lines"},
      {"zones:\n  - {name: a}\n", "at least three corners [x, y], found 0"},
      {"zones:\n" + zone("a", "polygon: 7"), "zones[0].polygon: expected a list"},
      {"zones:\n" + zone("a", "polygon: [[0, 0], [1, 0]]"), "z.yaml:2: zones[0].polygon: expected"},
      {"zones:\n" + zone("a", "polygon: [[0, 0], [1], [1, 1]]"), "zones[0].polygon[1]: expected"},
      {"zones:\n" + zone("a", "polygon: [[0, 0], [1, x], [1, 1]]"), "two numbers [x, y]"},
      {"zones:\n" + zone("a", "polygon: [[0, 0], [.nan, 0], [1, 1]]"), "two numbers [x, y]"},
      {"zones:\n" + zone("a", "polygon: [[0, 0], [1e9, 0], [1, 1]]"), "two numbers [x, y]"},
      {"zones:\n" + zone("a", bow), "the edge from corner 1 to 2 meets the one from 3 to 4"},
      {"zones:\n" + zone("a", "polygon: [[0, 0], [1, 1], [2, 2]]"), "does not meet itself"},
      {"zones:\n" + zone("a") + zone("a"), "z.yaml:3: zones[1].name: expected a name of its own"},
      {"zones:\n" + zone("''"), "zones[0].name: expected a name"},
      {"zones:\n" + zone("'  '"), "zones[0].name: expected a name"},
      {"zones:\n  - {" + std::string(kSquareOf) + "}\n", "zones[0].name: expected a name"},
      {"zones:\n" + zone("\"a\\u202eb\""), "can be printed"},
      {"zones:\n" + zone("\"a\\nb\""), "control characters"},
      {"zones:\n" + zone("\xFF"), "z.yaml:2: is not UTF-8 text"},
      {"zones:\n" + zone("a", "in: court, " + std::string(kSquareOf)), "one of picture, field"},
      {"zones:\n" + zone("a", "colour: red, " + std::string(kSquareOf)), "colour: unknown key"},
      {"leave_s: -1\nzones:\n" + zone("a"), "z.yaml:1: leave_s: expected a number from 0"},
      {"places: 1\nzones:\n" + zone("a"), "places: unknown key"},
      {"schema: 2\nzones:\n" + zone("a"), "schema"},
  };
  for (const auto& c : cases) {
    const auto sheet = parse_zones(c.text, "z.yaml");
    ASSERT_FALSE(sheet) << c.text;
    EXPECT_EQ(sheet.error().code, Errc::bad_config) << c.text;
    EXPECT_THAT(sheet.error().message, AllOf(HasSubstr("z.yaml"), HasSubstr(c.says))) << c.text;
    EXPECT_TRUE(valid_utf8(sheet.error().message));
  }
}

TEST(Zones, AreReadFromAFile) {
  const testing::TempDir dir;
  std::ofstream(dir / "z.yaml") << "\xEF\xBB\xBFzones:\n" + zone("a");
  EXPECT_TRUE(read_zones(dir / "z.yaml"));
  const auto missing = read_zones(dir / "gone.yaml");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, AllOf(HasSubstr("gone.yaml"), HasSubstr("docs/people.md")));
}

}  // namespace
}  // namespace touchline
