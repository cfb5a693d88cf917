// How the whole picture moves: a pan carries every track along, seen or not.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "records/detection.h"
#include "track/association.h"

namespace touchline {

/// Pixels per second the picture's content moves, and the shift that this frame's detections ask
/// for on top.
///
/// Track velocities are relative to this common motion, so a new or hidden track follows a pan from
/// its first frame.
class CameraMotion {
 public:
  CameraMotion() {
    xs_.reserve(kUsualPeople);
    ys_.reserve(kUsualPeople);
  }

  /// Where a point that moves with the picture goes in `dt` seconds.
  [[nodiscard]] Vec2f predict(double dt) const;

  /// A sudden shift, found before association: the displacement that lays most predicted tracks
  /// onto detections of like height, up to two body heights. Zero unless it explains clearly more
  /// tracks than standing still does, and at least four and most of them.
  Vec2f find_jump(std::span<const TrackView> tracks, std::span<const Detection> detections);

  /// The common part of what matched: component-wise median of detection minus prediction; zero
  /// below five pairs.
  Vec2f find_residual(std::span<const Vec2f> displacements);

  /// Takes in the shift of this frame (jump plus residual).
  void update(Vec2f shift, bool known, double dt);
  /// The motion was measured in the picture: nothing to estimate.
  void follow(Vec2f velocity) { velocity_ = velocity; }
  [[nodiscard]] Vec2f velocity() const { return velocity_; }

 private:
  Vec2f median(std::vector<float>& xs, std::vector<float>& ys) const;
  int count_supported(std::span<const TrackView> tracks, std::span<const Detection> detections,
                      Vec2f shift);

  Vec2f velocity_;
  static constexpr int kReach = 8;  ///< bins on each side of no motion
  static constexpr int kBins = 2 * kReach + 1;
  std::array<int, kBins * kBins> votes_{};
  std::vector<float> xs_, ys_;
};

}  // namespace touchline
