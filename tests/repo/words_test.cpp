// Nothing tracked knows the machine it was written on, nor whose matches were tried on it.
#include <gtest/gtest.h>

#include <sstream>

#include "repo/files.h"

namespace touchline::testing {
namespace {

// Put together here so that this file passes its own test.
const std::vector<std::string> kMachinePaths = {
    std::string("/wo") + "rk/", std::string("/ro") + "ot/", std::string("/home") + "/"};

std::string machine_path_in(const std::string& text) {
  for (const auto& path : kMachinePaths) {
    if (text.find(path) != std::string::npos) return path;
  }
  return {};
}

TEST(Words, NoTrackedFileNamesAPathOfOneMachine) {
  const auto listed = run_shell("git -C '" + repository().string() + "' ls-files");
  if (listed.exit_code != 0) GTEST_SKIP() << "this copy is no git checkout";
  std::istringstream files(listed.output);
  for (std::string file; std::getline(files, file);) {
    EXPECT_EQ(machine_path_in(read_text(repository() / file)), "") << file;
  }
  EXPECT_NE(machine_path_in("see " + kMachinePaths[0] + "notes"), "");
}

/// What footage was found to need is measured from footage, never looked up by who plays.
TEST(Words, NoClubIsNamedInCodeOrShippedFiles) {
  const std::vector<std::string> clubs = {
      "Liver"
      "pool",
      "Arse"
      "nal",
      "Chel"
      "sea",
      "Manch"
      "ester",
      "Totten"
      "ham",
      "Bay"
      "ern",
      "Dort"
      "mund",
      "Lever"
      "kusen",
      "Barce"
      "lona",
      "Real Mad"
      "rid",
      "Atle"
      "tico",
      "Juven"
      "tus",
      "Inter Mi"
      "lan",
      "Paris Saint"
      "-Germain",
      "Bundes"
      "liga",
      "Premier Lea"
      "gue"};
  for (const auto* folder : {"src", "include", "share/sports", "share/themes", "share/report"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(repository() / folder)) {
      if (!entry.is_regular_file()) continue;
      const auto text = read_text(entry.path());
      for (const auto& club : clubs)
        EXPECT_EQ(text.find(club), std::string::npos) << entry.path() << " names " << club;
    }
}

}  // namespace
}  // namespace touchline::testing
