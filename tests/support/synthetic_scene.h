// A match in numbers: exact truth and imperfect detections as functions of continuous time, so that
// one scene can be seen at any frame rate, scale and side. No state, no pictures; the same options
// give the same scene everywhere.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "records/detection.h"

namespace touchline::testing {

struct SceneOptions {
  int players = 20;          ///< the last two are a goalkeeper and a referee
  double miss_share = 0.05;  ///< of the time a person is not detected, in intervals of 0.12 s
  double false_per_s = 2;    ///< false persons, each for 0.05 s
  double jitter = 0.02;      ///< of boxes, body heights
  double confusion = 0.3;    ///< of the time the referee is called a player
  double speed = 1.0;        ///< of the players; 1 reaches about 4 body heights per second
  double pan_px_s = 0;       ///< the camera swings, at most this fast
  bool ball = true;
  double ball_hidden_from_s = 1e9, ball_hidden_to_s = 1e9;
  bool white_spot = false;  ///< a false ball that never moves
  double scale = 1;
  bool mirrored = false;
  std::uint64_t seed = 1;
};

enum SceneClass { kBallClass = 0, kKeeperClass = 1, kPlayerClass = 2, kRefereeClass = 3 };

struct TruthObject {
  int object = 0;  ///< 0 is the ball, people count from 1
  int class_id = 0;
  Box box;
  bool detected = false;
};

struct SceneFrame {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  std::vector<TruthObject> truth;
  Detections detections;
};

class SyntheticScene {
 public:
  explicit SyntheticScene(const SceneOptions& options = {}) : o_(options) {}

  [[nodiscard]] int width() const { return static_cast<int>(kWidth * o_.scale); }
  [[nodiscard]] int height() const { return static_cast<int>(kHeight * o_.scale); }

  /// The scene at one instant.
  [[nodiscard]] SceneFrame at(std::int64_t frame, Nanoseconds pts_ns) const {
    const double t = to_seconds(pts_ns);
    SceneFrame out{frame, pts_ns, {}, {}};
    std::vector<World> people;
    for (int p = 1; p <= o_.players; ++p) people.push_back(person(p, t));
    for (int p = 1; p <= o_.players; ++p) add_person(p, t, people, out);
    add_false_people(t, out);
    if (o_.ball) add_ball(t, out);
    // A detector's order means nothing.
    std::vector<std::size_t> order(out.detections.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return hash(pts_ns, static_cast<std::int64_t>(a), 77) <
             hash(pts_ns, static_cast<std::int64_t>(b), 77);
    });
    Detections shuffled;
    for (const std::size_t i : order) shuffled.push_back(out.detections[i]);
    out.detections = shuffled;
    return out;
  }

  /// Frames at a constant rate, in integer nanoseconds as a stream would give them.
  [[nodiscard]] std::vector<SceneFrame> frames(double fps, double seconds) const {
    std::vector<SceneFrame> out;
    for (std::int64_t f = 0; static_cast<double>(f) / fps < seconds; ++f) {
      out.push_back(at(f, from_seconds(static_cast<double>(f) / fps)));
    }
    return out;
  }

 private:
  static constexpr double kWidth = 1920, kHeight = 1080, kTau = 6.283185307179586;

  struct World {
    double cx, foot, w, h;
  };

  [[nodiscard]] std::uint64_t hash(std::int64_t a, std::int64_t b, std::int64_t c) const {
    std::uint64_t x = o_.seed * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(a);
    for (const std::int64_t v : {b, c}) {
      x ^= x >> 30;
      x *= 0xBF58476D1CE4E5B9ULL;
      x ^= x >> 27;
      x = x * 0x94D049BB133111EBULL + static_cast<std::uint64_t>(v);
    }
    x ^= x >> 31;
    x *= 0xBF58476D1CE4E5B9ULL;
    return x ^ (x >> 29);
  }
  /// Uniform in [0, 1).
  [[nodiscard]] double random(std::int64_t a, std::int64_t b, std::int64_t c) const {
    return static_cast<double>(hash(a, b, c) >> 11) * 0x1p-53;
  }
  /// Smooth noise of time in [-1, 1], a few cycles per second.
  [[nodiscard]] double wobble(std::int64_t who, std::int64_t what, double t) const {
    double sum = 0;
    for (int k = 0; k < 3; ++k) {
      sum += std::sin(
          kTau * ((1.7 + 2.3 * k + random(who, what, 10 + k)) * t + random(who, what, 20 + k)));
    }
    return sum / 3;
  }
  [[nodiscard]] double pan(double t) const { return o_.pan_px_s * 0.8 * (1 - std::cos(t / 0.8)); }

  [[nodiscard]] World person(int p, double t) const {
    const double s = o_.speed;
    double x = kWidth * (0.12 + 0.76 * random(p, 0, 1)),
           y = kHeight * (0.25 + 0.65 * random(p, 0, 2));
    for (int k = 0; k < 2; ++k) {
      const double rate = s * (0.5 + 0.6 * random(p, k, 3)) / (k + 1.0);
      x += 190 * std::sin(rate * t + kTau * random(p, k, 4));
      y += 50 * std::sin(rate * 1.1 * t + kTau * random(p, k, 5));
    }
    const double h = 70 + 60 * y / kHeight;
    return {x + pan(t), y, h * (0.42 + 0.04 * std::sin(kTau * 2 * t + p)), h};
  }

