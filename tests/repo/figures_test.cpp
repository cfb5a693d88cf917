// Every measured figure of the documentation stands in a block that is filled from result files,
// every table of fields is that of its schema, and every test that a page names exists.
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

TEST(Fields, OfEveryPageAreThoseOfTheirSchema) {
  const auto tool = "python3 '" + (repository() / "tools/docs/fields.py").string() + "'";
  const auto seen = run_shell(tool);
  EXPECT_EQ(seen.exit_code, 0) << seen.output;
  const Scratch scratch;
  const auto page = (scratch.path() / "page.md").string();
  std::ofstream(page) << "<!-- fields: share/schema/drawn.schema.json -->\n"
                         "| `frame` | text | Older words. |\n<!-- end of fields -->\n";
  EXPECT_EQ(run_shell(tool + " '" + page + "'").exit_code, 1);
  EXPECT_EQ(run_shell(tool + " --write '" + page + "'").exit_code, 0);
  EXPECT_NE(read_text(page).find("\n| `drawn[].box` | 4 numbers | "), std::string::npos);
  EXPECT_EQ(run_shell(tool + " '" + page + "'").exit_code, 0);
}

class FiguresOfAPage : public ::testing::Test {
 protected:
  /// Inside the repository's build tree, for pages are told by their path below the root.
  std::string dir_ = (repository() / "build" / "figuresXXXXXX").string();
  void SetUp() override { ASSERT_NE(mkdtemp(dir_.data()), nullptr); }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  /// A page over {"median_ms": 12.345, "all": {"a/b": [0.8765, 234567]}}: a block of `text`, made
  /// from `form`, and prose.
  [[nodiscard]] std::string page(const std::string& form, const std::string& text,
                                 const std::string& prose = "") const {
    std::ofstream(dir_ + "/r.json") << R"({"median_ms": 12.345, "all": {"a/b": [0.8765, 234567]}})";
    const auto source = std::filesystem::relative(dir_, repository()).generic_string() + "/r.json";
    return "# Page\n\n<!-- figures: r = " + source + "; given: 0.90\n" + form + "\n-->\n" + text +
           "\n<!-- end of figures -->\n\n<!-- constants: 0.5 -->\n" + prose + "\n";
  }
  [[nodiscard]] Outcome check(const std::string& text, const std::string& flag = "") const {
    std::ofstream(dir_ + "/page.md") << text;
    return run_shell(kTool + " " + flag + " '" + dir_ + "/page.md'");
  }
};

constexpr const char* kForm =
    "Takes {r/median_ms|.2} ms ({r/median_ms}), {r/all/a~1b/0|%1} % of {r/all/a~1b/1|k0} k; gate "
    "0.90.";
constexpr const char* kFilled = "Takes 12.35 ms (12.345), 87.7 % of 235 k; gate 0.90.";

TEST_F(FiguresOfAPage, AreFilledFromTheirResults) {
  const auto seen = check(page(kForm, kFilled));
  EXPECT_EQ(seen.exit_code, 0) << seen.output;
}

TEST_F(FiguresOfAPage, ThatAreNotTheirResultsAreSeenAndFilledAgain) {
  const auto wrong = page(kForm, "Takes 12.34 ms (12.345), 87.7 % of 235 k; gate 0.90.");
  EXPECT_EQ(check(wrong).exit_code, 1);
  EXPECT_EQ(check(wrong, "--write").exit_code, 0);
  EXPECT_EQ(read_text(dir_ + "/page.md"), page(kForm, kFilled));
}

TEST_F(FiguresOfAPage, CannotBeWrittenByHand) {
  const char* by_hand[] = {"Takes 12.3 ms.", "{r/nothing}", "{x/median_ms}", "{r/median_ms/0}"};
  for (const char* form : by_hand) EXPECT_EQ(check(page(form, form)).exit_code, 1) << form;
}

TEST_F(FiguresOfAPage, StandInBlocksOnly) {
  EXPECT_EQ(check(page("", "", "A threshold of 0.5 in `0.7` for 2 teams.")).exit_code, 0);
  for (const char* prose : {"Takes 12.345 ms.", "In 89 % of it.", "A gate of 0.90."})
    EXPECT_EQ(check(page("", "", prose)).exit_code, 1) << prose;
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
  EXPECT_GT(named, 0U);
}

}  // namespace
}  // namespace touchline::testing
