// How the camera's view moved from one picture to the next, measured on the pictures themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "field/image_motion_fit.h"
#include "field/image_motion_patches.h"
#include "geometry/box.h"
#include "geometry/linear.h"
#include "kernels/glance.h"

namespace touchline {

/// All matrices take source pixels to source pixels, w > 0 in view, m[8] = 1.
struct ImageMotion {
  std::optional<Mat3> previous_to_this;  ///< nothing: not measured, see `why`
  double sigma_px = 0;  ///< of where it puts a point, root mean square over the picture
  int inliers = 0;      ///< patches that moved with it
  double covered = 0;   ///< 0..1 of the picture (8 x 5 cells) where at least one of them lies
  /// The picture that motion is measured against while it stays in view: `reference` counts such
  /// pictures from 0. Two pictures with one reference are related through it without the errors of
  /// the steps between them; previous_to_this is that relation.
  std::int64_t reference = 0;
  Mat3 reference_to_this;
  double reference_sigma_px = 0;
  const char* why = "";  ///< "first picture", "size changed", "little texture", "no common motion"
};

/// Follows up to 220 textured patches of a reference picture (iterative Lucas-Kanade, brightness
/// offset free, patches warped by the motion known so far) and fits the homography most of them
/// agree on. Patches on a line count only across it. People are left out; graphics that stay in
/// place while the picture moves are found out and left out from then on. Where patches support
/// less than a homography, weak priors (1 pixel at the picture's edge per step) draw the step
/// towards a similarity. No randomness: the same pictures give the same answer.
class ImageMotionEstimator {
 public:
  /// `people`: source pixels, as of the picture. Takes the glance's pyramid and leaves it another,
  /// whose memory the next one can be made in.
  const ImageMotion& push(Glance& glance, std::span<const Box> people);
  /// Forgets everything, as after a cut that is known.
  void reset();

 private:
  bool measure();
  bool follow(const Mat3& guess);
  void set_reference();
  void report();
  [[nodiscard]] bool needs_reference() const;
  void learn_graphics();

  LumaPyramid reference_, previous_, current_;
  int width_ = 0, height_ = 0;
  Mat3 to_previous_, to_current_;  ///< from the reference, in samples of level 0
  Mat3 velocity_;                  ///< the last step, in samples of level 0
  double sigma_previous_ = 0, sigma_current_ = 0;
  bool reference_is_previous_ = true;
  PatchPicker picker_;
  std::vector<Patch> patches_;
  std::vector<PatchMatch> matches_;
  MotionFit fit_;
  int first_inliers_ = 0;
  std::int64_t reference_id_ = -1;
  GraphicsMap graphics_;
  std::vector<Box> previous_people_;
  ImageMotion motion_;
};

}  // namespace touchline
