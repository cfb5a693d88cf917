// Constant-velocity Kalman filters whose F and Q are functions of the time that passed.
#pragma once

#include <algorithm>

#include "geometry/box.h"

namespace touchline {

/// One coordinate moving with nearly constant velocity.
///
/// F(dt) = [1 dt; 0 1] and, for white-noise acceleration of density q (units^2/s^3),
/// Q(dt) = q [dt^3/3 dt^2/2; dt^2/2 dt] (Bar-Shalom, Li, Kirubarajan 2001, section 6.2.2). Two
/// steps of dt/2 make exactly one step of dt, so the frame rate does not matter.
struct AxisFilter {
  double position = 0, velocity = 0;
  double p00 = 0, p01 = 0, p11 = 0;  ///< covariance of (position, velocity)

  static AxisFilter start(double position, double variance, double velocity_variance) {
    return {position, 0, variance, 0, velocity_variance};
  }
  void predict(double dt, double q) {
    position += velocity * dt;
    p00 += dt * (2 * p01 + dt * p11) + q * dt * dt * dt / 3;
    p01 += dt * p11 + q * dt * dt / 2;
    p11 += q * dt;
  }
  /// Waits without moving: the velocity is kept but not applied, the uncertainty grows.
  void hold(double dt, double q) { p00 += q * dt * dt * dt / 3 + p11 * dt * dt; }
  /// `r` is the variance of the measurement `z`.
  void update(double z, double r) {
    const double s = p00 + r, k0 = p00 / s, k1 = p01 / s, innovation = z - position;
    position += k0 * innovation;
    velocity += k1 * innovation;
    p11 -= k1 * p01;
    p01 -= k0 * p01;
    p00 -= k0 * p00;
  }
};

/// Noise of people, in body heights: nothing depends on the resolution.
struct PersonNoise {
  double centre_q = 3.0;       ///< acceleration density, bodies^2/s^3: about 2 m/s^2 held for 0.3 s
  double size_q = 0.3;         ///< the same for width and height
  double centre_sigma = 0.05;  ///< of a detection's centre, bodies
  double size_sigma = 0.08;    ///< of a detection's width and height, bodies
  double start_speed = 3.0;    ///< spread of a new track's velocity, bodies/s
  double start_growth = 0.3;   ///< spread of a new track's size change, bodies/s
};

/// Centre and size of a person's box. Measurement and process noise are diagonal, so the
/// eight-state filter is exactly four filters of one coordinate.
class BoxFilter {
 public:
  BoxFilter() = default;
  BoxFilter(const Box& box, float score, const PersonNoise& noise) : noise_(noise) {
    height_ = box.h;
    const Vec2f c = box.center();
    const double r = centre_variance(score), s = size_variance(score);
    const double v = square(noise.start_speed * height_), g = square(noise.start_growth * height_);
    x_ = AxisFilter::start(c.x, r, v);
    y_ = AxisFilter::start(c.y, r, v);
    w_ = AxisFilter::start(box.w, s, g);
    h_ = AxisFilter::start(box.h, s, g);
  }

  /// `growing`: the size goes on changing; false while unseen, when a half-hidden last box would
  /// shrink the track.
  void predict(double dt, bool growing) {
    const double body2 = square(height_);
    x_.predict(dt, noise_.centre_q * body2);
    y_.predict(dt, noise_.centre_q * body2);
    if (growing) {
      w_.predict(dt, noise_.size_q * body2);
      h_.predict(dt, noise_.size_q * body2);
    } else {
      w_.hold(dt, noise_.size_q * body2);
      h_.hold(dt, noise_.size_q * body2);
    }
    // The size can neither vanish nor explode between two measurements.
    w_.position = std::clamp(w_.position, 0.1 * height_, 4.0 * height_);
    h_.position = std::clamp(h_.position, 0.5 * height_, 2.0 * height_);
  }
  void update(const Box& box, float score) {
    const Vec2f c = box.center();
    x_.update(c.x, centre_variance(score));
    y_.update(c.y, centre_variance(score));
    w_.update(box.w, size_variance(score));
    h_.update(box.h, size_variance(score));
    height_ = std::max(h_.position, 0.5 * box.h);
  }
  /// The picture moved under the object.
  void shift(double dx, double dy) {
    x_.position += dx;
    y_.position += dy;
  }

  /// The picture grew by `factor` (a zoom); the centre is moved by shift().
  void rescale(double factor) {
    if (factor == 1) return;
    height_ *= factor;
    w_.position *= factor;
    h_.position *= factor;
    for (AxisFilter* axis : {&x_, &y_}) axis->velocity *= factor;
  }

  [[nodiscard]] Box box() const {
    return {static_cast<float>(x_.position - w_.position / 2),
            static_cast<float>(y_.position - h_.position / 2), static_cast<float>(w_.position),
            static_cast<float>(h_.position)};
  }
  /// Squared Mahalanobis distance of a detection's centre; chi-square with two degrees of freedom.
  [[nodiscard]] double centre_distance2(const Vec2f& centre, float score) const {
    const double r = centre_variance(score);
    return square(centre.x - x_.position) / (x_.p00 + r) +
           square(centre.y - y_.position) / (y_.p00 + r);
  }
  /// Standard deviation of the predicted centre along the worse axis, body heights.
  [[nodiscard]] double centre_sigma2() const { return std::max(x_.p00, y_.p00) / square(height_); }
  [[nodiscard]] double body() const { return height_; }
  [[nodiscard]] const AxisFilter& x() const { return x_; }
  [[nodiscard]] const AxisFilter& y() const { return y_; }

 private:
  static double square(double a) { return a * a; }
  // A sure detection is placed better: half the spread at score 1, the full one at score 0.5.
  [[nodiscard]] double centre_variance(float score) const {
    return square(noise_.centre_sigma * height_ * (1.5 - score));
  }
  [[nodiscard]] double size_variance(float score) const {
    return square(noise_.size_sigma * height_ * (1.5 - score));
  }

  PersonNoise noise_;
  AxisFilter x_, y_, w_, h_;
  double height_ = 1;  ///< body height in pixels, the unit of all noise
};

}  // namespace touchline
