// One name, one type: the linker keeps one of two members of the same name, and calls it on both
// types.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "repo/files.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// "NAME: FILE FILE" for every type that is defined more than once in one namespace. Those within
/// other types and in unnamed namespaces are not looked at.
std::vector<std::string> twins(const Tree& tree) {
  const std::regex opened(R"(namespace ([\w:]*) ?\{)"),
      defined(
          R"((?:struct|class|union|enum class) (?:alignas\([^)]*\) )?(\w+)(?: final)?(?: : .*)?(?: \{.*)?)");
  std::map<std::string, std::string> files;
  std::map<std::string, int> count;
  for (const auto& [file, text] : tree) {
    std::vector<std::string> spaces;
    std::istringstream lines(text);
    std::smatch match;
    for (std::string line; std::getline(lines, line);) {
      if (std::regex_match(line, match, opened)) spaces.push_back(match[1]);
      if (line.starts_with("}  // namespace") && !spaces.empty()) spaces.pop_back();
      if (!std::regex_match(line, match, defined)) continue;
      std::string name;
      bool hidden = false;
      for (const auto& space : spaces) {
        hidden |= space.empty();
        name += space + "::";
      }
      if (hidden) continue;
      name += match[1];
      files[name] += " " + file;
      ++count[name];
    }
  }
  std::vector<std::string> found;
  for (const auto& [name, where] : files)
    if (count[name] > 1) found.push_back(name + ":" + where);
  return found;
}

TEST(TypeNames, NoTwoTypesShareOne) {
  const Tree tree = read_code({"src", "include"});
  ASSERT_GT(tree.size(), 50U);
  EXPECT_THAT(twins(tree), IsEmpty());
}

TEST(TypeNames, ATwinIsSeen) {
  const std::string begin = "namespace touchline {\n", end = "}  // namespace touchline\n";
  const std::string unnamed = "namespace {\n", named = "}  // namespace\n";
  EXPECT_THAT(twins({{"a.h", begin + "struct Picture {\n" + end},
                     {"b.h", begin + "class Picture final : public Thing {\n" + end}}),
              ElementsAre("touchline::Picture: a.h b.h"));
  EXPECT_THAT(twins({{"a.h", begin + "enum class Kind { a, b };\n" + end},
                     {"b.cpp", begin + unnamed + named + "struct Kind {\n" + end}}),
              ElementsAre("touchline::Kind: a.h b.cpp"));
}

TEST(TypeNames, OthersAreNone) {
  const std::string begin = "namespace touchline {\n", end = "}  // namespace touchline\n";
  EXPECT_THAT(twins({{"a.h", begin + "class Picture;\nstruct Engine::Parts {\n" + end},
                     {"b.h", begin + "struct Picture {\n  struct Kind {\n" + end},
                     {"c.cpp", begin + "namespace {\nstruct Picture {\n}  // namespace\n" + end},
                     {"d.h", "namespace touchline::golf {\nstruct Picture {\n}  // namespace x\n"},
                     {"e.h", begin + "template <>\nstruct Picture<int> {\n" + end}}),
              IsEmpty());
}

}  // namespace
}  // namespace touchline::testing
