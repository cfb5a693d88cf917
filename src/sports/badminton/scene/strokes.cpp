#include "sports/badminton/scene/strokes.h"

#include <algorithm>
#include <cmath>

#include "sports/badminton/court.h"

namespace touchline::badminton {
namespace {

constexpr double kOverNet_m = 0.06;  // a stroke clears the tape by
constexpr double kReaction_s = 0.2;
constexpr double kReaches_m_s = 3.6;                   // on average, from standing to standing
constexpr double kHighest_m = 2.65, kLowest_m = 0.35;  // of a contact
constexpr double kInside_m = 0.1;                      // of the lines, where shuttles are aimed at

bool is_good(const Flight& flight) {
  const auto over = flight.crosses_net();
  if (!over) return false;
  const Vec3d there = flight.at(*over).at, land = flight.at(flight.lands_s()).at;
  return there.z > net_height_m(there.y) + kOverNet_m && std::abs(there.y) < kWidth_m / 2 &&
         std::abs(land.x) < kLength_m / 2 && std::abs(land.y) < kSinglesWidth_m / 2 + 0.2;
}

/// The flattest one from `elevation` on that is good.
std::optional<Flight> lofted_over(Vec3d from, Vec3d to, double elevation) {
  constexpr double kStep = 0.06, kSteepest = 1.4;  // radians
  for (double up = elevation; up < kSteepest; up += kStep) {
    auto flight = lofted(from, to, up);
    if (flight && is_good(*flight)) return flight;
  }
  return std::nullopt;
}

}  // namespace

StrokeKind chosen_stroke(Vec3d contact, SceneRandom& random) {
  const double deep = std::abs(contact.x), draw = random.uniform();
  if (contact.z > 2.1) {
    if (deep > 3.2)
      return draw < 0.4 ? StrokeKind::clear : draw < 0.65 ? StrokeKind::drop : StrokeKind::smash;
    return draw < 0.7 ? StrokeKind::smash : StrokeKind::drop;
  }
  if (contact.z > 1.25) return draw < 0.8 ? StrokeKind::drive : StrokeKind::lift;
  if (deep < 3.4) return draw < 0.45 ? StrokeKind::net_shot : StrokeKind::lift;
  return draw < 0.7 ? StrokeKind::lift : StrokeKind::net_shot;
}

std::optional<Flight> flight_of(StrokeKind kind, Vec3d from, SceneRandom& random) {
  const double there = from.x < 0 ? 1 : -1;
  const double y = random.between(-1, 1) * (kSinglesWidth_m / 2 - 3 * kInside_m);
  const auto to = [&](double from_net, double height) {
    return Vec3d{there * (from_net + 0.3 * random.uniform()), y, height};
  };
  // One draw a statement: compilers differ in the order in which they evaluate arguments.
  switch (kind) {
    case StrokeKind::short_service:
      return lofted_over(from, {there * 2.5, from.y > 0 ? -0.7 : 0.7, 0.3}, 0.3);
    case StrokeKind::long_service:
      return lofted_over(from, {there * 5.9, from.y > 0 ? -0.8 : 0.8, 2.0}, 1.0);
    case StrokeKind::clear: {
      const double up = random.between(0.65, 0.95);
      return lofted_over(from, to(5.5, 2.4), up);
    }
    case StrokeKind::lift: {
      const double up = random.between(0.85, 1.1);
      return lofted_over(from, to(5.4, 2.3), up);
    }
    case StrokeKind::drop:
      return lofted_over(from, to(1.7, 0.7), -0.1);
    case StrokeKind::net_shot:
      return lofted_over(from, to(0.8, 0.6), 0.5);
    case StrokeKind::drive: {
      const double m_s = random.between(24, 32);
      const auto flat = driven(from, to(4.0, 1.2), m_s);
      return flat && is_good(*flat) ? flat : lofted_over(from, to(4.5, 1.4), 0.15);
    }
    case StrokeKind::smash: {
      const double m_s = random.between(52, 72);
      const auto steep = driven(from, to(4.4, 0.6), m_s);
      return steep && is_good(*steep) ? steep : std::nullopt;
    }
  }
  return std::nullopt;
}

Vec2d feet_for(int player, Vec3d contact, bool forehand) {
  const double side = half_of(player);
  // Behind the shuttle when it is high, a lunge away from it when it is low.
  const double low = std::clamp((1.9 - contact.z) / 1.2, 0.0, 1.0);
  const double back = 0.3 + 0.55 * low, aside = 0.35 + 0.25 * low;
  // A right-hander at x < 0 looks along +x and has the racket at -y.
  const double right = side < 0 ? -1 : 1;
  return {contact.x + side * back, contact.y - (forehand ? right : -right) * aside};
}

std::optional<Meeting> met_by(int player, Vec2d place, const Flight& flight) {
  const double side = half_of(player);
  const auto over = flight.crosses_net();
  if (!over) return std::nullopt;
  constexpr double kStep_s = 0.02;
  double highest = 0;
  for (double t = 0; t < flight.lands_s(); t += kStep_s)
    highest = std::max(highest, flight.at(t).at.z);
  const bool high = highest > 3.2;
  for (double t = *over + kStep_s; t < flight.lands_s(); t += kStep_s) {
    const ShuttleState s = flight.at(t);
    if (side * s.at.x < 0.35 || s.at.z > kHighest_m || s.at.z < kLowest_m) continue;
    if (high && s.velocity.z > 0) continue;
    const double right = side < 0 ? -1 : 1;
    const bool forehand = s.at.z > 2.0 || right * (s.at.y - place.y) > -0.2;
    const Vec2d feet = feet_for(player, s.at, forehand);
    if (distance(feet, place) > kReaches_m_s * std::max(0.0, t - kReaction_s) + 0.1) continue;
    return Meeting{t, s.at, feet, forehand};
  }
  return std::nullopt;
}

}  // namespace touchline::badminton
