#include "base/own_file.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

namespace fs = std::filesystem;

// Linked into a program, the code's own file is the program, by whatever name it was called.
TEST(OwnFile, IsTheProgram) {
  EXPECT_EQ(own_file(), fs::read_symlink("/proc/self/exe"));
  const auto roots = own_roots();
  ASSERT_EQ(roots.size(), 2u);
  EXPECT_EQ(roots[0], own_file().parent_path().parent_path());
  EXPECT_EQ(roots[1], roots[0].parent_path());
}

}  // namespace
}  // namespace touchline
