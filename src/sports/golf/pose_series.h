// The golfer's body over time, and what is read off one body.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "geometry/box.h"
#include "records/keypoint.h"

namespace touchline::golf {

/// COCO's 17 points, as Keypoints holds them; left and right are the golfer's own.
enum class Joint : std::uint8_t {
  nose,
  left_eye,
  right_eye,
  left_ear,
  right_ear,
  left_shoulder,
  right_shoulder,
  left_elbow,
  right_elbow,
  left_wrist,
  right_wrist,
  left_hip,
  right_hip,
  left_knee,
  right_knee,
  left_ankle,
  right_ankle,
};
inline constexpr std::size_t kJoints = 17;
inline constexpr std::string_view kJointNames[kJoints] = {
    "nose",           "left_eye",   "right_eye",   "left_ear",   "right_ear",   "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip",
    "right_hip",      "left_knee",  "right_knee",  "left_ankle", "right_ankle"};

/// The golfer in one frame. A frame in which nobody was found has no points and no box; frames may
/// also be left out altogether: times count, not places in the list.
struct PoseSample {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  Keypoints points;  ///< kJoints of them, or none
  std::optional<Box> box;
};

/// In the order of their times, each later than the one before.
using PoseSeries = std::deque<PoseSample>;

/// Places of the samples that come more than `longest` after the one before.
std::vector<std::size_t> pauses(const PoseSeries& series, Nanoseconds longest);

/// Where a joint is seen with at least `least` of a score, pixels.
std::optional<Vec2f> joint(const PoseSample& sample, Joint which, double least);
/// The middle of two joints; nothing where one of them is missing.
std::optional<Vec2f> middle(const PoseSample& sample, Joint a, Joint b, double least);
/// Mid-shoulder to mid-hip, pixels.
std::optional<double> torso_px(const PoseSample& sample, double least);
/// Nose to mid-ankle, pixels: of somebody who stands upright nearly the height.
std::optional<double> height_px(const PoseSample& sample, double least);

}  // namespace touchline::golf
