// A small ball that slows down as much as it falls, struck to and fro, and a camera that sees it.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <vector>

#include "base/clock.h"
#include "geometry/box.h"
#include "records/peak.h"

namespace touchline::testing {

using Point3 = std::array<double, 3>;  ///< metres: x across, y away from the camera, z up

/// Flight under gravity and drag that grows with the square of the speed.
struct Ballistics {
  double terminal_m_s = 6.8;

  void step(Point3& at, Point3& v, double dt) const {
    const auto slope = [&](const Point3& u) {
      const double k = 9.81 * std::hypot(u[0], u[1], u[2]) / (terminal_m_s * terminal_m_s);
      return Point3{-k * u[0], -k * u[1], -k * u[2] - 9.81};
    };
    // Midpoint rule on short steps.
    constexpr double kShort = 1e-3;
    for (double left = dt; left > 1e-12; left -= kShort) {
      const double h = std::min(left, kShort);
      const Point3 a = slope(v);
      Point3 half = v;
      for (std::size_t i = 0; i < 3; ++i) half[i] += a[i] * h / 2;
      const Point3 b = slope(half);
      for (std::size_t i = 0; i < 3; ++i) at[i] += half[i] * h, v[i] += b[i] * h;
    }
  }
  Point3 after(Point3 at, Point3 v, double t) const {
    step(at, v, t);
    return at;
  }
  /// The velocity that brings it from one place to another in `t` seconds.
  Point3 strike(const Point3& from, const Point3& to, double t) const {
    Point3 v{};
    for (int i = 0; i < 300; ++i) {
      const Point3 there = after(from, v, t);
      for (std::size_t k = 0; k < 3; ++k) v[k] += 0.7 * (to[k] - there[k]) / t;
    }
    return v;
  }
};

/// Behind one end, above the players, as matches are filmed.
struct SceneCamera {
  double width = 1280, height = 720, focal = 1150;
  Point3 at{0, -14, 6};
  double down = 0.28;  ///< radians below the horizon

  [[nodiscard]] Vec2f operator()(const Point3& p) const {
    const double x = p[0] - at[0], y = p[1] - at[1], z = p[2] - at[2];
    const double depth = y * std::cos(down) - z * std::sin(down);
    const double below = -z * std::cos(down) - y * std::sin(down);
    return {static_cast<float>(width / 2 + focal * x / depth),
            static_cast<float>(height / 2 + focal * below / depth)};
  }
};

struct Leg {
  Point3 to;
  double seconds;
};

/// Where the ball is, at any time of a rally.
class Rally {
 public:
  Rally(const Point3& from, std::vector<Leg> legs, double begins = 0) : begins_(begins) {
    Point3 at = from;
    double t = begins;
    for (const auto& leg : legs) {
      parts_.push_back({t, at, drag_.strike(at, leg.to, leg.seconds)});
      at = leg.to;
      t += leg.seconds;
    }
    ends_ = t;
  }
  [[nodiscard]] std::optional<Point3> at(double t) const {
    if (t < begins_ || t > ends_) return std::nullopt;
    auto part = parts_.begin();
    while (part + 1 != parts_.end() && (part + 1)->begins <= t) ++part;
    return drag_.after(part->from, part->velocity, t - part->begins);
  }
  [[nodiscard]] std::vector<double> strikes() const {
    std::vector<double> all;
    for (std::size_t i = 1; i < parts_.size(); ++i) all.push_back(parts_[i].begins);
    return all;
  }
  [[nodiscard]] double ends() const { return ends_; }

 private:
  struct Part {
    double begins;
    Point3 from, velocity;
  };
  Ballistics drag_;
  std::vector<Part> parts_;
  double begins_ = 0, ends_ = 0;
};

/// Clears, a drop, net shots, a lift and a smash.
inline Rally usual_rally(double begins = 0) {
  return {{0.5, -5, 1.6},
          {{{1, 5, 2.5}, 1.6},
           {{-1.5, -5, 2.4}, 1.5},
           {{0.5, 2.2, 1.0}, 1.1},
           {{1.2, -2, 1.1}, 0.7},
           {{-1, 5.2, 2.6}, 1.4},
           {{1.5, -4, 0.7}, 0.55},
           {{-0.5, 3, 0.9}, 0.9}},
          begins};
}

/// What a network makes of it.
struct Sight {
  double fps = 30, noise_px = 0.7, missed = 0, uneven = 0;  ///< uneven: share of a frame
  std::vector<Vec2f> lamps;                                 ///< seen in most frames
  double false_per_frame = 0;
  unsigned seed = 1;
};

struct SeenFrame {
  Nanoseconds pts_ns = 0;
  std::optional<Vec2f> truth;  ///< pixels
  bool seen = false;
  Peaks peaks;
};

/// Plain arithmetic on the generator's numbers, which are the same everywhere.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  double operator()() { return static_cast<double>(random_()) / 4294967296.0; }
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += (*this)();
    return sum;
  }

 private:
  std::mt19937 random_;
};

inline std::vector<SeenFrame> frames_of(const std::vector<Rally>& rallies, double seconds,
                                        const Sight& sight, const SceneCamera& camera = {}) {
  Chance chance(sight.seed);
  std::vector<SeenFrame> frames;
  const auto spot = [&](Vec2f at, double score) {
    return Peak{{at.x + static_cast<float>(sight.noise_px * chance.normal()),
                 at.y + static_cast<float>(sight.noise_px * chance.normal())},
                static_cast<float>(score)};
  };
  for (int i = 0; i < static_cast<int>(seconds * sight.fps); ++i) {
    const double t = (i + sight.uneven * (chance() - 0.5)) / sight.fps;
    SeenFrame frame;
    frame.pts_ns = from_seconds(t + 1);
    for (std::size_t r = 0; r < rallies.size(); ++r) {
      const auto place = rallies[r].at(t);
      if (!place) continue;
      const Vec2f at = camera(*place);
      const bool seen = chance() >= sight.missed;
      if (r == 0) frame.truth = at, frame.seen = seen;
      if (seen) frame.peaks.push_back(spot(at, 0.6 + 0.3 * chance()));
    }
    for (const Vec2f lamp : sight.lamps)
      if (chance() < 0.8) frame.peaks.push_back(spot(lamp, 0.5 + 0.4 * chance()));
    if (chance() < sight.false_per_frame)
      frame.peaks.push_back(spot({static_cast<float>(chance() * camera.width),
                                  static_cast<float>(chance() * camera.height)},
                                 0.5));
    std::stable_sort(frame.peaks.begin(), frame.peaks.end(),
                     [](const Peak& a, const Peak& b) { return a.score > b.score; });
    frames.push_back(std::move(frame));
  }
  return frames;
}

}  // namespace touchline::testing
