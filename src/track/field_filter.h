// A person on the field: a constant-velocity filter in metres.
#pragma once

#include <cmath>

#include "records/field.h"
#include "track/kalman.h"

namespace touchline {

/// Where someone stands and walks, in metres, fed from calibrated frames only. The two axes are
/// filtered on their own; a gate uses the whole covariance of the measurement.
class FieldFilter {
 public:
  static constexpr double kTopSpeed_m_s = 10;  ///< nobody runs faster

  [[nodiscard]] bool known() const { return known_; }
  void predict(double dt) {
    if (!known_) return;
    x_.predict(dt, kDensity);
    y_.predict(dt, kDensity);
    unseen_s_ += dt;
  }
  void update(const FieldPoint& at) {
    if (!known_) {
      x_ = AxisFilter::start(at.m.x, at.cov.xx, kStartSpeed * kStartSpeed);
      y_ = AxisFilter::start(at.m.y, at.cov.yy, kStartSpeed * kStartSpeed);
    } else {
      x_.update(at.m.x, at.cov.xx);
      y_.update(at.m.y, at.cov.yy);
    }
    known_ = true;
    seen_ = at;
    unseen_s_ = 0;
  }
  /// Squared Mahalanobis distance of a measurement; chi-square with two degrees of freedom.
  [[nodiscard]] double distance2(const FieldPoint& at) const {
    const double xx = x_.p00 + at.cov.xx, yy = y_.p00 + at.cov.yy, xy = at.cov.xy;
    const double dx = at.m.x - x_.position, dy = at.m.y - y_.position, det = xx * yy - xy * xy;
    return (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / det;
  }
  /// Could someone have run there since the last measurement, three standard deviations granted?
  [[nodiscard]] bool reachable(const FieldPoint& at) const {
    const double slack = 3 * std::hypot(at.cov.sigma(), seen_.cov.sigma());
    return distance(at.m, seen_.m) <= kTopSpeed_m_s * unseen_s_ + slack;
  }
  [[nodiscard]] FieldPoint point() const {
    return {{x_.position, y_.position}, {x_.p00, 0, y_.p00}};
  }
  [[nodiscard]] Vec2d velocity() const { return {x_.velocity, y_.velocity}; }

 private:
  static constexpr double kDensity = 6;     ///< m^2/s^3: 3.5 m/s^2 held for 0.5 s
  static constexpr double kStartSpeed = 4;  ///< spread of a new track's velocity, m/s
  AxisFilter x_, y_;
  FieldPoint seen_;
  double unseen_s_ = 0;
  bool known_ = false;
};

}  // namespace touchline
