// The lists of Debian packages: apt would install them on a machine that has nothing. A machine
// that has them already hides a wrong name, so the lists are resolved against an empty package
// state.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <sstream>

#include "repo/files.h"

namespace touchline::testing {
namespace {

/// `script` in a shell that knows tools/setup/packages.sh, `before` set in its environment.
Outcome with_packages(const std::string& script, const std::string& before = "") {
  const auto setup = (repository() / "tools/setup").string();
  return run_shell(before + " root='" + TOUCHLINE_ROOT + "' here='" + setup +
                   "' bash -c 'set -euo pipefail; source \"$here/common.sh\"; "
                   "source \"$here/packages.sh\"; " +
                   script + "'");
}

// apt's own answer takes seconds. What clang replaces and breaks names versions that are long gone.
const std::string kClang14 =
    "apt-cache() { printf \"%s\\n\" \"Package: clang\" \"Replaces: clang-3.2, clang-3.9 (<< 1)\" "
    "\"Depends: clang-14 (>= 14~), libc6\" \"Breaks: clang-3.2\"; }; ";
constexpr const char* kForTests = "TOUCHLINE_FOR_TESTS=1";
constexpr const char* kForTheProgram = "TOUCHLINE_FOR_TESTS=";

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

TEST(Packages, EachIsNamedOnceAndByAName) {
  const auto listed = with_packages(kClang14 + "listed_packages", kForTests);
  ASSERT_EQ(listed.exit_code, 0) << listed.output;
  auto names = words_of(listed.output);
  ASSERT_GT(names.size(), 20u);
  for (auto& name : names) {
    if (name.starts_with("?")) name.erase(0, 1);
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-."), std::string::npos)
        << name;
    EXPECT_EQ(name.find("--"), std::string::npos) << name << ": the version of clang is not known";
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  EXPECT_TRUE(twice == names.end()) << *twice << " is named twice";
}

TEST(Packages, TheProgramsAreThoseOfTheTestsWithoutTheTestsOwn) {
  const auto program = words_of(with_packages(kClang14 + "wanted_packages", kForTheProgram).output);
  const auto tests = words_of(with_packages(kClang14 + "wanted_packages", kForTests).output);
  EXPECT_THAT(tests, ::testing::IsSupersetOf(program));
  EXPECT_THAT(program, ::testing::Contains("g++"));
  for (const char* name : {"clang", "libgmock-dev", "libbenchmark-dev", "ffmpeg"})
    EXPECT_THAT(program, ::testing::Not(::testing::Contains(name)));
}

TEST(Packages, ClangsVersionIsReadFromWhatItDependsOn) {
  const auto answer = with_packages(kClang14 + "clang_major");
  EXPECT_EQ(answer.output, "14\n");
}

class SlowPackagesFromNothing : public ::testing::Test {
 protected:
  void SetUp() override {
    if (run_shell("command -v apt-get").exit_code != 0) GTEST_SKIP() << "there is no apt here";
    if (run_shell("ls /var/lib/apt/lists/*Packages*").exit_code != 0)
      GTEST_SKIP() << "apt has read no package lists here: apt-get update fetches them";
  }
};

TEST_F(SlowPackagesFromNothing, AptInstallsThemAll) {
  const auto resolve = [](const char* whose) {
    return std::async(std::launch::async,
                      [whose] { return with_packages("resolve_from_nothing", whose); });
  };
  auto program = resolve(kForTheProgram), tests = resolve(kForTests);
  const auto of_program = program.get(), of_tests = tests.get();
  EXPECT_EQ(of_program.exit_code, 0) << of_program.output;
  EXPECT_EQ(of_tests.exit_code, 0) << of_tests.output;
}

TEST_F(SlowPackagesFromNothing, AWrongNameIsSeen) {
  const Scratch scratch;
  const auto list = scratch.path() / "list.txt";
  std::ofstream(list) << "libclang-rt-3-dev\n";
  const auto answer =
      with_packages("package_lists() { echo " + list.string() + "; }; resolve_from_nothing");
  EXPECT_NE(answer.exit_code, 0);
  EXPECT_THAT(answer.output, ::testing::HasSubstr("libclang-rt-3-dev"));
}

}  // namespace
}  // namespace touchline::testing
