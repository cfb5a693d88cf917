// The public API: every header stands alone, and no third-party type shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "repo/files.h"

namespace touchline::testing {
namespace {

/// The first third-party name in `text`; empty when there is none.
std::string foreign_name(const std::string& text) {
  static const std::regex names(
      R"(\b(AV[A-Z]\w+|Ort::\w+|Ort[A-Z]\w+|ov::\w+|cuda\w+|CU[a-z]+|YAML::\w+|nlohmann\b))");
  std::smatch match;
  return std::regex_search(text, match, names) ? match.str() : std::string();
}

TEST(PublicHeaders, ShowNoForeignType) {
  for (const auto& [file, text] : read_code({"include"})) EXPECT_EQ(foreign_name(text), "") << file;
  EXPECT_EQ(foreign_name("struct AVFrame;"), "AVFrame");
  EXPECT_EQ(foreign_name("void f(Ort::Session&);"), "Ort::Session");
}

TEST(PublicHeaders, EachCompilesAlone) {
  const std::string compiler = "c++ -std=c++20 -Wall -Wextra -Werror -fsyntax-only -x c++ -I '";
  const std::string include = (repository() / "include").string();
  const auto headers = read_code({"include"});
  ASSERT_FALSE(headers.empty());
  for (const auto& [file, text] : headers) {
    // Included rather than compiled: the compiler warns about #pragma once in a main file.
    const auto outcome =
        run_shell("echo '#include \"" + file.substr(8) + "\"' | " + compiler + include + "' -");
    EXPECT_EQ(outcome.exit_code, 0) << file << "\n" << outcome.output;
  }
}

}  // namespace
}  // namespace touchline::testing
