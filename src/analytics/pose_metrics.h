// How good found bodies are: COCO's average precision by object keypoint similarity, number for
// number as pycocotools 2.0.11 gives it, and two figures for bodies whose boxes are given.
#pragma once

#include <array>
#include <cstdint>

#include "analytics/pose_file.h"

namespace touchline {

/// COCO's summary. -1: there is nothing to be found of that size.
struct CocoPoseScores {
  double ap = -1, ap50 = -1, ap75 = -1, ap_medium = -1, ap_large = -1;
  double ar = -1, ar50 = -1, ar75 = -1, ar_medium = -1, ar_large = -1;
};

struct PoseScores {
  CocoPoseScores coco;
  /// Means over the labelled people of the OKS with the body that was found for each, one for one,
  /// the best pairs first; nobody: 0. Over all points, and over the twelve of the limbs.
  double oks = 0, oks_limbs = 0;
  /// Share of the labelled points of the limbs within 5, 10 and 20 % of the longer side of the
  /// person's box.
  std::array<double, 3> pck{};
  std::int64_t images = 0, people = 0, found = 0;
  std::int64_t elsewhere = 0;  ///< found in pictures, or of a class, that are not labelled
};

/// Similarity of one body with one label, 0 to 1, over the labelled points from `first` on.
double keypoint_similarity(const ImagePose& truth, const ImagePose& found, std::size_t first = 0);

/// Of COCO's 17 points. Errc::bad_input: a body with another number of points.
Result<PoseScores> evaluate_poses(const PoseSet& truth, const PoseSet& found);

}  // namespace touchline
