// Points of a body that a network saw in a picture.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/box.h"
#include "touchline/sample.h"

namespace touchline {

struct Keypoint {
  Vec2f pixel;      ///< source pixels, pixel centres at +0.5
  float score = 0;  ///< as the network gives it; 1 is sure
  bool operator==(const Keypoint&) const = default;
};

/// One body's, in the order of the network's names; null: not seen well enough.
using Keypoints = std::vector<std::optional<Keypoint>>;

struct Body {
  int detection = 0;  ///< whose: index into the frame's detections
  Keypoints points;
  std::int64_t track_id = -1;  ///< who that is, once tracking knows; -1: nobody who is followed
  SampleSource source = SampleSource::measured;  ///< of the points
  bool operator==(const Body&) const = default;
};

}  // namespace touchline
