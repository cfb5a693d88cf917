// What a network saw in one frame.
#pragma once

#include <vector>

#include "geometry/box.h"

namespace touchline {

struct Detection {
  Box box;           ///< source pixels, after rotation
  float score = 0;   ///< 0..1
  int class_id = 0;  ///< index into the sport's classes
  bool operator==(const Detection&) const = default;
};

using Detections = std::vector<Detection>;

}  // namespace touchline
