// Lanes that join and leave running networks: the others notice nothing, and nothing is left
// behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "pipeline/scripted.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using namespace testing;

/// Networks that run until the test ends.
class Joining : public ::testing::Test {
 protected:
  Joining() : batcher_(4, 200'000), inference_({{"scripted", frame_look(network_)}}, 3, batcher_) {
    inference_.start(false);
  }
  ~Joining() override {
    batcher_.close();
    inference_.join();
  }
  std::unique_ptr<Lane> join(const SourceScript& script, const std::string& dir = {}) {
    auto lane = std::make_unique<Lane>(lane_of(script, dir));
    lane->start(batcher_);
    return lane;
  }

  ScriptedDetector network_{{.delay_us = 150}};
  Batcher batcher_;
  Inference inference_;
};

std::string rows_of(const TempDir& dir, const std::string& id) {
  return read_text((dir / id) + ".tracking") + read_text((dir / id) + ".events");
}

TEST_F(Joining, OthersFilesAreBitForBitWhatTheyAreAlone) {
  const TempDir alone, together;
  const SourceScript steady{.id = "cam1", .frames = 600, .delay_us = 100};
  {
    auto lane = join(steady, alone.path());
    ASSERT_FALSE(lane->join().error);
  }
  auto lane = join(steady, together.path());
  std::deque<std::unique_ptr<Lane>> guests;
  for (int i = 0; i < 40; ++i) {
    guests.push_back(join({.id = fmt::format("guest{}", i % 10), .frames = 10 + 7 * (i % 5)}));
    if (i % 4 == 1) guests.back()->stop();
    if (i % 4 == 2) guests.back()->fail({Errc::internal, "scripted", "guest"});
    if (guests.size() > 4) {
      const auto result = guests.front()->join();
      EXPECT_LE(result.frames, 38);
      guests.pop_front();
    }
  }
  const auto result = lane->join();
  EXPECT_FALSE(result.error);
  EXPECT_EQ(result.frames, 600);
  EXPECT_EQ(rows_of(together, "cam1"), rows_of(alone, "cam1"));
}

TEST_F(Joining, FiveHundredLeaveNothingBehind) {
  FrameCensus census;
  auto steady = join({.id = "cam1", .frames = 3000, .census = &census});
  for (int i = 0; i < 500; ++i) {
    auto guest = join({.id = "guest", .frames = 4, .census = &census});
    if (i % 3 == 0) guest->stop();
    EXPECT_FALSE(guest->join().error);
  }
  steady->stop();
  steady->join();
  steady.reset();
  EXPECT_EQ(census.alive, 0);
  EXPECT_LE(census.most, 2 * 9) << "the frames that two sources may have under way";
}

TEST_F(Joining, WhoComesAfterTheNetworksBrokeIsTold) {
  ScriptedDetector broken({.bad_session = 0});
  Batcher batcher(1, 0);
  Inference inference({{"broken", frame_look(broken)}}, 1, batcher);
  inference.start(false);
  inference.wait_until_warm();
  for (int i = 0; i < 2; ++i) {
    Lane lane(lane_of({.frames = 20}));
    lane.start(batcher);
    const auto result = lane.join();
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code, Errc::bad_model);
  }
  batcher.close();
}

}  // namespace
}  // namespace touchline
