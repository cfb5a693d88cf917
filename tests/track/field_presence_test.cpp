// Who is beside the field, and who only looks like it for a while.
#include "track/field_presence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

namespace touchline {
namespace {

/// Seconds of `out(t)` metres beyond the line in which somebody is taken for a bystander; noise of
/// 0.3 m, half of it lasting.
struct Watched {
  double beside_s = 0;
  int changes = 0;
  bool at_end = false;
};
Watched watch(double seconds, const std::function<double(double)>& out, bool official = false,
              double sigma = 0.3, double fps = 25) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal(0, 1);
  FieldPresence presence;
  Watched seen;
  double lasting = 0;
  for (int k = 0; k < static_cast<int>(seconds * fps); ++k) {
    lasting = 0.97 * lasting + 0.24 * normal(random);
    const double noise = 0.2 * lasting + 0.2 * normal(random);
    const bool before = presence.beside();
    presence.see(out(k / fps) + noise, sigma, k == 0 ? 0 : 1 / fps, official);
    seen.beside_s += presence.beside() ? 1 / fps : 0;
    seen.changes += k > 0 && presence.beside() != before;
  }
  seen.at_end = presence.beside();
  return seen;
}

TEST(FieldPresence, ABenchIsBesideTheFieldFromTheStart) {
  for (const double out : {3.5, 5.0, 12.0}) {
    const Watched bench = watch(20, [&](double) { return out; });
    EXPECT_GE(bench.beside_s, 19.5) << out;
    EXPECT_EQ(bench.changes, 0) << out;
  }
}

TEST(FieldPresence, StaffAtTheEdgeOfTheirAreaIsFoundInTime) {
  const Watched coach = watch(60, [](double t) { return 2.4 + 0.3 * std::sin(0.5 * t); });
  EXPECT_TRUE(coach.at_end);
  EXPECT_GE(coach.beside_s, 30);
  EXPECT_LE(coach.changes, 1);
}

TEST(FieldPresence, StaffWhoNeverSetFootOnTheFieldAreFoundNearTheLineToo) {
  for (const double out : {0.8, 1.1}) {
    const auto place = [out](double t) { return out + 0.1 * std::sin(0.5 * t); };
    const Watched coach = watch(60, place, false, 0.07);
    EXPECT_TRUE(coach.at_end) << out;
    EXPECT_GE(coach.beside_s, 40) << out;
    EXPECT_LE(coach.changes, 1) << out;
    // The same place after a walk on the field: somebody who waits at the line to play on.
    const auto played = [&](double t) { return t < 2 ? -5.0 : place(t); };
    EXPECT_EQ(watch(60, played, false, 0.07).beside_s, 0) << out;
  }
}

TEST(FieldPresence, AWingerOnTheLineIsAPlayer) {
  const Watched sure = watch(120, [](double t) { return 0.6 * std::sin(0.7 * t); }, false, 0.07);
  EXPECT_EQ(sure.beside_s, 0);

  const Watched winger = watch(120, [](double t) { return 0.6 * std::sin(0.7 * t); });
  EXPECT_EQ(winger.beside_s, 0);
}

TEST(FieldPresence, WhoTakesAThrowInOrACornerIsAPlayer) {
  for (const double out : {1.0, 2.5, 5.0}) {
    // On the field, five seconds outside, on it again; and again.
    const Watched thrower = watch(60, [&](double t) { return std::fmod(t, 15) > 10 ? out : -6.0; });
    EXPECT_EQ(thrower.beside_s, 0) << out;
  }
}

TEST(FieldPresence, ASubstituteWhoComesOnIsAPlayerSoon) {
  const Watched substitute = watch(40, [](double t) { return t < 30 ? 4.0 : -8.0; });
  EXPECT_FALSE(substitute.at_end);
  EXPECT_EQ(substitute.changes, 1);
  EXPECT_LE(substitute.beside_s, 34);
  const Watched replaced = watch(40, [](double t) { return t < 10 ? -8.0 : 4.0; });
  EXPECT_TRUE(replaced.at_end);
  EXPECT_EQ(replaced.changes, 1);
}

TEST(FieldPresence, AnAssistantRefereeBesideTheLineIsInHisPlace) {
  EXPECT_EQ(watch(60, [](double) { return 1.2; }, true).beside_s, 0);
  EXPECT_TRUE(watch(60, [](double) { return 5.0; }, true).at_end);
}

TEST(FieldPresence, WhoeverIsPlacedBadlyOrNotAtAllIsOnTheField) {
  EXPECT_EQ(watch(60, [](double) { return 3.0; }, false, 1.2).beside_s, 0);
  EXPECT_FALSE(FieldPresence().beside());
}

TEST(FieldPresence, DoesNotDependOnTheFrameRate) {
  const auto out = [](double t) { return t < 20 ? -3.0 : 6.0; };
  EXPECT_NEAR(watch(60, out, false, 0.3, 12).beside_s, watch(60, out, false, 0.3, 60).beside_s, 1);
}

}  // namespace
}  // namespace touchline
