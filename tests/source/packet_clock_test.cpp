#include "source/packet_clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "playback.h"

namespace touchline {
namespace {

using testing::kMillisecond;

constexpr Nanoseconds kHour = 3600 * kSecond;

PacketStamps video(Nanoseconds dts, Nanoseconds delay = 0) {
  return {true, dts * kMillisecond, (dts + delay) * kMillisecond, 40 * kMillisecond};
}
PacketStamps sound(Nanoseconds dts) {
  return {false, dts * kMillisecond, dts * kMillisecond, 20 * kMillisecond};
}

struct Heard {
  std::vector<Nanoseconds> pictures, sounds;  ///< joined presentation times, ms; -1: forgotten
  std::vector<Nanoseconds> jumps;             ///< ms
  int joins = 0, wild = 0, forgotten = 0;
};

/// All packets, each with the shortest look ahead that the clock asks for.
Heard hear(const std::vector<PacketStamps>& packets, bool indexed = false,
           Nanoseconds longest_gap = 600 * kSecond) {
  PacketClock clock(indexed);
  Heard heard;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    std::optional<PacketClock::Verdict> verdict;
    for (std::size_t n = 1; !verdict; ++n) {
      const bool complete = i + n > packets.size();
      EXPECT_LE(n, packets.size() + 1);
      verdict = clock.judge(std::span(packets).subspan(i, complete ? packets.size() - i : n),
                            complete, [&] { return longest_gap; });
    }
    if (verdict->joined_by) heard.jumps.push_back(*verdict->joined_by / kMillisecond);
    if (verdict->overlaps) continue;
    (packets[i].video ? heard.pictures : heard.sounds)
        .push_back(verdict->wild ? -1 : (packets[i].pts + verdict->offset) / kMillisecond);
  }
  heard.joins = clock.joins();
  heard.wild = clock.wild();
  heard.forgotten = clock.forgotten();
  return heard;
}

std::vector<PacketStamps> run_of(Nanoseconds from, int count) {
  std::vector<PacketStamps> packets;
  for (int i = 0; i < count; ++i) packets.push_back(video(from + 40 * i));
  return packets;
}

std::vector<PacketStamps> operator+(std::vector<PacketStamps> a,
                                    const std::vector<PacketStamps>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<Nanoseconds> even(Nanoseconds from, int count) {
  std::vector<Nanoseconds> times;
  for (int i = 0; i < count; ++i) times.push_back(from + 40 * i);
  return times;
}

TEST(PacketClock, AnOrdinaryStreamNeedsNoLookAhead) {
  PacketClock clock(true);
  const auto two = run_of(0, 2);
  ASSERT_TRUE(clock.judge(two, false, [] { return kHour; }));
  for (Nanoseconds at = 40; at < 400; at += 40) {
    const auto next = video(at, 80);
    const auto verdict = clock.judge({&next, 1}, false, [] { return kHour; });
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->offset, 0);
    EXPECT_FALSE(verdict->wild || verdict->wild_dts || verdict->jumped);
  }
}

TEST(PacketClock, AClockThatStartsAgainGoesOnWhereItEnded) {
  const auto heard = hear(run_of(10'800'000, 10) + run_of(0, 10));
  EXPECT_EQ(heard.pictures, even(10'800'000, 20));
  EXPECT_EQ(heard.joins, 1);
  EXPECT_EQ(heard.jumps, (std::vector<Nanoseconds>{-10'800'400}));
}

TEST(PacketClock, BackByAFewSecondsOrLess) {
  for (const Nanoseconds back : {3000, 300, 200}) {
    const auto heard = hear(run_of(10'000, 10) + run_of(10'400 - back, 10));
    EXPECT_EQ(heard.pictures, even(10'000, 20)) << back;
    EXPECT_EQ(heard.joins, 1) << back;
  }
}

TEST(PacketClock, AJumpThatCannotBeTimeThatPassedIsJoined) {
  const auto joined = hear(run_of(0, 10) + run_of(10'800'400, 10));
  EXPECT_EQ(joined.pictures, even(0, 20));
  EXPECT_EQ(joined.jumps, (std::vector<Nanoseconds>{10'800'000}));
  const auto gap = hear(run_of(0, 10) + run_of(60'400, 10));
  EXPECT_EQ(gap.pictures.back(), 60'400 + 9 * 40);
  EXPECT_EQ(gap.joins, 0);
  const auto said = hear(run_of(0, 10) + run_of(60'400, 10), false, 0);
  EXPECT_EQ(said.pictures, even(0, 20));
}

TEST(PacketClock, AnIndexedContainersHoursStay) {
  const auto heard = hear(run_of(0, 10) + run_of(10'800'400, 1), true, 24 * kHour);
  EXPECT_EQ(heard.pictures.back(), 10'800'400);
  EXPECT_EQ(heard.joins + heard.wild, 0);
}

TEST(PacketClock, SeveralRestarts) {
  const auto heard =
      hear(run_of(5'000'000, 8) + run_of(0, 8) + run_of(9'000'000, 8) + run_of(100, 8));
  EXPECT_EQ(heard.pictures, even(5'000'000, 32));
  EXPECT_EQ(heard.joins, 3);
}

TEST(PacketClock, PicturesInAnotherOrderAroundTheJoint) {
  // Decode order I P B B: the first part ends on a B picture, the second shows its first at once.
  std::vector<PacketStamps> packets;
  for (const Nanoseconds base : {10'000, 0})
    for (int group = 0; group < 3; ++group)
      for (const auto& [dts, pts] : {std::pair{0, 40}, {40, 160}, {80, 80}, {120, 120}})
        packets.push_back({true, (base + group * 160 + dts) * kMillisecond,
                           (base + group * 160 + pts) * kMillisecond, 40 * kMillisecond});
  const auto heard = hear(packets);
  auto shown = heard.pictures;
  std::sort(shown.begin(), shown.end());
  EXPECT_EQ(shown, even(10'040, 24));
}

TEST(PacketClock, SoundFollowsThePicturesWhicheverComesFirst) {
  const auto part = [](Nanoseconds from, bool sound_first) {
    std::vector<PacketStamps> packets;
    for (int i = 0; i < 10; ++i) {
      const Nanoseconds at = from + 40 * i;
      if (sound_first) packets.insert(packets.end(), {sound(at), sound(at + 20)});
      packets.push_back(video(at));
      if (!sound_first) packets.insert(packets.end(), {sound(at), sound(at + 20)});
    }
    return packets;
  };
  for (const bool sound_first : {false, true}) {
    for (const Nanoseconds second : {0, 10'803'000}) {
      const auto heard = hear(part(3000, sound_first) + part(second, sound_first));
      EXPECT_EQ(heard.pictures, even(3000, 20));
      ASSERT_EQ(heard.sounds.size(), 40U);
      for (std::size_t i = 0; i < 40; ++i)
        EXPECT_EQ(heard.sounds[i], 3000 + 20 * static_cast<Nanoseconds>(i)) << sound_first;
      EXPECT_EQ(heard.joins, 1);
    }
  }
}

TEST(PacketClock, APauseThatTheOtherStreamBearsOutIsTimeThatPassed) {
  std::vector<PacketStamps> pictures = run_of(0, 10), sounds;
  for (Nanoseconds at = 400; at < 1'200'400; at += 20) sounds.push_back(sound(at));
  const auto without_pictures = hear(pictures + sounds + run_of(1'200'400, 10));
  EXPECT_EQ(without_pictures.pictures.back(), 1'200'400 + 9 * 40);
  EXPECT_EQ(without_pictures.joins, 0);
  const auto without_sound =
      hear(std::vector{sound(0), sound(20)} + run_of(0, 1000) +
           std::vector{sound(39'960), sound(39'980), sound(40'000)} + run_of(40'000, 5));
  EXPECT_EQ(without_sound.sounds.back(), 40'000);
  EXPECT_EQ(without_sound.joins, 0);
}

TEST(PacketClock, LateSoundOfTheOldPartKeepsItsClock) {
  auto packets = run_of(5000, 10);
  packets = packets + run_of(0, 6) + std::vector{sound(5360), sound(5380)} + run_of(240, 6) +
            std::vector{sound(0), sound(20)};
  packets.insert(packets.begin() + 5, {sound(5300), sound(5320), sound(5340)});
  EXPECT_EQ(hear(packets).sounds,
            (std::vector<Nanoseconds>{5300, 5320, 5340, 5360, 5380, 5400, 5420}));
}

TEST(PacketClock, SoundOfANewPartDoesNotOverlapTheOld) {
  auto packets = run_of(5000, 10) + std::vector{sound(5360), sound(5380), sound(5400), sound(5420)};
  packets = packets + run_of(100, 10) + std::vector{sound(60), sound(80), sound(100), sound(140)};
  const auto heard = hear(packets);
  for (std::size_t i = 1; i < heard.sounds.size(); ++i)
    EXPECT_GT(heard.sounds[i], heard.sounds[i - 1]);
  EXPECT_EQ(heard.sounds.back(), 5440);
}

TEST(PacketClock, OneWildStampAnywhere) {
  for (const bool indexed : {false, true})
    for (const std::size_t where : {1U, 5U, 18U})
      for (const Nanoseconds off : {142'000, 3000, -3000, -142'000}) {
        auto packets = run_of(200'000, 20);
        packets[where] = video(200'000 + 40 * static_cast<Nanoseconds>(where) + off);
        const auto heard = hear(packets, indexed);
        auto right = even(200'000, 20);
        right[where] = -1;
        EXPECT_EQ(heard.pictures, right) << where << " " << off;
        EXPECT_EQ(heard.wild, 1);
        EXPECT_EQ(heard.joins, 0);
      }
}

/// A transport stream stamps many packets of sound with one stamp.
TEST(PacketClock, AWildStampThatTimesManyPacketsOfSound) {
  for (const std::size_t where : {0U, 15U, 30U})
    for (const Nanoseconds off : {142'000, 5000, 500, -1000, -30'000}) {
      std::vector<PacketStamps> packets;
      std::vector<Nanoseconds> right;
      for (int i = 0; i < 60; ++i) {
        if (i % 2 == 0) packets.push_back(video(200'000 + 20 * i));
        const bool wild = static_cast<std::size_t>(i) / 15 == where / 15;
        packets.push_back(sound(200'000 + 20 * i + (wild ? off : 0)));
        right.push_back(wild ? -1 : 200'000 + 20 * i);
      }
      const auto heard = hear(packets);
      if (where == 0 && std::abs(off) < 3000) continue;  // beside the pictures all the same
      EXPECT_EQ(heard.sounds, right) << where << " " << off;
      EXPECT_EQ(heard.wild, 1) << where << " " << off;
      EXPECT_EQ(heard.joins, 0);
      EXPECT_EQ(heard.pictures.back(), 201'160);
    }
}

TEST(PacketClock, WildAtEitherEnd) {
  for (const Nanoseconds off : {142'000, -142'000}) {
    auto packets = run_of(200'000, 20);
    packets.front() = video(200'000 + off);
    EXPECT_EQ(hear(packets).wild, 1) << off;
    EXPECT_EQ(hear(packets).pictures[1], 200'040);
    packets = run_of(200'000, 20);
    packets.back() = video(200'760 + off);
    EXPECT_EQ(hear(packets).wild, 1) << off;
    EXPECT_EQ(hear(packets).joins, 0) << off;
  }
}

TEST(PacketClock, TwoWildStampsInARow) {
  for (const Nanoseconds second : {142'240, 77'000, -50'000}) {
    auto packets = run_of(100'000, 20);
    packets[5] = video(242'200);
    packets[6] = video(100'000 + second);
    const auto heard = hear(packets);
    EXPECT_EQ(heard.wild, 2) << second;
    EXPECT_EQ(heard.pictures[7], 100'280);
    EXPECT_EQ(heard.joins, 0);
  }
}

TEST(PacketClock, AWildDecodeStampLeavesThePicturesTimeAlone) {
  for (const Nanoseconds off : {142'000, -142'000}) {
    auto packets = run_of(200'000, 20);
    packets[5].dts += off * kMillisecond;
    const auto heard = hear(packets);
    EXPECT_EQ(heard.pictures, even(200'000, 20));
    EXPECT_EQ(heard.wild, 1);
    EXPECT_EQ(heard.forgotten, 0);
  }
}

TEST(PacketClock, StampsCrushedBehindAWildOneAreForgottenWithIt) {
  auto packets = run_of(0, 10);
  for (int i = 0; i < 10; ++i)
    packets.push_back(
        {true, 142 * kSecond + i * 11'111, 142 * kSecond + i * 11'111, 40 * kMillisecond});
  const auto heard = hear(packets + run_of(800, 5));
  EXPECT_EQ(heard.wild, 1);
  EXPECT_EQ(heard.forgotten, 10);
  EXPECT_EQ(heard.pictures.back(), 960);
}

/// `count` packets that a muxer crushed behind `from` (ms), one tick of 90 kHz or 1 ms apart.
std::vector<PacketStamps> crushed(Nanoseconds from, int count, Nanoseconds tick = 11'111) {
  std::vector<PacketStamps> packets;
  for (int i = 1; i <= count; ++i) {
    const Nanoseconds at = from * kMillisecond + i * tick;
    packets.push_back({true, at, at, 40 * kMillisecond});
  }
  return packets;
}

TEST(PacketClock, StampsCrushedBehindSeveralWildOnes) {
  for (const bool indexed : {false, true})
    for (const int wild : {1, 2, 3})
      for (const Nanoseconds tick : {Nanoseconds{0}, Nanoseconds{11'111}, kMillisecond}) {
        const auto heard = hear(
            run_of(0, 10) + run_of(142'400, wild) + crushed(142'400 + 40 * (wild - 1), 10, tick),
            indexed, kHour);
        EXPECT_EQ(heard.wild, wild) << indexed << wild << tick;
        EXPECT_EQ(heard.forgotten, wild + 10) << indexed << wild << tick;
        EXPECT_EQ(heard.joins, 0);
      }
}

TEST(PacketClock, OneStampCrushedAtTheEnd) {
  for (const bool indexed : {false, true}) {
    const auto heard = hear(run_of(0, 10) + run_of(142'400, 1) + crushed(142'400, 1), indexed);
    EXPECT_EQ(heard.wild, 1);
    EXPECT_EQ(heard.forgotten, 2);
  }
}

TEST(PacketClock, StampsCrushedBehindTheVeryFirst) {
  for (const bool indexed : {false, true}) {
    const auto heard = hear(run_of(142'000, 1) + crushed(142'000, 10) + run_of(440, 10), indexed);
    EXPECT_EQ(heard.wild, 1);
    EXPECT_EQ(heard.forgotten, 11);
    EXPECT_EQ(heard.pictures.back(), 800);
  }
}

/// Matroska has no times of decoding: the demuxer puts those of showing in order.
TEST(PacketClock, WildWhereTimesOfDecodingAreMadeUp) {
  auto packets = run_of(0, 10);
  packets[8].pts += 142 * kSecond;
  packets[9].pts += 142 * kSecond;
  const auto lost = hear(packets + crushed(142'360, 10, 0), true, kHour);
  EXPECT_EQ(lost.pictures[7], 280);
  EXPECT_EQ(lost.pictures[8], -1);
  EXPECT_EQ(lost.wild, 1);
  // The first have no time of decoding at all.
  std::vector<PacketStamps> first{{true, kNoTime, 142'080 * kMillisecond, 40 * kMillisecond},
                                  {true, kNoTime, 142'000 * kMillisecond, 40 * kMillisecond}};
  const auto none = hear(first + crushed(142'000, 10, 0), true, kHour);
  EXPECT_EQ(none.pictures, std::vector<Nanoseconds>(12, -1));
  EXPECT_EQ(none.wild, 1);
  // Pictures behind a pause are decoded before it, as far as its times tell.
  auto paused = run_of(0, 10) + run_of(7'200'000, 10);
  for (std::size_t i = paused.size() - 1; i >= 2; --i) paused[i].dts = paused[i - 2].dts;
  paused[0].dts = paused[1].dts = kNoTime;
  const auto heard = hear(paused, true, 3 * kHour);
  EXPECT_EQ(heard.wild, 0);
  EXPECT_EQ(heard.pictures[10], 7'200'000);
  EXPECT_EQ(heard.joins, 0);
  const auto too_long = hear(paused, true, kHour);
  EXPECT_EQ(too_long.pictures, even(0, 20));
  EXPECT_EQ(too_long.joins, 1);
}

TEST(PacketClock, SmallUntidinessIsLeftAlone) {
  const auto heard = hear({video(1000), video(1040), video(900), video(1080), video(1120),
                           video(1160), video(1200), video(1240)});
  EXPECT_EQ(heard.pictures[2], 900);
  EXPECT_EQ(heard.joins + heard.wild, 0);
}

TEST(PacketClock, PartsThatFollowOneAnotherByOrder) {
  PacketClock clock(true);
  const auto first = run_of(0, 5), second = run_of(0, 10);
  for (std::size_t i = 0; i < first.size(); ++i)
    ASSERT_TRUE(clock.judge(std::span(first).subspan(i), true, [] { return kHour; }));
  clock.begin_part();
  const auto verdict = clock.judge(second, true, [] { return kHour; });
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->offset, 200 * kMillisecond);
  EXPECT_FALSE(verdict->joined_by) << "nothing jumped: that is how it was asked for";
  EXPECT_EQ(clock.joins(), 0);
}

}  // namespace
}  // namespace touchline
