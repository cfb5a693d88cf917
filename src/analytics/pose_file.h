// Labelled and found bodies, of whichever file they come from.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace touchline {

/// Which picture: COCO's number of it, or the name of its file where the labels have no numbers.
struct PoseImage {
  std::int64_t number = -1;
  std::string name;
  auto operator<=>(const PoseImage&) const = default;
};

/// One body of one picture, in COCO's pixels: the middle of the first is 0, 0.
struct ImagePose {
  PoseImage image;
  std::array<double, 4> box{};  ///< left, top, width, height
  double area = 0;     ///< square pixels: as labelled, else 0.53 of the box; found: of its points
  bool crowd = false;  ///< of truth: nobody who must be found
  double score = 0;    ///< of what was found
  /// x, y and, of truth, 0 not labelled, 1 hidden or 2 visible; of what was found, the score.
  std::vector<std::array<double, 3>> points = {};
};

struct PoseSet {
  std::vector<PoseImage> images;   ///< all there are, also those without anybody, ascending
  std::vector<std::string> names;  ///< of the points; empty: COCO's
  std::vector<ImagePose> poses;    ///< in the file's order
  std::int64_t category = -1;      ///< COCO's number of the class; -1: the file has none
};

/// COCO keypoints with `annotations`, or `people`, a list of labelled people by name of file, each
/// with `image`, `bbox` and `keypoints`. Errc::bad_input says what is missing; Errc::io.
Result<PoseSet> read_pose_truth(const std::string& path);

/// COCO results (a list of `image_id`, `keypoints`, `score`), COCO keypoints with `score`, or a
/// poses.bin, whose frames are the pictures' numbers. A body of a poses.bin is as sure as its
/// detection times the mean of its points; a point that is null lies at 0, 0 with score 0.
Result<PoseSet> read_found_poses(const std::string& path);

}  // namespace touchline
