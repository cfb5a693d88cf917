// Every link of a page to a file or a heading of the repository leads there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

#include "repo/files.h"

namespace touchline::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// As a page of Markdown is shown: lower case, no punctuation, hyphens for blanks.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_' || byte >= 0x80)
      anchor += static_cast<char>(std::tolower(byte));
    else if (c == ' ')
      anchor += '-';
  }
  return anchor;
}

std::set<std::string> anchors_of(const std::string& text) {
  std::set<std::string> anchors;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto title = line.find_first_not_of('#');
    if (title != std::string::npos && title > 0 && line[title] == ' ')
      anchors.insert(anchor_of(line.substr(title + 1)));
  }
  return anchors;
}

/// The links of `page` that lead nowhere.
std::vector<std::string> dead_links(const fs::path& page) {
  std::vector<std::string> dead;
  const auto text = read_text(page);
  static const std::regex link(R"(\]\(([^)\s]+)\))");
  for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it) {
    const std::string target = (*it)[1];
    if (target.find("://") != std::string::npos) continue;
    const auto hash = target.find('#');
    const auto path = target.substr(0, hash);
    const auto file = path.empty() ? page : page.parent_path() / path;
    const bool leads = !path.starts_with('/') && fs::exists(file) &&
                       (hash == std::string::npos ||
                        anchors_of(read_text(file)).contains(target.substr(hash + 1)));
    if (!leads) dead.push_back(target);
  }
  return dead;
}

TEST(Links, OfEveryPageLeadSomewhere) {
  int pages = 0;
  for (const auto* folder : {".", "docs", "share/models", "tools/bundle", "tools/train"})
    for (const auto& entry : fs::directory_iterator(repository() / folder)) {
      if (entry.path().extension() != ".md") continue;
      EXPECT_THAT(dead_links(entry.path()), IsEmpty()) << entry.path();
      ++pages;
    }
  EXPECT_GT(pages, 15);
}

TEST(Links, ThatLeadNowhereAreSeen) {
  const Scratch scratch;
  const auto page = scratch.path() / "page.md";
  std::ofstream(page) << "# One page, `two` words\n[a](page.md) [b](#one-page-two-words) "
                         "[c](none.md) [d](page.md#none) [e](https://example.org/none.md)\n";
  EXPECT_THAT(dead_links(page), ElementsAre("none.md", "page.md#none"));
}

}  // namespace
}  // namespace touchline::testing
