#include "director/seed_tracker.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace touchline::director {
namespace {

constexpr double kDt = 1 / kSeedRate;
constexpr double kFirst = 100, kProcess = 0.01;
constexpr int kSure = 15;  // frames, for full strength

OneEuro prefilter() { return {kSeedRate, 0.1, 0.05}; }

}  // namespace

SeedAxis::SeedAxis(double at) : x_(at, 0, 0), p_(kFirst * Eigen::Matrix3d::Identity()) {}

void SeedAxis::predict() {
  Eigen::Matrix3d f = Eigen::Matrix3d::Identity();
  f(0, 1) = f(1, 2) = kDt;
  f(0, 2) = kDt * kDt / 2;
  x_ = (f * x_).eval();
  p_ = (f * p_ * f.transpose()).eval();
  p_.diagonal() += kProcess * Eigen::Vector3d(1, 1, 2);
}

void SeedAxis::update(double at, double noise) {
  const Eigen::Vector3d gain = p_.col(0) / (p_(0, 0) + noise);
  const Eigen::RowVector3d of_place = p_.row(0);
  x_ += gain * (at - x_[0]);
  p_ -= gain * of_place;
}

double SeedAxis::distance2(double at, double noise) const {
  return (at - x_[0]) * (at - x_[0]) / (p_(0, 0) + noise);
}

SeedTracker::SeedTracker(double width, double height, SeedMode mode)
    : width_(width), height_(height), mode_(mode) {}

double SeedTracker::noise() const {
  const double strength = std::min(1.0, static_cast<double>(track_->consecutive) / kSure);
  return 3 + 7 * (1 - strength);
}

/// By confidence and nearness; after a ball that is lost it searches ever farther.
const BallSpot* SeedTracker::choose(std::span<const BallSpot> spots) const {
  const BallSpot* best = nullptr;
  double most = -std::numeric_limits<double>::infinity();
  for (const auto& spot : spots) {
    const double off = track_ ? distance(spot.at, at()) : 0;
    double score = 0.6 * spot.conf + 0.4 / (1 + off / 100);
    if (track_ && track_->lost > 0) {
      if (off > std::min(0.156 + 0.052 * track_->lost, 0.416) * width_) continue;
      score = -off / std::max(spot.conf, 1e-6);
    }
    if (score <= most) continue;
    most = score;
    best = &spot;
  }
  return best;
}

bool SeedTracker::passes(const BallSpot& spot) const {
  const auto& t = *track_;
  if (t.lost > 5 && spot.conf < 0.75) return false;
  const double jump = mode_ == SeedMode::batch ? 0.13 : 0.166;
  if (t.lost == 0 && distance(spot.at, t.last) > jump * width_) return false;
  if (t.lost == 0 && std::abs(spot.at.y - t.last.y) > 0.14 * height_ && spot.conf < 0.85)
    return false;
  const double speed = std::hypot(t.x.speed(), t.y.speed());
  const double reach = 0.052 * width_ + std::min(2 * speed, 0.31 * width_) +
                       std::min(0.026 * t.lost, 0.104) * width_;
  if (distance(spot.at, at()) > reach && spot.conf <= 0.85) return false;
  return mahalanobis(spot) <= gate(spot) || spot.conf > 0.75;
}

double SeedTracker::mahalanobis(const BallSpot& spot) const {
  return std::sqrt(track_->x.distance2(spot.at.x, noise()) +
                   track_->y.distance2(spot.at.y, noise()));
}

double SeedTracker::gate(const BallSpot& spot) const {
  return std::min(15.0 + 8 * track_->lost, 40.0) + 25 * std::max(0.0, spot.conf - 0.6);
}

void SeedTracker::begin(const BallSpot& spot) {
  track_.emplace(
      Track{SeedAxis(spot.at.x), SeedAxis(spot.at.y), prefilter(), prefilter(), spot.at});
  track_->smooth_x.next(spot.at.x);
  track_->smooth_y.next(spot.at.y);
  place_ = spot.at;
  still_ = 0;
}

void SeedTracker::measure(const BallSpot& spot) {
  auto& t = *track_;
  if (mahalanobis(spot) > gate(spot)) {  // it was let in for its confidence
    t.x.doubt(10);
    t.y.doubt(10);
  }
  t.x.update(t.smooth_x.next(spot.at.x), noise());
  t.y.update(t.smooth_y.next(spot.at.y), noise());
  t.consecutive = t.lost > 0 ? 1 : t.consecutive + 1;
  t.lost = 0;
  t.last = spot.at;
}

std::optional<SeedBall> SeedTracker::update(std::span<const BallSpot> spots) {
  bool measured = false;
  if (track_) {
    track_->x.predict();
    track_->y.predict();
    ++track_->tracked;
  }
  if (const BallSpot* spot = choose(spots)) {
    if (!track_) {
      begin(*spot);
      measured = true;
    } else if (passes(*spot)) {
      measure(*spot);
      measured = true;
    }
  }
  if (!track_) return std::nullopt;
  auto& t = *track_;
  if (!measured) ++t.lost;
  const int most = mode_ == SeedMode::batch ? 15 : 10;
  if (t.lost > most) {
    track_.reset();
    return std::nullopt;
  }
  if (!measured && t.consecutive <= 10) return std::nullopt;
  still_ = distance(at(), place_) <= 0.041 * width_ ? still_ + 1 : 0;
  if (still_ == 0) place_ = at();
  return SeedBall{at(), {t.x.speed(), t.y.speed()}, measured, t.tracked};
}

}  // namespace touchline::director
