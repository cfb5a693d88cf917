// Presence in a zone: visits by the clock, whatever the frame rate, with gaps that prove nothing.
#include "analytics/zone_presence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <optional>
#include <random>

namespace touchline {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

const Polygon kRoom = {{0, 0}, {10, 0}, {10, 10}, {0, 10}};
constexpr Vec2d kIn{5, 5}, kOut{15, 5};

/// Where a track is at a time, seconds; nothing: it is not seen.
using Walk = std::function<std::optional<Vec2d>(double)>;

struct Seen {
  std::vector<ZoneChange> changes;
  int inside = 0;  ///< at the last frame
  std::int64_t visits = 0;
  double dwell_s = 0;
  [[nodiscard]] std::vector<double> times() const {
    std::vector<double> all;
    for (const auto& c : changes)
      all.push_back(to_seconds(c.entered ? c.visit.entered.pts_ns : c.visit.left.pts_ns));
    return all;
  }
};

Seen watch(const std::vector<Walk>& walks, double seconds, double fps, ZoneTimes times = {},
           const Polygon& room = kRoom, Nanoseconds first_ns = 0) {
  ZonePresence zone(room, times);
  Seen seen;
  for (std::int64_t frame = 0; static_cast<double>(frame) / fps <= seconds; ++frame) {
    const double t = static_cast<double>(frame) / fps;
    std::vector<ZoneSighting> sightings;
    for (std::size_t i = 0; i < walks.size(); ++i)
      if (const auto at = walks[i](t)) sightings.push_back({static_cast<int>(i) + 1, *at});
    zone.push({frame, first_ns + from_seconds(t)}, sightings, seen.changes);
  }
  seen.inside = zone.inside();
  zone.end(seen.changes);
  seen.visits = zone.visits();
  seen.dwell_s = to_seconds(zone.dwell_ns());
  return seen;
}

/// Inside from `from` until `to`, seen all the time.
Walk stay(double from, double to) {
  return [=](double t) { return t >= from && t < to ? kIn : kOut; };
}

TEST(ZonePresence, AVisitHasItsTimes) {
  const auto seen = watch({stay(1, 4)}, 8, 25);
  ASSERT_EQ(seen.changes.size(), 2U);
  const auto& [entered, in] = seen.changes[0];
  const auto& [still, out] = seen.changes[1];
  EXPECT_TRUE(entered);
  EXPECT_FALSE(still);
  EXPECT_EQ(in.track_id, 1);
  EXPECT_EQ(in.entered.frame, 25);
  EXPECT_EQ(in.left.frame, 30) << "certain after 0.2 s";
  EXPECT_EQ(out.entered.frame, 25);
  EXPECT_EQ(out.left.frame, 99);
  EXPECT_DOUBLE_EQ(to_seconds(out.dwell_ns), 2.96);
  EXPECT_EQ(seen.visits, 1);
  EXPECT_EQ(seen.inside, 0);
}

TEST(ZonePresence, DoesNotDependOnTheFrameRate) {
  for (const double fps : {12.5, 25.0, 60.0, 30000.0 / 1001}) {
    SCOPED_TRACE(fps);
    const auto seen = watch({stay(1, 4), stay(2, 2.9), stay(5, 5.1)}, 8, fps);
    EXPECT_EQ(seen.visits, 2) << "a tenth of a second is no visit";
    EXPECT_NEAR(seen.dwell_s, 3.9, 2.5 / fps);
    const auto times = seen.times();
    ASSERT_EQ(times.size(), 4U);
    const double expected[] = {1, 2, 2.9, 4};
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(times[i], expected[i], 1.5 / fps) << i;
  }
}

TEST(ZonePresence, SomebodyAtTheBorderDoesNotFlicker) {
  const Walk wavers = [](double t) { return std::fmod(t, 0.4) < 0.24 ? kIn : kOut; };
  const auto seen = watch({wavers}, 10, 25);
  EXPECT_EQ(seen.visits, 1);
  EXPECT_NEAR(seen.dwell_s, 10, 0.5);
  const Walk touches = [](double t) { return std::fmod(t, 0.4) < 0.1 ? kIn : kOut; };
  EXPECT_EQ(watch({touches}, 10, 25).visits, 0) << "never inside for 0.2 s";
}

TEST(ZonePresence, ATrackLostAndFoundSoonGoesOn) {
  const auto lost = [](double from, double to) -> Walk {
    return [=](double t) { return t >= from && t < to ? std::nullopt : stay(1, 6)(t); };
  };
  const auto soon = watch({lost(3, 3.9)}, 8, 25);
  EXPECT_EQ(soon.visits, 1);
  EXPECT_NEAR(soon.dwell_s, 4.96, 0.05) << "it was there in between";
  const auto late = watch({lost(3, 4.5)}, 8, 25);
  EXPECT_EQ(late.visits, 2) << "longer unseen than leave_s";
  EXPECT_NEAR(late.dwell_s, 1.96 + 1.46, 0.05);
  EXPECT_THAT(late.times(), ElementsAre(1, 2.96, DoubleNear(4.52, 1e-6), 5.96));
  const auto patient = watch({lost(3, 4.5)}, 8, 25, {0.2, 3});
  EXPECT_EQ(patient.visits, 1) << "the visit goes on ...";
  EXPECT_NEAR(patient.dwell_s, 1.96 + 1.46, 0.05) << "... but nobody knows where it was";
}

TEST(ZonePresence, AGapOfTheSourceIsNoPresence) {
  ZonePresence zone(kRoom, {0.2, 10});
  std::vector<ZoneChange> changes;
  const ZoneSighting here[] = {{1, kIn}};
  for (int frame = 0; frame <= 50; ++frame)
    zone.push({frame, frame * (kSecond / 25) + (frame > 25 ? 5 * kSecond : 0)}, here, changes);
  EXPECT_EQ(zone.visits(), 1);
  EXPECT_NEAR(to_seconds(zone.dwell_ns()), 1.96, 1e-9);
}

TEST(ZonePresence, AClockThatGoesBackEndsAVisit) {
  ZonePresence zone(kRoom, {});
  std::vector<ZoneChange> changes;
  const ZoneSighting here[] = {{1, kIn}};
  for (int frame = 0; frame <= 25; ++frame)
    zone.push({frame, frame * (kSecond / 25)}, here, changes);
  zone.push({26, 0}, here, changes);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_FALSE(changes[1].entered);
  EXPECT_EQ(zone.dwell_ns(), kSecond);
}

TEST(ZonePresence, TracksAreCountedEachByItself) {
  const auto seen = watch({stay(0, 9), stay(1, 9), stay(2, 3)}, 5, 25);
  EXPECT_EQ(seen.inside, 2);
  EXPECT_EQ(seen.visits, 3);
  EXPECT_EQ(seen.changes.size(), 6U) << "the end ends them all";
}

TEST(ZonePresence, ZoneAndPeopleMovedTogetherGiveTheSame) {
  std::minstd_rand random(9);
  std::uniform_real_distribution<double> at(-5, 15);
  std::vector<Vec2d> places(400);
  for (auto& p : places) p = {std::round(at(random)), std::round(at(random))};
  const Vec2d by{1024, -64};
  Polygon moved(kRoom.rbegin(), kRoom.rend());
  for (auto& p : moved) p = p + by;
  const auto walk = [&](Vec2d shift) -> Walk {
    return [&, shift](double t) { return places[static_cast<std::size_t>(t * 4) % 400] + shift; };
  };
  const auto here = watch({walk({})}, 90, 25),
             there = watch({walk(by)}, 90, 25, {}, moved, 7 * kSecond);
  EXPECT_GT(here.visits, 3);
  EXPECT_EQ(here.visits, there.visits);
  EXPECT_EQ(here.dwell_s, there.dwell_s);
  for (std::size_t i = 0; i < here.changes.size(); ++i)
    EXPECT_EQ(here.changes[i].visit.left.frame, there.changes[i].visit.left.frame);
}

TEST(ZonePresence, MemoryIsThatOfThosePresent) {
  ZonePresence zone(kRoom, {});
  std::vector<ZoneChange> changes;
  for (int frame = 0; frame < 20000; ++frame) {
    const ZoneSighting one[] = {{frame / 10, kIn}};
    zone.push({frame, frame * (kSecond / 25)}, one, changes);
    EXPECT_LE(zone.inside(), 5);
  }
  EXPECT_EQ(zone.visits(), 2000);
}

}  // namespace
}  // namespace touchline
