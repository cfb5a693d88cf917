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

Moment moment(std::int64_t sequence) {
  Moment m;
  m.sequence = sequence;
  return m;
}

/// A source that hears what becomes of it.
struct Listening final : Home {
  void accept(Moment&&) override {}
  void fail(Error error) override { errors.push_back(std::move(error)); }
  void give_up(Error error) override { lost.push_back(std::move(error)); }
  std::vector<Error> errors, lost;
};

/// Sources with an open port each.
class Batches : public ::testing::Test {
 protected:
  using Name = std::pair<std::size_t, std::int64_t>;

  Batcher& make(std::size_t sources, std::size_t max_batch, Nanoseconds max_wait) {
    batcher_ = std::make_unique<Batcher>(max_batch, max_wait);
    for (std::size_t i = 0; i < sources; ++i) join();
    return *batcher_;
  }
  void join() {
    homes_.push_back(std::make_unique<Listening>());
    ports_.push_back(batcher_->open(*homes_.back()));
  }
  void push(std::size_t source, std::vector<std::int64_t> sequences) {
    std::vector<Moment> moments;
    for (const auto sequence : sequences) moments.push_back(moment(sequence));
    ports_[source]->push(std::move(moments));
  }
  void close_all() {
    for (auto& port : ports_) port->close();
    batcher_->close();
  }
  /// The next batch: source and sequence of every frame.
  std::vector<Name> pop() {
    std::vector<Name> names;
    for (const auto& clip : batcher_->pop())
      for (const auto& m : clip.moments) names.emplace_back(source_of(clip), m.sequence);
    return names;
  }
  std::size_t source_of(const Clip& clip) const {
    for (std::size_t i = 0; i < homes_.size(); ++i)
      if (homes_[i].get() == clip.home) return i;
    return homes_.size();
  }

  std::unique_ptr<Batcher> batcher_;
  std::vector<std::unique_ptr<Listening>> homes_;
  std::vector<std::unique_ptr<Batcher::Port>> ports_;  ///< before batcher_ they go
};

TEST_F(Batches, TakeTurnsOverTheSources) {
  make(3, 4, 0);
  for (int i = 0; i < 5; ++i) push(0, {i});
  push(1, {0});
  push(2, {0});
  EXPECT_THAT(pop(), ElementsAre(Name{0, 0}, Name{1, 0}, Name{2, 0}, Name{0, 1}));
  push(2, {1});
  EXPECT_THAT(pop(), ElementsAre(Name{2, 1}, Name{0, 2}, Name{0, 3}, Name{0, 4}));
}

TEST_F(Batches, ABusySourceDoesNotStarveAnother) {
  make(2, 1, 0);
  for (int i = 0; i < 100; ++i) push(0, {i});
  for (int i = 0; i < 10; ++i) push(1, {i});
  int of_second = 0;
  for (int i = 0; i < 20; ++i) of_second += pop().front().first == 1;
  EXPECT_EQ(of_second, 10);
}

TEST_F(Batches, NeverExceedTheirMostAndLoseNothing) {
  make(2, 3, 0);
  for (int i = 0; i < 10; ++i) push(i % 2U, {i / 2});
  close_all();
  std::size_t total = 0;
  for (auto batch = pop(); !batch.empty(); batch = pop()) {
    EXPECT_LE(batch.size(), 3U);
    total += batch.size();
  }
  EXPECT_EQ(total, 10U);
  EXPECT_TRUE(pop().empty()) << "the end stays the end";
}

TEST_F(Batches, KeepClipsWhole) {
  make(2, 4, 0);
  push(0, {0, 1, 2});
  push(1, {0, 1, 2});
  push(1, {3});
  EXPECT_THAT(pop(), ElementsAre(Name{0, 0}, Name{0, 1}, Name{0, 2})) << "no room for a second";
  EXPECT_THAT(pop(), ElementsAre(Name{1, 0}, Name{1, 1}, Name{1, 2}, Name{1, 3}));
  push(0, {3, 4, 5, 6, 7});
  EXPECT_EQ(pop().size(), 5U) << "a clip larger than a batch goes alone";
}

