#include "base/find_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/temp_dir.h"

namespace touchline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(FindFiles, BelowAFolderByPathAndAFileAsItIs) {
  const testing::TempDir dir;
  for (const char* run : {"b", "a/deep"}) {
    std::filesystem::create_directories(dir / run);
    std::ofstream(dir / run + "/play.json") << "{}";
    std::ofstream(dir / run + "/other.json") << "{}";
  }
  const auto found = find_files(dir.path(), "play.json");
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, ElementsAre(dir / "a/deep/play.json", dir / "b/play.json"));
  EXPECT_THAT(*find_files(dir / "a/deep/other.json", "play.json"),
              ElementsAre(dir / "a/deep/other.json"));
}

TEST(FindFiles, NoneIsSaidWithTheFolder) {
  const testing::TempDir dir;
  const auto none = find_files(dir.path(), "play.json");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::io);
  EXPECT_THAT(none.error().message, HasSubstr(dir.path()));
  EXPECT_THAT(none.error().message, HasSubstr("play.json"));
}

}  // namespace
}  // namespace touchline
