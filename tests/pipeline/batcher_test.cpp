// Batcher and Reorder alone.
#include "pipeline/batcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "pipeline/reorder.h"

namespace touchline {
namespace {

using ::testing::ElementsAre;

Moment moment(std::size_t lane, std::int64_t sequence) {
  Moment m;
  m.lane = lane;
  m.sequence = sequence;
  return m;
}

std::vector<std::pair<std::size_t, std::int64_t>> names(const std::vector<Moment>& batch) {
  std::vector<std::pair<std::size_t, std::int64_t>> out;
  for (const auto& m : batch) out.emplace_back(m.lane, m.sequence);
  return out;
}

TEST(Batcher, TakesTurnsOverTheSources) {
  Batcher batcher(3, 4, 0);
  for (int i = 0; i < 5; ++i) batcher.push(moment(0, i));
  batcher.push(moment(1, 0));
  batcher.push(moment(2, 0));
  using P = std::pair<std::size_t, std::int64_t>;
  EXPECT_THAT(names(batcher.pop()), ElementsAre(P{0, 0}, P{1, 0}, P{2, 0}, P{0, 1}));
  batcher.push(moment(2, 1));
  EXPECT_THAT(names(batcher.pop()), ElementsAre(P{2, 1}, P{0, 2}, P{0, 3}, P{0, 4}));
}

TEST(Batcher, ABusySourceDoesNotStarveAnother) {
  Batcher batcher(2, 1, 0);
  for (int i = 0; i < 100; ++i) batcher.push(moment(0, i));
  for (int i = 0; i < 10; ++i) batcher.push(moment(1, i));
  int of_second = 0;
  for (int i = 0; i < 20; ++i) of_second += batcher.pop().front().lane == 1;
  EXPECT_EQ(of_second, 10);
}

TEST(Batcher, NeverExceedsMaxBatchAndLosesNothing) {
  Batcher batcher(2, 3, 0);
  for (int i = 0; i < 10; ++i) batcher.push(moment(i % 2U, i / 2));
  batcher.finish();
  batcher.finish();
  std::size_t total = 0;
  for (auto batch = batcher.pop(); !batch.empty(); batch = batcher.pop()) {
    EXPECT_LE(batch.size(), 3U);
    total += batch.size();
  }
  EXPECT_EQ(total, 10U);
  EXPECT_TRUE(batcher.pop().empty()) << "the end stays the end";
}

TEST(Batcher, WaitsForTheRestButNotLonger) {
  Batcher batcher(1, 4, 30'000'000);
  batcher.push(moment(0, 0));
  const auto begin = wall_now();
  EXPECT_EQ(batcher.pop().size(), 1U);
  EXPECT_GE(wall_now() - begin, 30'000'000);
}

TEST(Batcher, AFullBatchGoesAtOnce) {
  Batcher batcher(1, 4, 3600 * kSecond);  // or the test never ends
  batcher.push(moment(0, 1));
  std::thread late([&] {
    for (int i = 2; i < 5; ++i) batcher.push(moment(0, i));
  });
  EXPECT_EQ(batcher.pop().size(), 4U);
  late.join();
}

TEST(Batcher, FinishingEndsTheWait) {
  Batcher batcher(1, 8, 3600 * kSecond);  // or the test never ends
  batcher.push(moment(0, 0));
  std::thread end([&] { batcher.finish(); });
  EXPECT_EQ(batcher.pop().size(), 1U);
  end.join();
  EXPECT_TRUE(batcher.pop().empty());
}

TEST(Batcher, ManyProducersAndConsumersLoseNothing) {
  constexpr int kSources = 4, kFrames = 500;
  Batcher batcher(kSources, 3, 50'000);
  std::vector<std::thread> threads;
  for (std::size_t s = 0; s < kSources; ++s)
    threads.emplace_back([&, s] {
      for (int i = 0; i < kFrames; ++i) batcher.push(moment(s, i));
      batcher.finish();
    });
  std::atomic<int> seen{0};
  for (int c = 0; c < 3; ++c)
    threads.emplace_back([&] {
      for (auto batch = batcher.pop(); !batch.empty(); batch = batcher.pop())
        seen += static_cast<int>(batch.size());
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen, kSources * kFrames);
}

std::vector<std::int64_t> drain(Channel<Moment>& channel) {
  std::vector<std::int64_t> order;
  while (auto m = channel.pop()) order.push_back(m->sequence);
  return order;
}

TEST(Reorder, AnyOrderComesOutInSequence) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::vector<std::int64_t> order(50);
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
    std::shuffle(order.begin(), order.end(), std::mt19937(seed));
    Channel<Moment> out(50);
    Reorder reorder(out);
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i == seed) reorder.finish(50);  // the end may be known before the last has come
      reorder.accept(moment(0, order[i]));
    }
    const auto seen = drain(out);
    ASSERT_EQ(seen.size(), 50U);
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  }
}

TEST(Reorder, HoldsBackUntilThePredecessorsCome) {
  Channel<Moment> out(4);
  Reorder reorder(out);
  reorder.accept(moment(0, 1));
  reorder.accept(moment(0, 2));
  EXPECT_EQ(out.size(), 0U);
  reorder.accept(moment(0, 0));
  EXPECT_EQ(out.size(), 3U);
}

TEST(Reorder, ClosesAfterTheLast) {
  Channel<Moment> out(4);
  Reorder reorder(out);
  reorder.accept(moment(0, 0));
  reorder.finish(1);
  EXPECT_THAT(drain(out), ElementsAre(0));
  Channel<Moment> none(4);
  Reorder(none).finish(0);
  EXPECT_TRUE(drain(none).empty());
}

}  // namespace
}  // namespace touchline
