// Nothing tracked knows the machine it was written on.
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

}  // namespace
}  // namespace touchline::testing
