#include "base/cpu.h"

#include <gtest/gtest.h>

namespace touchline::testing {
namespace {

TEST(Cpu, SaysWhatTheKernelSays) {
  EXPECT_EQ(cpuinfo("processor"), "0");
  EXPECT_EQ(cpuinfo("process"), "") << "a key is a whole word";
  EXPECT_EQ(cpuinfo("no such key"), "");
  EXPECT_FALSE(cpu_has("no_such_flag"));
#if defined(__x86_64__)
  EXPECT_EQ(cpu_has("avx2"), __builtin_cpu_supports("avx2") != 0);
  EXPECT_EQ(cpu_has("avx512f"), __builtin_cpu_supports("avx512f") != 0);
  EXPECT_FALSE(cpu_has("avx51")) << "a flag is a whole word";
#endif
}

}  // namespace
}  // namespace touchline::testing
