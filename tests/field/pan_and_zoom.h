// A camera in the stand that pans and zooms, and what a network, a motion estimator and a line
// finder would say of it: the truth for calibration tests.
#pragma once

#include <algorithm>
#include <random>

#include "field/line_points.h"
#include "geometry/homography.h"
#include "geometry/pinhole.h"
#include "records/field.h"
#include "records/landmark.h"
#include "sports/soccer/pitch.h"

namespace touchline::test {

struct PanAndZoom {
  PitchSpec pitch;
  Vec2d size{1280, 720};
  Vec2d ground{0, -65};
  double height_m = 18, swing = 0.42, period_s = 9;
  double focal = 2.6, zoom = 0.25;  ///< half diagonals; how much the logarithm swings
  double tilt = 0.27, nod = 0.02, roll = 0;

  [[nodiscard]] Pinhole camera(double t) const {
    const double phase = 2 * std::numbers::pi * t / period_s;
    Pinhole c;
    c.log_focal = std::log(focal) + zoom * std::sin(0.7 * phase + 1);
    c.pan = swing * std::sin(phase);
    c.tilt = tilt + nod * std::sin(1.3 * phase);
    c.roll = roll;
    c.ground = ground;
    c.height_m = height_m;
    return c;
  }
  [[nodiscard]] Mat3 truth(double t) const { return camera(t).image_from_field(size); }
  [[nodiscard]] bool shows(Vec2d p) const {
    return p.x >= 0 && p.y >= 0 && p.x < size.x && p.y < size.y;
  }
};

struct Seeing {
  double noise_px = 1.5;  ///< per axis
  double missed = 0.1, wrong = 0.05;
};

inline Landmarks see(const PanAndZoom& scene, double t, const Seeing& how, std::mt19937& random) {
  std::normal_distribution<double> noise(0, how.noise_px);
  std::uniform_real_distribution<double> share(0, 1);
  Landmarks seen;
  const auto places = landmarks(scene.pitch);
  for (int i = 0; i < kLandmarks; ++i) {
    const auto p = project(scene.truth(t), places[static_cast<std::size_t>(i)]);
    const double miss = share(random), wrong = share(random), dx = noise(random),
                 dy = noise(random);
    const Vec2d anywhere{share(random) * scene.size.x, share(random) * scene.size.y};
    if (!p || !scene.shows(*p) || miss < how.missed) continue;
    const Vec2d at = wrong < how.wrong ? anywhere : *p + Vec2d{dx, dy};
    seen.push_back({i, at, 0.8, how.noise_px});
  }
  return seen;
}

/// The motion between two instants, wrong by `sigma_px` at each corner.
inline Mat3 motion(const PanAndZoom& scene, double from, double to, double sigma_px,
                   std::mt19937& random) {
  std::normal_distribution<double> noise(0, sigma_px);
  Vector8d d;
  for (int i = 0; i < 8; ++i) d[i] = noise(random);
  return CornerFrame(scene.size).displacement(d) * (scene.truth(to) * *inverse(scene.truth(from)));
}

/// Points of the true lines, found only within the search distance of where they were expected.
class TrueLines final : public LineFinder {
 public:
  TrueLines(const PanAndZoom& scene, double noise_px, const Lens& lens = {})
      : scene_(scene), lens_(lens), noise_px_(noise_px), marks_(markings(scene.pitch)) {}
  void at(double t) { t_ = t; }
  void find(const Mat3& guess, const Lens& lens, double search_px,
            std::vector<LinePoint>& out) override {
    out.clear();
    counts_.assign(marks_.size(), {});
    const Mat3 truth = scene_.truth(t_);
    const Seen expected{guess, lens}, painted{truth, lens_};
    for (std::size_t m = 0; m < marks_.size(); ++m) {
      constexpr int kSteps = 24;
      for (int i = 0; i < kSteps; ++i)
        add(static_cast<int>(m), (i + 0.5) / kSteps, painted, expected, search_px, out);
    }
  }
  [[nodiscard]] std::span<const MarkingCount> counts() const override { return counts_; }

