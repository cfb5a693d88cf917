// JSON becomes text in one place: the library's own dump() throws at text that is no UTF-8.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "repo/files.h"

namespace touchline::testing {
namespace {

TEST(Json, BecomesTextInOnePlace) {
  std::vector<std::string> others;
  for (const auto& [file, text] : read_code({"src"}))
    if (text.find(".dump(") != std::string::npos && file != "src/base/json_dump.h" &&
        !file.starts_with("src/apps/"))  // these see the public API only
      others.push_back(file);
  EXPECT_THAT(others, ::testing::IsEmpty()) << "use json_dump() of base/json_dump.h";
}

}  // namespace
}  // namespace touchline::testing
