#include "memory/pool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <optional>
#include <thread>
#include <vector>

namespace touchline {
namespace {

TEST(Pool, ReservedBuffersAreHandedOutFirst) {
  Pool pool(100);
  EXPECT_TRUE(pool.reserve(3));
  EXPECT_TRUE(pool.reserve(2)) << "there are three";
  EXPECT_EQ(pool.allocated(), 3U);
  const Buffer a = pool.acquire(), b = pool.acquire(), c = pool.acquire();
  EXPECT_EQ(pool.allocated(), 3U);
  const Buffer d = pool.acquire();
  EXPECT_EQ(pool.allocated(), 4U);
}

TEST(Pool, BuffersAreAlignedAndLargeEnough) {
  Pool pool(1000);
  EXPECT_GE(pool.bytes(), 1000U);
  EXPECT_EQ(pool.bytes() % kAlignment, 0U);
  const auto buffer = pool.acquire();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.get()) % kAlignment, 0U);
  std::memset(buffer.get(), 7, pool.bytes());
}

TEST(Pool, ReusesWhatComesBack) {
  Pool pool(64);
  const auto* first = pool.acquire().get();
  EXPECT_EQ(pool.acquire().get(), first);
  EXPECT_EQ(pool.allocated(), 1U);
}

TEST(Pool, DoesNotGrowInTheSteadyState) {
  Pool pool(256);
  std::vector<Buffer> window(5);
  for (int i = 0; i < 1000; ++i) window[static_cast<std::size_t>(i % 5)] = pool.acquire();
  EXPECT_LE(pool.allocated(), 6U) << "five held, one more while a slot is replaced";
}

TEST(Pool, CopiesOfABufferShareIt) {
  Pool pool(64);
  auto one = pool.acquire();
  auto two = one;
  one.reset();
  const auto other = pool.acquire();
  EXPECT_NE(other.get(), two.get()) << "not free while a copy lives";
}

TEST(Pool, BuffersOutliveIt) {
  std::optional<Pool> pool(std::in_place, 128);
  auto buffer = pool->acquire();
  pool.reset();
  std::memset(buffer.get(), 1, 128);
  EXPECT_EQ(buffer.get()[127], 1);
  buffer.reset();
}

TEST(Pool, ManyThreadsShareIt) {
  Pool pool(64);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&pool, t] {
      for (int i = 0; i < 2000; ++i) {
        const auto buffer = pool.acquire();
        std::memset(buffer.get(), t, 64);
        for (int b = 0; b < 64; ++b) ASSERT_EQ(buffer.get()[b], t);
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_LE(pool.allocated(), 4U);
}

}  // namespace
}  // namespace touchline
