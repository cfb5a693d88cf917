#include "track/camera_motion.h"

#include <cmath>

namespace touchline {
namespace {

constexpr float kBin = 0.25F;         ///< body heights
constexpr float kNear = 0.3F;         ///< body heights: a detection this close explains a track
constexpr float kLikeHeight = 1.25F;  ///< largest ratio of heights of one person in two frames
constexpr double kSettle_s = 0.12;    ///< the velocity follows a change of pan in this time
constexpr double kFade_s = 0.5;       ///< and fades in this time when nobody is seen

bool like_height(const Box& a, const Box& b) {
  return a.h < kLikeHeight * b.h && b.h < kLikeHeight * a.h;
}

}  // namespace

Vec2f CameraMotion::predict(double dt) const {
  return {static_cast<float>(velocity_.x * dt), static_cast<float>(velocity_.y * dt)};
}

Vec2f CameraMotion::median(std::vector<float>& xs, std::vector<float>& ys) const {
  const auto middle = [](std::vector<float>& v) {
    // The mean of the two middle values keeps a mirrored picture's median mirrored.
    const auto half = static_cast<std::ptrdiff_t>(v.size() / 2);
    std::nth_element(v.begin(), v.begin() + half, v.end());
    const float high = v[v.size() / 2];
    if (v.size() % 2 == 1) return high;
    return (high + *std::max_element(v.begin(), v.begin() + half)) / 2;
  };
  return {middle(xs), middle(ys)};
}

int CameraMotion::count_supported(std::span<const TrackView> tracks,
                                  std::span<const Detection> detections, Vec2f shift) {
  xs_.clear();
  ys_.clear();
  for (const TrackView& track : tracks) {
    const Vec2f from = track.box.center();
    float best2 = kNear * kNear * track.box.h * track.box.h;
    Vec2f step{};
    bool found = false;
    for (const Detection& detection : detections) {
      const Vec2f to = detection.box.center();
      const float dx = to.x - from.x, dy = to.y - from.y;
      const float ex = dx - shift.x, ey = dy - shift.y;
      const float d2 = ex * ex + ey * ey;
      if (d2 < best2 && like_height(track.box, detection.box)) {
        best2 = d2;
        step = {dx, dy};
        found = true;
      }
    }
    if (!found) continue;
    xs_.push_back(step.x);
    ys_.push_back(step.y);
  }
  return static_cast<int>(xs_.size());
}

Vec2f CameraMotion::find_jump(std::span<const TrackView> tracks,
                              std::span<const Detection> detections) {
  const int people = static_cast<int>(tracks.size());
  if (people < 4 || detections.size() < 4) return {};
  const int still = count_supported(tracks, detections, {});
  if (still * 10 >= people * 6) return {};
  votes_.fill(0);
  for (const TrackView& track : tracks) {
    const Vec2f from = track.box.center();
    const float scale = 1 / (kBin * track.box.h);
    for (const Detection& detection : detections) {
      const Vec2f to = detection.box.center();
      const int bx = static_cast<int>(std::lround((to.x - from.x) * scale));
      const int by = static_cast<int>(std::lround((to.y - from.y) * scale));
      if (std::abs(bx) > kReach || std::abs(by) > kReach || !like_height(track.box, detection.box))
        continue;
      ++votes_[static_cast<std::size_t>((by + kReach) * kBins + bx + kReach)];
    }
  }
  int best = 0, best_x = 0, best_y = 0;
  for (int y = 1; y < kBins - 1; ++y) {
    for (int x = 1; x < kBins - 1; ++x) {
      int sum = 0;
      for (int k = 0; k < 9; ++k) {
        sum += votes_[static_cast<std::size_t>((y + k / 3 - 1) * kBins + x + k % 3 - 1)];
      }
      // Twice the middle bin, so the peak sits where the votes are and not beside them.
      sum += votes_[static_cast<std::size_t>(y * kBins + x)];
      if (sum > best) best = sum, best_x = x - kReach, best_y = y - kReach;
    }
  }
  xs_.clear();
  for (const TrackView& track : tracks) xs_.push_back(track.box.h);
  ys_ = xs_;
  const float body = median(xs_, ys_).x;
  const Vec2f guess{static_cast<float>(best_x) * kBin * body,
                    static_cast<float>(best_y) * kBin * body};
  const int moved = count_supported(tracks, detections, guess);
  if (moved < 4 || moved * 10 < people * 6 || moved < still + 2) return {};
  return median(xs_, ys_);
}

Vec2f CameraMotion::find_residual(std::span<const Vec2f> displacements) {
  if (displacements.size() < 5) return {};
  xs_.clear();
  ys_.clear();
  for (const Vec2f& d : displacements) {
    xs_.push_back(d.x);
    ys_.push_back(d.y);
  }
  return median(xs_, ys_);
}

void CameraMotion::update(Vec2f shift, bool known, double dt) {
  if (known) {
    const auto gain = static_cast<float>((1 - std::exp(-dt / kSettle_s)) / dt);
    velocity_.x += gain * shift.x;
    velocity_.y += gain * shift.y;
  } else {
    const auto keep = static_cast<float>(std::exp(-dt / kFade_s));
    velocity_.x *= keep;
    velocity_.y *= keep;
  }
}

}  // namespace touchline
