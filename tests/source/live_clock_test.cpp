// The clock of a stream that is lost and comes back.
#include "source/live_clock.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

constexpr Nanoseconds kStep = kSecond / 25, kUtc = 1'700'000'000 * kSecond;

/// Picture `i` of a connection, as the source of one connection numbers and times it.
SourceFrame picture(std::int64_t i) {
  SourceFrame frame;
  frame.index = i;
  frame.pts_ns = i * kStep;
  return frame;
}

SourceFrame stamped(LiveClock& clock, SourceFrame frame, Nanoseconds now) {
  clock.stamp(frame, now, kUtc + now);
  return frame;
}

TEST(LiveClock, TimeAndNumbersGoOnOverALoss) {
  LiveClock clock;
  for (int i = 0; i < 3; ++i) {
    const auto frame = stamped(clock, picture(i), 7 * kSecond + i * kStep);
    EXPECT_EQ(frame.pts_ns, i * kStep);
    EXPECT_EQ(frame.index, i);
    EXPECT_EQ(frame.epoch, 0);
    EXPECT_FALSE(frame.seam.reconnected);
  }
  clock.reconnected();
  const Nanoseconds back = 7 * kSecond + 2 * kStep + 30 * kSecond;
  const auto first = stamped(clock, picture(0), back);
  EXPECT_EQ(first.pts_ns, 2 * kStep + 30 * kSecond);
  EXPECT_EQ(first.index, 3);
  EXPECT_EQ(first.epoch, 1);
  EXPECT_TRUE(first.seam.reconnected);
  const auto second = stamped(clock, picture(1), back + kStep);
  EXPECT_EQ(second.pts_ns, first.pts_ns + kStep);
  EXPECT_EQ(second.index, 4);
  EXPECT_EQ(second.epoch, 1);
  EXPECT_FALSE(second.seam.reconnected);
}

/// What a server kept comes in a burst behind every loss: that is no time that has passed.
TEST(LiveClock, AThousandLossesAddNoError) {
  LiveClock clock;
  Nanoseconds now = kSecond, pts = 0;
  for (int loss = 0; loss < 1000; ++loss) {
    for (int i = 0; i < 50; ++i) {
      now += i < 25 ? 0 : kStep;
      pts = stamped(clock, picture(i), now).pts_ns;
    }
    if (loss == 999) break;
    now += kSecond / 2;
    clock.reconnected();
  }
  EXPECT_NEAR(to_seconds(pts - now), 0, 0.1);
}

/// A burst behind a loss is no reason to go back.
TEST(LiveClock, TimesNeverGoBack) {
  LiveClock clock;
  stamped(clock, picture(100), kSecond);
  clock.reconnected();
  Nanoseconds last = 100 * kStep;
  for (int i = 0; i < 5; ++i) {
    const auto frame = stamped(clock, picture(i), kSecond);  // all at once
    EXPECT_GT(frame.pts_ns, last);
    last = frame.pts_ns;
  }
}

TEST(LiveClock, ACameraThatTellsTheTimeIsBelieved) {
  LiveClock clock;
  auto frame = picture(0);
  frame.clock = ClockSource::rtcp;
  frame.utc_ns = kUtc;
  EXPECT_EQ(stamped(clock, frame, kSecond).utc_ns, kUtc);
  clock.reconnected();
  frame = picture(0);
  frame.clock = ClockSource::rtcp;
  frame.utc_ns = kUtc + 10 * kSecond;  // the network took 0.4 s longer
  const auto back = stamped(clock, frame, 11 * kSecond + 400'000'000);
  EXPECT_EQ(back.pts_ns, 10 * kSecond);
  EXPECT_EQ(back.utc_ns, kUtc + 10 * kSecond);
  EXPECT_EQ(back.clock, ClockSource::rtcp);
}

/// A camera whose clock was set meanwhile says nothing about what has passed.
TEST(LiveClock, ACameraWhoseClockWasSetIsNot) {
  LiveClock clock;
  auto frame = picture(0);
  frame.clock = ClockSource::rtcp;
  frame.utc_ns = kUtc;
  stamped(clock, frame, kSecond);
  clock.reconnected();
  frame = picture(0);
  frame.clock = ClockSource::rtcp;
  frame.utc_ns = kUtc + 3600 * kSecond;
  EXPECT_EQ(stamped(clock, frame, 4 * kSecond).pts_ns, 3 * kSecond);
}

TEST(LiveClock, PicturesThatWereHeldUpWereTakenWhenTheyWereDue) {
  constexpr Nanoseconds kDelay = kSecond / 10;
  LiveClock clock(kDelay);
  for (int i = 0; i < 200; ++i) {
    const Nanoseconds held_up = i % 3 == 0 ? 0 : (i * 7919 % 60) * 1'000'000;
    const auto frame = stamped(clock, picture(i), kSecond + i * kStep + held_up);
    EXPECT_EQ(frame.clock, ClockSource::receipt);
    EXPECT_NEAR(static_cast<double>(frame.utc_ns - (kUtc + kSecond + i * kStep - kDelay)), 0,
                1'000'000.0)
        << i;
  }
}

TEST(LiveClock, SoundGoesAlongAndNeverOverlaps) {
  LiveClock clock;
  const auto with_sound = [](SourceFrame frame, Nanoseconds at) {
    Packet packet;
    packet.pts_ns = packet.dts_ns = at;
    packet.duration_ns = 20'000'000;
    frame.audio.push_back(packet);
    return frame;
  };
  stamped(clock, with_sound(picture(0), 0), kSecond);
  clock.reconnected();
  auto frame = with_sound(with_sound(picture(0), -3 * kSecond), 0);
  frame = stamped(clock, frame, 2 * kSecond);
  ASSERT_EQ(frame.audio.size(), 1U) << "what is from before the loss ended is left out";
  EXPECT_EQ(frame.audio[0].pts_ns, kSecond);
  EXPECT_EQ(frame.audio[0].dts_ns, kSecond);
}

}  // namespace
}  // namespace touchline
