// A point of the playing field that a network saw in a picture.
#pragma once

#include <vector>

#include "geometry/linear.h"

namespace touchline {

struct LandmarkObservation {
  int index = 0;        ///< into FieldSpec::landmarks
  Vec2d pixel;          ///< source pixels, pixel centres at +0.5
  double score = 0;     ///< 0..1
  double sigma_px = 1;  ///< standard deviation of `pixel`, source pixels
  bool operator==(const LandmarkObservation&) const = default;
};

using Landmarks = std::vector<LandmarkObservation>;

}  // namespace touchline
