// The one motion that most patches agree on.
#pragma once

#include <vector>

#include "field/image_motion_patches.h"
#include "geometry/linear.h"

namespace touchline {

/// A correction near the identity: expected -> found, in samples of level 0.
struct MotionFit {
  Mat3 correction;
  int inliers = 0;
  double sigma = 0;    ///< of a corrected point, root mean square over the picture
  double covered = 0;  ///< 0..1 of 8 x 5 cells that hold an inlier
};

/// Finds the similarity that most matches agree with within `tolerance` samples (random sample
/// consensus, fixed seed; matches that stayed in place count half, so that graphics do not win over
/// a moving picture), then, if `refine`, the homography of least weighted squares (Tukey weights)
/// over them. Marks the inliers. false: fewer than 8, or too few of all, agree.
bool fit_motion(std::vector<PatchMatch>& matches, double width, double height, double tolerance,
                bool refine, MotionFit& fit);

}  // namespace touchline
