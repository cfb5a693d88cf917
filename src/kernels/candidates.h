// Boxes that may become detections: their order and what suppresses them. One definition for the
// heads on the CPU and on a GPU.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

#include "base/portable.h"
#include "geometry/box.h"

namespace touchline {

/// A box in input pixels (left, top, right, bottom) that may become a detection.
struct Candidate {
  float left = 0, top = 0, right = 0, bottom = 0;
  float score = 0;
  int class_id = 0;  ///< the sport's
  int group = 0;     ///< only candidates of one group suppress each other
  int order =
      0;  ///< position in the tensors: breaks ties, so that results never depend on a sort's whims
};

/// Bounds of the time that a broken network can cost, and of what a frame may hold.
inline constexpr int kMaxCandidates = 3000, kMaxDetections = 300;

TL_HD inline bool better(const Candidate& a, const Candidate& b) {
  return a.score != b.score ? a.score > b.score : a.order < b.order;
}

/// False for a box that is empty or not finite.
TL_HD inline bool sound(const Candidate& c) {
  constexpr float kMost = std::numeric_limits<float>::max();
  return fabsf(c.left) <= kMost && fabsf(c.top) <= kMost && fabsf(c.right) <= kMost &&
         fabsf(c.bottom) <= kMost && c.right > c.left && c.bottom > c.top;
}

/// Intersection over union.
TL_HD inline float overlap(const Candidate& a, const Candidate& b) {
  return iou(Box{a.left, a.top, a.right - a.left, a.bottom - a.top},
             Box{b.left, b.top, b.right - b.left, b.bottom - b.top});
}

/// True when `kept`, which is better, leaves no room for `next`.
TL_HD inline bool covers(const Candidate& kept, const Candidate& next, float max_iou) {
  return kept.group == next.group && overlap(kept, next) > max_iou;
}

}  // namespace touchline
