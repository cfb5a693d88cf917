#include "sports/badminton/scene/flight.h"

#include <algorithm>
#include <cmath>

namespace touchline::badminton {
namespace {

constexpr double kFastest_m_s = 110;

Vec3d acceleration(Vec3d v) {
  const double drag = kGravity_m_s2 / (kTerminal_m_s * kTerminal_m_s) * length(v);
  return {-drag * v.x, -drag * v.y, -kGravity_m_s2 - drag * v.z};
}

/// Runge and Kutta's fourth order.
ShuttleState stepped(const ShuttleState& s, double dt) {
  const auto rate = [](const ShuttleState& of) {
    return ShuttleState{of.velocity, acceleration(of.velocity)};
  };
  const auto ahead = [&](const ShuttleState& slope, double by) {
    return ShuttleState{s.at + by * slope.at, s.velocity + by * slope.velocity};
  };
  const ShuttleState a = rate(s), b = rate(ahead(a, dt / 2)), c = rate(ahead(b, dt / 2)),
                     d = rate(ahead(c, dt));
  return {s.at + (dt / 6) * (a.at + 2.0 * b.at + 2.0 * c.at + d.at),
          s.velocity + (dt / 6) * (a.velocity + 2.0 * b.velocity + 2.0 * c.velocity + d.velocity)};
}

Vec3d directed(Vec3d from, Vec3d to, double elevation, double speed) {
  const double dx = to.x - from.x, dy = to.y - from.y, far = std::max(1e-6, std::hypot(dx, dy));
  const double level = speed * std::cos(elevation);
  return {level * dx / far, level * dy / far, speed * std::sin(elevation)};
}

double ground_way(Vec3d a, Vec3d b) { return std::hypot(b.x - a.x, b.y - a.y); }

}  // namespace

Flight::Flight(const ShuttleState& start) {
  constexpr double kLongest_s = 12;
  steps_.push_back(start);
  while (steps_.back().at.z > 0 && lands_s() < kLongest_s)
    steps_.push_back(stepped(steps_.back(), kStep_s));
  steps_.back().at.z = std::max(0.0, steps_.back().at.z);
}

ShuttleState Flight::at(double t_s) const {
  if (t_s <= 0) return steps_.front();
  const auto i = static_cast<std::size_t>(t_s / kStep_s);
  if (i + 1 >= steps_.size()) return {steps_.back().at, {}};
  return stepped(steps_[i], t_s - kStep_s * static_cast<double>(i));
}

std::optional<double> Flight::falls_through(double z) const {
  for (std::size_t i = steps_.size() - 1; i > 0; --i) {
    const double high = steps_[i - 1].at.z, low = steps_[i].at.z;
    if (!(high >= z && low < z)) continue;
    return kStep_s * (static_cast<double>(i - 1) + (high - z) / (high - low));
  }
  return std::nullopt;
}

std::optional<double> Flight::crosses_net() const {
  for (std::size_t i = 1; i < steps_.size(); ++i) {
    const double a = steps_[i - 1].at.x, b = steps_[i].at.x;
    if ((a < 0) != (b < 0)) return kStep_s * (static_cast<double>(i - 1) + a / (a - b));
  }
  return std::nullopt;
}

std::optional<Flight> lofted(Vec3d from, Vec3d to, double elevation) {
  const double wanted = ground_way(from, to);
  const auto reaches = [&](double speed) {
    const Flight flight({from, directed(from, to, elevation, speed)});
    const auto down = flight.falls_through(to.z);
    return down && ground_way(from, flight.at(*down).at) >= wanted;
  };
  if (!reaches(kFastest_m_s)) return std::nullopt;
  double slow = 0.5, fast = kFastest_m_s;
  for (int i = 0; i < 40; ++i) {
    const double middle = (slow + fast) / 2;
    (reaches(middle) ? fast : slow) = middle;
  }
  return Flight({from, directed(from, to, elevation, fast)});
}

std::optional<Flight> driven(Vec3d from, Vec3d to, double speed) {
  const double wanted = ground_way(from, to);
  const auto height_there = [&](double elevation) {
    const Flight flight({from, directed(from, to, elevation, speed)});
    double before = 0, after = flight.lands_s();
    if (ground_way(from, flight.at(after).at) < wanted) return -1.0;
    for (int i = 0; i < 40; ++i) {
      const double middle = (before + after) / 2;
      (ground_way(from, flight.at(middle).at) < wanted ? before : after) = middle;
    }
    return flight.at(after).at.z;
  };
  double low = -1.2, high = 0.5;  // radians
  if (height_there(high) < to.z) return std::nullopt;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (height_there(middle) < to.z ? low : high) = middle;
  }
  return Flight({from, directed(from, to, high, speed)});
}

}  // namespace touchline::badminton
