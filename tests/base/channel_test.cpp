// Channel and Credits: the two things lanes wait on.
#include "base/channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "base/credits.h"

namespace touchline {
namespace {

using namespace std::chrono_literals;

TEST(Channel, KeepsOrderAndEndsAfterWhatIsQueued) {
  Channel<std::unique_ptr<int>> channel(3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(channel.push(std::make_unique<int>(i)));
  EXPECT_EQ(channel.size(), 3U);
  channel.close();
  EXPECT_FALSE(channel.push(std::make_unique<int>(9))) << "a closed channel takes nothing";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(**channel.pop(), i);
  EXPECT_FALSE(channel.pop());
  EXPECT_FALSE(channel.pop());
}

TEST(Channel, AFullOneMakesThePusherWait) {
  Channel<int> channel(1);
  channel.push(1);
  std::atomic<bool> pushed{false};
  std::thread pusher([&] {
    channel.push(2);
    pushed = true;
  });
  std::this_thread::sleep_for(20ms);
  EXPECT_FALSE(pushed);
  EXPECT_EQ(channel.pop(), 1);
  EXPECT_EQ(channel.pop(), 2);
  pusher.join();
  EXPECT_TRUE(pushed);
}

TEST(Channel, ClosingAndAbandoningWakeBothSides) {
  Channel<int> full(1), empty(1);
  full.push(1);
  std::thread pusher([&] { EXPECT_FALSE(full.push(2)); });
  std::thread popper([&] { EXPECT_FALSE(empty.pop()); });
  std::this_thread::sleep_for(5ms);
  full.abandon();
  empty.close();
  pusher.join();
  popper.join();
  EXPECT_FALSE(full.pop()) << "what was queued is gone";
}

TEST(Channel, ManyThreadsLoseNothing) {
  Channel<int> channel(4);
  std::atomic<long> sum{0};
  std::vector<std::thread> writers, readers;
  for (int w = 0; w < 3; ++w)
    writers.emplace_back([&] {
      for (int i = 1; i <= 1000; ++i) channel.push(i);
    });
  for (int r = 0; r < 3; ++r)
    readers.emplace_back([&] {
      while (const auto item = channel.pop()) sum += *item;
    });
  for (auto& w : writers) w.join();
  channel.close();
  for (auto& r : readers) r.join();
  EXPECT_EQ(sum, 3 * 500'500);
}

TEST(Credits, BoundWhatIsUnderWay) {
  Credits credits(2);
  EXPECT_TRUE(credits.take());
  EXPECT_TRUE(credits.take());
  std::atomic<bool> taken{false};
  std::thread third([&] {
    EXPECT_TRUE(credits.take());
    taken = true;
  });
  std::this_thread::sleep_for(20ms);
  EXPECT_FALSE(taken);
  credits.give();
  third.join();
  EXPECT_TRUE(taken);
}

TEST(Credits, ClosingWakesWhoWaits) {
  Credits credits(0);
  std::thread waiting([&] { EXPECT_FALSE(credits.take()); });
  std::this_thread::sleep_for(5ms);
  credits.close();
  waiting.join();
  credits.give();
  EXPECT_FALSE(credits.take()) << "closed stays closed";
}

}  // namespace
}  // namespace touchline
