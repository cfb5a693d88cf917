#include "field/image_motion.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace touchline {
namespace {

constexpr int kGuideLevel = 2;         // a quarter of level 0: finds the way for level 0
constexpr double kGuideTolerance = 3;  // samples of level 0
constexpr double kTolerance = 1.5;
constexpr double kLeastOverlap = 0.6, kMostZoom = 1.25;
constexpr double kLeastCovered = 0.1;

Mat3 normalised(Mat3 m) {
  const double scale = 1 / m(2, 2);
  for (double& v : m.m) v *= scale;
  return m;
}

/// The same motion for coordinates `scale` times as large.
Mat3 enlarged(Mat3 m, double scale) {
  m(0, 2) *= scale, m(1, 2) *= scale;
  m(2, 0) /= scale, m(2, 1) /= scale;
  return m;
}

/// 0..1 of a grid over the picture that stays in it.
double overlap(const Mat3& h, double width, double height) {
  int in = 0;
  for (int k = 0; k < 64; ++k) {
    const auto p = project(h, {(k % 8 + 0.5) / 8 * width, (k / 8 + 0.5) / 8 * height});
    in += p && p->x > 0 && p->y > 0 && p->x < width && p->y < height ? 1 : 0;
  }
  return in / 64.0;
}

}  // namespace

void ImageMotionEstimator::reset() { *this = {}; }

const ImageMotion& ImageMotionEstimator::push(Glance& glance, std::span<const Box> people) {
  std::swap(current_, glance.pyramid);
  motion_ = {};
  motion_.reference = reference_id_;
  const bool first = previous_.empty(),
             resized = width_ != glance.width || height_ != glance.height;
  width_ = glance.width, height_ = glance.height;
  if (first || resized) {
    motion_.why = first ? "first picture" : "size changed";
  } else if (!measure()) {
    motion_.why = patches_.size() < 12 ? "little texture" : "no common motion";
  }
  std::swap(previous_, current_);
  previous_people_.assign(people.begin(), people.end());
  if (!motion_.previous_to_this) velocity_ = {};
  if (!motion_.previous_to_this || needs_reference()) set_reference();
  if (!motion_.previous_to_this) motion_.reference = reference_id_;
  return motion_;
}

/// Previous to current picture, through the reference.
bool ImageMotionEstimator::measure() {
  // Steady motion goes on; a jump is found on the coarsest level.
  const auto base = current_.level(0);
  const Vec2d middle{base.width / 2.0, base.height / 2.0};
  const Vec2d steady = project(velocity_, middle).value_or(middle) - middle;
  const Vec2d shift = coarse_shift(previous_, current_, steady) - steady;
  const Mat3 step = Mat3{{1, 0, shift.x, 0, 1, shift.y, 0, 0, 1}} * velocity_;
  if (!follow(step * to_previous_)) {
    if (reference_is_previous_) return false;
    set_reference();  // the old one may have gone out of sight
    motion_.reference = reference_id_;
    if (!follow(step)) return false;
  }
  velocity_ = normalised(to_current_ * inverse(to_previous_).value_or(Mat3{}));
  report();
  learn_graphics();
  to_previous_ = to_current_, sigma_previous_ = sigma_current_;
  reference_is_previous_ = false;
  return true;
}

/// Coarse, then fine; leaves the relation in to_current_, fit_ and matches_.
bool ImageMotionEstimator::follow(const Mat3& guess) {
  const auto base = current_.level(0);
  match_patches(reference_, current_, kGuideLevel, patches_, guess, matches_);
  Mat3 better = guess;
  if (fit_motion(matches_, base.width, base.height, kGuideTolerance, false, fit_))
    better = fit_.correction * guess;
  match_patches(reference_, current_, 0, patches_, better, matches_);
  if (!fit_motion(matches_, base.width, base.height, kTolerance, true, fit_)) return false;
  if (fit_.covered < kLeastCovered || fit_.inliers < 0.15 * static_cast<double>(patches_.size()))
    return false;
  to_current_ = normalised(fit_.correction * better);
  sigma_current_ = fit_.sigma;
  return true;
}

/// The previous picture becomes the reference.
void ImageMotionEstimator::set_reference() {
  reference_ = previous_;
  picker_.pick(reference_, previous_people_, graphics_, patches_);
  ++reference_id_;
  to_previous_ = {}, sigma_previous_ = 0;
  reference_is_previous_ = true;
  first_inliers_ = 0;
}

void ImageMotionEstimator::report() {
  const double scale = current_.scale();
  motion_.previous_to_this = enlarged(velocity_, scale);
  motion_.sigma_px = std::hypot(sigma_current_, sigma_previous_) * scale;
  motion_.inliers = fit_.inliers;
  motion_.covered = fit_.covered;
  motion_.reference_to_this = enlarged(to_current_, scale);
  motion_.reference_sigma_px = sigma_current_ * scale;
  if (first_inliers_ == 0) first_inliers_ = fit_.inliers;
}

bool ImageMotionEstimator::needs_reference() const {
  const auto base = previous_.level(0);
  const double w = base.width, h = base.height;
  if (overlap(to_previous_, w, h) < kLeastOverlap) return true;
  if (fit_.inliers < 0.5 * first_inliers_) return true;
  const auto a = project(to_previous_, {0.25 * w, h / 2}),
             b = project(to_previous_, {0.75 * w, h / 2});
  const double zoom = a && b ? distance(*a, *b) / (0.5 * w) : 0;
  return zoom > kMostZoom || zoom < 1 / kMostZoom;
}

/// What kept its place although the motion would have carried it on is no part of the scene.
void ImageMotionEstimator::learn_graphics() {
  for (const PatchMatch& m : matches_) {
    if (distance(m.expected, m.origin) < 3) continue;
    if (m.still && !m.inlier)
      graphics_.saw_still(m.cell);
    else if (m.inlier)
      graphics_.saw_moving(m.cell);
  }
}

}  // namespace touchline
