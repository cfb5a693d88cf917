// Every measured figure of the documentation has a source record, every test it names exists.
#include <gtest/gtest.h>
#include <unistd.h>

#include <regex>
#include <set>

#include "repo/files.h"

namespace touchline::testing {
namespace {

const std::string kTool = "python3 '" + (repository() / "tools/docs/figures.py").string() + "'";

TEST(Figures, OfEveryPageHaveASource) {
  const auto seen = run_shell(kTool);
  EXPECT_EQ(seen.exit_code, 0) << seen.output;
}

class FiguresOfAPage : public ::testing::Test {
 protected:
  /// Inside the repository's build tree, for pages are told by their path below the root.
  std::string dir_ = (repository() / "build" / "figuresXXXXXX").string();
  void SetUp() override { ASSERT_NE(mkdtemp(dir_.data()), nullptr); }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  /// Checks a page whose only source is {"median_ms": 12.345, "share": 0.8765}.
  [[nodiscard]] Outcome check(const std::string& text) const {
    std::ofstream(dir_ + "/r.json") << R"({"median_ms": 12.345, "share": 0.8765})";
    const auto source = std::filesystem::relative(dir_, repository()).generic_string() + "/r.json";
    std::ofstream(dir_ + "/page.md")
        << "# Page\n\n<!-- figures: " << source << "; given: 0.90 -->\n"
        << text << "\n";
    return run_shell(kTool + " '" + dir_ + "/page.md'");
  }
};

TEST_F(FiguresOfAPage, AreTheirSourcesRounded) {
  const auto seen = check("Takes 12.3 ms, 12345 us, in 87.7 % of 5 runs (gate 0.90), `0.5` of 2.");
  EXPECT_EQ(seen.exit_code, 0) << seen.output;
}

TEST_F(FiguresOfAPage, WithoutASourceAreSeen) {
  for (const char* text : {"Takes 12.4 ms.", "In 89 % of it.", "Gate 0.91."})
    EXPECT_EQ(check(text).exit_code, 1) << text;
}

TEST(Pages, NameTestsThatExist) {
  std::set<std::string> tests, suites;
  const std::regex definition(R"(TEST(?:_F|_P)?\((\w+),\s*(\w+))");
  for (const auto& [path, text] : read_code({"tests"}))
    for (std::sregex_iterator it(text.begin(), text.end(), definition), end; it != end; ++it) {
      tests.insert((*it)[1].str() + "." + (*it)[2].str());
      suites.insert((*it)[1]);
    }
  ASSERT_GT(tests.size(), 500U);
  const std::regex name("`([A-Z]\\w+)\\.([A-Z]\\w+|\\*)`");
  std::size_t named = 0;
  for (const auto& entry : std::filesystem::directory_iterator(repository() / "docs")) {
    if (entry.path().extension() != ".md") continue;
    const auto text = read_text(entry.path());
    for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it, ++named) {
      const std::string suite = (*it)[1], test = (*it)[2];
      EXPECT_TRUE(test == "*" ? suites.contains(suite) : tests.contains(suite + "." + test))
          << entry.path().filename() << " names " << suite << "." << test;
    }
  }
  EXPECT_GT(named, 50U);
}

}  // namespace
}  // namespace touchline::testing