  [[nodiscard]] Box place(const World& w) const {
    double left = w.cx - w.w / 2;
    if (o_.mirrored) left = kWidth - left - w.w;
    return {static_cast<float>(left * o_.scale), static_cast<float>((w.foot - w.h) * o_.scale),
            static_cast<float>(w.w * o_.scale), static_cast<float>(w.h * o_.scale)};
  }
  [[nodiscard]] static double overlap(const World& a, const World& b) {
    const double w =
        std::min(a.cx + a.w / 2, b.cx + b.w / 2) - std::max(a.cx - a.w / 2, b.cx - b.w / 2);
    const double h = std::min(a.foot, b.foot) - std::max(a.foot - a.h, b.foot - b.h);
    return w > 0 && h > 0 ? w * h / (a.w * a.h) : 0;
  }
  [[nodiscard]] bool in_view(const World& w) const {
    return w.cx - w.w / 2 > 0 && w.cx + w.w / 2 < kWidth && w.foot - w.h > 0 && w.foot < kHeight;
  }
  [[nodiscard]] static std::int64_t slot(double t, double length) {
    return static_cast<std::int64_t>(std::floor(t / length));
  }

  void add_person(int p, double t, const std::vector<World>& people, SceneFrame& out) const {
    const World& me = people[static_cast<std::size_t>(p - 1)];
    if (!in_view(me)) return;
    TruthObject truth{p, kPlayerClass, place(me), false};
    if (p == o_.players) truth.class_id = kRefereeClass;
    if (p == o_.players - 1) truth.class_id = kKeeperClass;
    double hidden = 0;
    for (const World& other : people) {
      if (other.foot > me.foot) hidden = std::max(hidden, overlap(me, other));
    }
    const bool missed = random(p, slot(t + random(p, 0, 6), 0.12), 7) < o_.miss_share;
    truth.detected = !missed && hidden < 0.7;
    if (truth.detected) {
      World seen = me;
      seen.cx += o_.jitter * me.h * wobble(p, 1, t);
      seen.foot += o_.jitter * me.h * wobble(p, 2, t);
      seen.h *= 1 + o_.jitter * wobble(p, 3, t);
      seen.w *= 1 + 2 * o_.jitter * wobble(p, 4, t);
      Detection d{place(seen),
                  static_cast<float>((0.88 + 0.06 * wobble(p, 5, t)) * (1 - 0.8 * hidden)),
                  truth.class_id};
      const bool confused = random(p, slot(t, 0.08), 8) < o_.confusion;
      if (p == o_.players && confused) d.class_id = kPlayerClass;
      out.detections.push_back(d);
    }
    out.truth.push_back(truth);
  }

  void add_false_people(double t, SceneFrame& out) const {
    const double length = 0.05;
    const std::int64_t now = slot(t, length);
    if (random(now, 0, 30) >= o_.false_per_s * length) return;
    const World ghost{kWidth * random(now, 1, 30), kHeight * (0.3 + 0.6 * random(now, 2, 30)), 40,
                      100};
    out.detections.push_back(
        {place(ghost), static_cast<float>(0.55 + 0.3 * random(now, 3, 30)), kPlayerClass});
  }

  /// Passes of 0.9 s between places near the middle: fast at first, then slower.
  [[nodiscard]] World ball(double t) const {
    const double length = 0.9;
    const std::int64_t pass = slot(t, length);
    const double u = t / length - static_cast<double>(pass), eased = u * (2 - u) * 0.999;
    const auto spot = [&](std::int64_t k, int axis) { return random(k, axis, 40); };
    const double x0 = kWidth * (0.25 + 0.5 * spot(pass, 0)),
                 x1 = kWidth * (0.25 + 0.5 * spot(pass + 1, 0));
    const double y0 = kHeight * (0.4 + 0.4 * spot(pass, 1)),
                 y1 = kHeight * (0.4 + 0.4 * spot(pass + 1, 1));
    return {x0 + (x1 - x0) * eased + pan(t), y0 + (y1 - y0) * eased, 13, 13};
  }

  void add_ball(double t, SceneFrame& out) const {
    const World w = ball(t);
    TruthObject truth{0, kBallClass, place(w), false};
    truth.detected = t < o_.ball_hidden_from_s || t >= o_.ball_hidden_to_s;
    if (truth.detected) {
      World seen = w;
      seen.cx += wobble(0, 1, t);
      seen.foot += wobble(0, 2, t);
      out.detections.push_back(
          {place(seen), static_cast<float>(0.6 + 0.1 * wobble(0, 3, t)), kBallClass});
    }
    if (o_.white_spot) {
      const World spot{kWidth * 0.08 + pan(t), kHeight * 0.9, 13, 13};
      out.detections.push_back(
          {place(spot), static_cast<float>(0.5 + 0.05 * wobble(0, 4, t)), kBallClass});
    }
    out.truth.push_back(truth);
  }

  SceneOptions o_;
};

}  // namespace touchline::testing
