// Which sports have a demo.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_dir.h"
#include "touchline/tools.h"

namespace touchline::testing {
namespace {

TEST(Demo, IsRefusedWhereTheSportHasNone) {
  const TempDir dir;
  const auto refused = demo({dir / "d", 1, 1, "broadcast", "", {{"sport", "people"}}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_EQ(refused.error().message,
            "sport 'people' has no demo; there is one of soccer, golf, badminton");
  EXPECT_FALSE(std::filesystem::exists(dir / "d"));
}

}  // namespace
}  // namespace touchline::testing
