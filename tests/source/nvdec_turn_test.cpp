#include "source/nvdec_turn.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace touchline {
namespace {

TEST(NvdecTurn, NoMoreThanSoManyAtOnceAndEveryoneInTheEnd) {
  constexpr int kSources = 4 * NvdecTurn::kAtOnce;
  std::atomic<int> now{0}, most{0}, had{0};
  std::vector<std::thread> sources;
  for (int i = 0; i < kSources; ++i)
    sources.emplace_back([&] {
      const NvdecTurn turn;
      const int here = ++now;
      for (int seen = most; here > seen && !most.compare_exchange_weak(seen, here);) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      --now;
      ++had;
    });
  for (auto& source : sources) source.join();
  EXPECT_LE(most, NvdecTurn::kAtOnce);
  EXPECT_EQ(had, kSources);
}

}  // namespace
}  // namespace touchline