TEST_F(Batches, SourcesComeAndGo) {
  make(2, 1, 0);
  push(0, {0});
  ports_[0]->close();
  join();
  push(2, {0});
  push(1, {0});
  std::vector<Name> seen;
  for (int i = 0; i < 3; ++i) seen.push_back(pop().front());
  EXPECT_THAT(seen, ::testing::UnorderedElementsAre(Name{0, 0}, Name{1, 0}, Name{2, 0}))
      << "what a source that has gone had pushed still goes its way";
  for (int i = 0; i < 500; ++i) {
    join();
    push(ports_.size() - 1, {i});
    ports_.back()->close();
    EXPECT_EQ(pop().front().second, i);
    ports_.back().reset();
  }
  push(1, {1});
  EXPECT_THAT(pop(), ElementsAre(Name{1, 1}));
}

TEST_F(Batches, WaitForTheRestButNotLonger) {
  make(1, 4, 30'000'000);
  push(0, {0});
  const auto begin = wall_now();
  EXPECT_EQ(pop().size(), 1U);
  EXPECT_GE(wall_now() - begin, 30'000'000);
}

TEST_F(Batches, FullOnesGoAtOnce) {
  make(1, 4, 3600 * kSecond);  // or the test never ends
  push(0, {1});
  std::thread late([&] {
    for (int i = 2; i < 5; ++i) push(0, {i});
  });
  EXPECT_EQ(pop().size(), 4U);
  late.join();
}

TEST_F(Batches, ClosingEndsTheWait) {
  make(1, 8, 3600 * kSecond);  // or the test never ends
  push(0, {0});
  std::thread end([&] { close_all(); });
  EXPECT_EQ(pop().size(), 1U);
  end.join();
  EXPECT_TRUE(pop().empty());
}

TEST_F(Batches, NetworksThatBreakAreToldToAllThatAreThereAndCome) {
  make(3, 1, 0);
  ports_[0].reset();
  ports_[1]->close();
  batcher_->fail({Errc::bad_model, "it does not compile", "net.onnx"}, false);
  join();
  EXPECT_TRUE(homes_[0]->errors.empty()) << "it has gone";
  for (const std::size_t there : {1U, 2U, 3U}) EXPECT_EQ(homes_[there]->errors.size(), 1U) << there;
  batcher_->fail({Errc::internal, "the thread died", "inference"}, true);
  EXPECT_EQ(homes_[3]->lost.size(), 1U);
}

TEST_F(Batches, ManyProducersAndConsumersLoseNothing) {
  constexpr int kSources = 4, kFrames = 500;
  make(kSources, 3, 50'000);
  batcher_->close();
  std::vector<std::thread> threads;
  for (std::size_t s = 0; s < kSources; ++s)
    threads.emplace_back([&, s] {
      for (int i = 0; i < kFrames; ++i) push(s, {i});
      ports_[s]->close();
    });
  std::atomic<int> seen{0};
  for (int c = 0; c < 3; ++c)
    threads.emplace_back([&] {
      for (auto batch = pop(); !batch.empty(); batch = pop())
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
      reorder.accept(moment(order[i]));
    }
    const auto seen = drain(out);
    ASSERT_EQ(seen.size(), 50U);
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  }
}

TEST(Reorder, HoldsBackUntilThePredecessorsCome) {
  Channel<Moment> out(4);
  Reorder reorder(out);
  reorder.accept(moment(1));
  reorder.accept(moment(2));
  EXPECT_EQ(out.size(), 0U);
  reorder.accept(moment(0));
  EXPECT_EQ(out.size(), 3U);
}

TEST(Reorder, ClosesAfterTheLast) {
  Channel<Moment> out(4);
  Reorder reorder(out);
  reorder.accept(moment(0));
  reorder.finish(1);
  EXPECT_THAT(drain(out), ElementsAre(0));
  Channel<Moment> none(4);
  Reorder(none).finish(0);
  EXPECT_TRUE(drain(none).empty());
}

}  // namespace
}  // namespace touchline
