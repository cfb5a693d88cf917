// JSON becomes text in two places: whole documents in json_dump(), for the library's own dump()
// throws at text that is no UTF-8, and what is written front to back in JsonLine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

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

TEST(Json, IsNotPutTogetherByHand) {
  const std::regex key(R"re([{,]\\?"[a-z_]+\\?":)re");
  std::vector<std::string> others;
  for (const auto& [file, text] : read_code({"src"}))
    if (std::regex_search(text, key)) others.push_back(file);
  EXPECT_THAT(others, ::testing::IsEmpty()) << "use JsonLine of base/json_line.h";
}

}  // namespace
}  // namespace touchline::testing