 private:
  struct Seen {
    const Mat3& h;
    const Lens& lens;
    [[nodiscard]] std::optional<Vec2d> operator()(Vec2d p) const {
      const auto q = project(h, p);
      return q ? std::optional(distort(lens, *q)) : q;
    }
  };
  static Vec2d along(const Marking& m, double s) {
    if (m.kind == Marking::Kind::segment) return m.a + s * (m.b - m.a);
    const double at = m.from_rad + s * (m.to_rad - m.from_rad);
    return m.centre + m.radius_m * Vec2d{std::cos(at), std::sin(at)};
  }
  void add(int marking, double s, const Seen& painted, const Seen& guess, double search_px,
           std::vector<LinePoint>& out) {
    const Marking& m = marks_[static_cast<std::size_t>(marking)];
    const Vec2d field = along(m, s);
    const auto expected = guess(field), ahead = guess(along(m, s + 1e-3));
    if (!expected || !ahead || !scene_.shows(*expected)) return;
    ++counts_[static_cast<std::size_t>(marking)].looked;
    const Vec2d d = *ahead - *expected;
    if (!(length(d) > 0)) return;
    const Vec2d normal = (1 / length(d)) * Vec2d{-d.y, d.x};
    // Where the true marking crosses the normal: Newton along the marking's parameter.
    double at = s;
    for (int i = 0; i < 4; ++i) {
      const auto q = painted(along(m, at)), r = painted(along(m, at + 1e-3));
      if (!q || !r) return;
      const Vec2d tangent = (1 / length(d)) * d;
      const double slope = dot(tangent, *r - *q) / 1e-3;
      if (std::abs(slope) < 1e-6) return;
      at -= dot(tangent, *q - *expected) / slope;
    }
    if (at < 0 || at > 1) return;
    const auto seen = painted(along(m, at));
    const double off = seen ? dot(normal, *seen - *expected) : 1e9;
    if (std::abs(off) > search_px) return;
    std::normal_distribution<double> noise(0, noise_px_);
    ++counts_[static_cast<std::size_t>(marking)].found;
    out.push_back({*expected + (off + noise(random_)) * normal, normal, field, noise_px_, marking});
  }

  PanAndZoom scene_;
  Lens lens_;
  double noise_px_, t_ = 0;
  std::vector<Marking> marks_;
  std::vector<MarkingCount> counts_;
  std::mt19937 random_{7};
};

/// Metres by which `view` misplaces people, one on each ten metres of the field that is in view;
/// beside each the sigma that the view tells, for a foot known to `foot_px`.
struct Misplaced {
  double metres = 0, sigmas = 0;  ///< Mahalanobis distance over sqrt(2 ln ...) is the caller's
};
inline void misplaced(const PanAndZoom& scene, double t, const FieldView& view,
                      std::vector<Misplaced>& out) {
  for (double x = -50; x <= 50; x += 10)
    for (double y = -30; y <= 30; y += 10) {
      const auto pixel = project(scene.truth(t), {x, y});
      if (!pixel || !scene.shows(*pixel)) continue;
      const auto at = to_field(view, distort(view.lens, *pixel), 0);
      if (!at) {
        out.push_back({1e9, 1e9});
        continue;
      }
      const Vec2d e = at->m - Vec2d{x, y};
      const double det = at->cov.xx * at->cov.yy - at->cov.xy * at->cov.xy;
      const double d2 =
          (at->cov.yy * e.x * e.x - 2 * at->cov.xy * e.x * e.y + at->cov.xx * e.y * e.y) / det;
      out.push_back({length(e), std::sqrt(std::max(0.0, d2))});
    }
}

inline double quantile(std::vector<Misplaced> all, double share, double Misplaced::* of) {
  if (all.empty()) return 1e9;
  std::sort(all.begin(), all.end(), [&](auto& a, auto& b) { return a.*of < b.*of; });
  return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))].*of;
}

}  // namespace touchline::test
