// A room includes only rooms on lower floors; apps see the public API only; the public API sees
// only itself.
#include "repo/doors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Doors, NoneIsWrong) {
  const Tree tree = read_code({"src", "include"});
  ASSERT_GT(tree.size(), 50U);
  EXPECT_THAT(wrong_doors(tree), IsEmpty());
}

TEST(Doors, EveryRoomLinksWhatItIncludes) {
  EXPECT_THAT(wrong_links(read_code({"src"})), IsEmpty());
}

TEST(Doors, AWrongDoorIsSeen) {
  const auto wrong = [](const std::string& file, const std::string& line) {
    return wrong_doors({{file, line + "\n"}});
  };
  EXPECT_THAT(wrong("src/image/a.cpp", "#include \"kernels/rows.h\""),
              ElementsAre(HasSubstr("upstairs")));
  EXPECT_THAT(wrong("src/track/a.h", "# include \"infer/engine.h\""),
              ElementsAre(HasSubstr("same floor")));
  EXPECT_THAT(wrong("src/memory/a.h", "#include <geometry/box.h>"),
              ElementsAre(HasSubstr("same floor")));
  EXPECT_THAT(wrong("src/track/a.h", "#include \"kalman.h\""), ElementsAre(HasSubstr("neither")));
  EXPECT_THAT(wrong("src/track/a.h", "#include \"sports/soccer/pitch.h\""),
              ElementsAre(HasSubstr("upstairs")));
  EXPECT_THAT(wrong("src/sports/soccer/a.h", "#include \"pipeline/settings.h\""),
              ElementsAre(HasSubstr("upstairs")));
  EXPECT_THAT(wrong("src/sports/a.h", ""), ElementsAre(HasSubstr("no such room")));
  EXPECT_THAT(wrong("src/cellar/a.h", ""), ElementsAre(HasSubstr("no such room")));
  EXPECT_THAT(wrong("src/apps/cli/a.cpp", "#include \"pipeline/settings.h\""),
              ElementsAre(HasSubstr("public API")));
  EXPECT_THAT(wrong("src/apps/cli/a.cpp", "#include \"missing.h\""),
              ElementsAre(HasSubstr("neither")));
  EXPECT_THAT(wrong("include/touchline/a.h", "#include \"base/log.h\""),
              ElementsAre(HasSubstr("standard")));
  EXPECT_THAT(wrong("include/touchline/a.h", "#include <fmt/format.h>"),
              ElementsAre(HasSubstr("standard")));
}

TEST(Doors, ARightDoorIsOpen) {
  EXPECT_THAT(
      wrong_doors({
          {"src/track/a.cpp",
           "#include \"track/kalman.h\"\n#include \"base/log.h\"\n#include <vector>\n"},
          {"src/sports/soccer/a.cpp",
           "#include \"sports/soccer/pitch.h\"\n#include \"track/tracker.h\"\n"},
          {"src/base/a.h", "#include \"touchline/result.h\"\n#include <fmt/format.h>\n"},
          {"src/apps/cli/a.cpp",
           "#include \"b.h\"\n#include \"touchline/touchline.h\"\n#include <CLI/CLI.hpp>\n"},
          {"src/apps/cli/b.h", ""},
          {"include/touchline/a.h", "#include <string>\n#include \"touchline/result.h\"\n"},
      }),
      IsEmpty());
}

TEST(Doors, AMissingOrWrongLinkIsSeen) {
  Tree tree = {
      {"src/base/CMakeLists.txt", "touchline_room(base LINKS fmt::fmt)"},
      {"src/geometry/CMakeLists.txt", "touchline_room(geometry USES base)"},
      {"src/image/CMakeLists.txt", "touchline_room(image USES geometry)"},
      {"src/image/a.cpp", "#include \"base/log.h\"\n"},
  };
  EXPECT_THAT(wrong_links(tree), IsEmpty());
  tree["src/image/a.cpp"] = "#include \"memory/pool.h\"\n";
  EXPECT_THAT(wrong_links(tree), ElementsAre(HasSubstr("does not USE")));
  tree["src/image/a.cpp"] = "";
  tree["src/geometry/CMakeLists.txt"] = "touchline_room(geometry USES base image)";
  EXPECT_THAT(wrong_links(tree), ElementsAre(HasSubstr("downstairs")));
}

}  // namespace
}  // namespace touchline::testing
