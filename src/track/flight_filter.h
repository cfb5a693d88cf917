// One coordinate of a ball in flight: a Kalman filter whose acceleration is nearly constant and
// fades.
#pragma once

#include <Eigen/Core>
#include <cmath>

namespace touchline {

/// Position, velocity and acceleration after Singer (1970): the acceleration fades with a time
/// constant, so that what was learned of it is trusted ahead for only so long. The noise is white
/// jerk of density q (units^2/s^5). All steps are functions of time, not of frames.
class FlightFilter {
 public:
  /// Standard deviations of what is not known yet.
  struct Spread {
    double position = 0, velocity = 0, acceleration = 0;
  };

  FlightFilter() = default;
  FlightFilter(double position, const Spread& spread) : state_(position, 0, 0) {
    covariance_ =
        Eigen::Vector3d(spread.position * spread.position, spread.velocity * spread.velocity,
                        spread.acceleration * spread.acceleration)
            .asDiagonal();
  }

  void predict(double dt, double q) {
    constexpr double kForgets_s = 0.5;
    const double keep = std::exp(-dt / kForgets_s);
    Eigen::Matrix3d step;
    step << 1, dt, kForgets_s * (dt - kForgets_s * (1 - keep)),  //
        0, 1, kForgets_s * (1 - keep),                           //
        0, 0, keep;
    const double dt2 = dt * dt, dt3 = dt2 * dt;
    Eigen::Matrix3d noise;
    noise << dt3 * dt2 / 20, dt2 * dt2 / 8, dt3 / 6,  //
        dt2 * dt2 / 8, dt3 / 3, dt2 / 2,              //
        dt3 / 6, dt2 / 2, dt;
    state_ = (step * state_).eval();
    covariance_ = (step * covariance_ * step.transpose() + q * noise).eval();
  }
  /// `variance` is that of the measurement.
  void update(double measured, double variance) {
    const Eigen::Vector3d gain = covariance_.col(0) / (covariance_(0, 0) + variance);
    state_ += gain * (measured - state_[0]);
    covariance_ = (covariance_ - gain * covariance_.row(0)).eval();
  }
  /// The picture moved under it.
  void place(double position) { state_[0] = position; }

  [[nodiscard]] double position() const { return state_[0]; }
  [[nodiscard]] double velocity() const { return state_[1]; }
  [[nodiscard]] double variance() const { return covariance_(0, 0); }

 private:
  Eigen::Vector3d state_ = Eigen::Vector3d::Zero();
  Eigen::Matrix3d covariance_ = Eigen::Matrix3d::Zero();
};

}  // namespace touchline
