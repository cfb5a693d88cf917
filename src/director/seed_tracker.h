// The ball as an earlier virtual football camera followed it. It is a yardstick: our own cameras
// follow the ball by BallCourses (ball_course.h).
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>

#include "director/one_euro.h"
#include "director/play.h"

namespace touchline::director {

/// How that camera ran: over files, or live.
enum class SeedMode { batch, stream };

/// Frames are 1/30 s for it, whatever they are.
inline constexpr double kSeedRate = 30;

/// One coordinate: place, speed and acceleration, pixels and seconds. Q is 0.01 on the diagonal,
/// twice that for the acceleration, whatever the step; the first covariance is 100.
class SeedAxis {
 public:
  explicit SeedAxis(double at);
  void predict();  ///< to the next frame
  /// `noise`: variance of the measurement.
  void update(double at, double noise);
  void doubt(double factor) { p_ *= factor; }
  [[nodiscard]] double at() const { return x_[0]; }
  [[nodiscard]] double speed() const { return x_[1]; }
  /// Squared Mahalanobis distance.
  [[nodiscard]] double distance2(double at, double noise) const;

 private:
  Eigen::Vector3d x_;
  Eigen::Matrix3d p_;
};

struct SeedBall {
  Vec2d at;               ///< pixels
  Vec2d velocity;         ///< pixels/s
  bool measured = false;  ///< in this frame
  int tracked = 0;        ///< frames since it was found, with this one
};

/// Its constants, in frames and in widths and heights of the picture. Where its description is
/// silent:
/// - of the gate on jumps, 0.13 is taken for files and 0.166 for live, as the pairs beside it are;
/// - the Mahalanobis distance is not squared, and a confidence below 0.6 does not narrow its gate;
/// - what is "erratic" belongs to its modes for chaos and jitter, which are off, and so do the
///   terms for it;
/// - a second prediction of the same frame, and smoothing by the clock on the wall, are its faults,
///   not its constants.
/// The corners of one stadium in which it looked for no ball, and its detector's, are left out.
class SeedTracker {
 public:
  /// Of pictures of width x height pixels.
  SeedTracker(double width, double height, SeedMode mode);
  /// The ball of the next frame; `spots` in pixels. Null: lost, or too new to be guessed.
  std::optional<SeedBall> update(std::span<const BallSpot> spots);
  /// After 20 frames within 0.041 W.
  [[nodiscard]] bool stable() const { return still_ >= 20; }

 private:
  [[nodiscard]] const BallSpot* choose(std::span<const BallSpot> spots) const;
  [[nodiscard]] bool passes(const BallSpot& spot) const;
  [[nodiscard]] double mahalanobis(const BallSpot& spot) const;
  [[nodiscard]] double gate(const BallSpot& spot) const;
  [[nodiscard]] double noise() const;
  void begin(const BallSpot& spot);
  void measure(const BallSpot& spot);
  [[nodiscard]] Vec2d at() const { return {track_->x.at(), track_->y.at()}; }

  struct Track {
    SeedAxis x, y;
    OneEuro smooth_x, smooth_y;
    Vec2d last;           ///< where it was measured
    int consecutive = 1;  ///< frames measured, one after the other
    int tracked = 1, lost = 0;
  };

  double width_, height_;
  SeedMode mode_;
  std::optional<Track> track_;
  Vec2d place_;  ///< where the frames that are still began
  int still_ = 0;
};

}  // namespace touchline::director
