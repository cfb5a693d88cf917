// Every figure of docs/benchmarks.md comes from a result file: the page is what the generator makes
// of them.
#include <gtest/gtest.h>

#include <cstdlib>

TEST(Benchmarks, PageIsGeneratedFromResultFiles) {
  const auto command =
      std::string("python3 '") + TOUCHLINE_ROOT + "/tools/bench/report.py' --check";
  EXPECT_EQ(std::system(command.c_str()), 0) << "run tools/bench/report.py";
}
