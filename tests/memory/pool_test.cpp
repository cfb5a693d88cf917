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

class Counting final : public Allocator {
 public:
  std::uint8_t* allocate(std::size_t bytes) override {
    ++given;
    return host_allocator()->allocate(bytes);
  }
  void release(std::uint8_t* memory) override {
    ++taken_back;
    host_allocator()->release(memory);
  }
  int given = 0, taken_back = 0;
};

TEST(Pool, ReservedBuffersAreOneBlock) {
  const auto counting = std::make_shared<Counting>();
  {
    Pool pool(100, counting);
    ASSERT_TRUE(pool.reserve(5));
    EXPECT_EQ(counting->given, 1);
    std::vector<Buffer> buffers;
    for (int i = 0; i < 6; ++i) buffers.push_back(pool.acquire());
    EXPECT_EQ(counting->given, 2) << "the sixth is one of its own";
    for (std::size_t i = 0; i < buffers.size(); ++i)
      std::memset(buffers[i].get(), static_cast<int>(i), pool.bytes());
    for (std::size_t i = 0; i < buffers.size(); ++i) {
      EXPECT_EQ(buffers[i].get()[0], i) << "no two share a place";
      EXPECT_EQ(buffers[i].get()[pool.bytes() - 1], i);
    }
  }
  EXPECT_EQ(counting->taken_back, 2);
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
