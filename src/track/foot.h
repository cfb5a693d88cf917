// Where somebody stands, by the lower edge of his box.
#pragma once

#include <algorithm>
#include <cmath>

#include "geometry/box.h"
#include "geometry/linear.h"

namespace touchline {

/// What is known of the boxes a network finds. Networks are off by pixels of their own input,
/// whatever the size of the picture or of the person, so that is what errors are told in.
struct FootOptions {
  double sigma = 0;                       ///< of where they end below; pixels of the input
  int input_width = 0, input_height = 0;  ///< pixels; 0: not known, and neither is that
  bool stretched = false;                 ///< the input shows the picture in another shape
  bool operator==(const FootOptions&) const = default;
};

struct Foot {
  Vec2d pixel;
  double sigma_px = 0;
  double jitter_px = 0;  ///< the part of it that is another one in the next frame
};

/// `box` in a picture of `width` x `height` pixels.
inline Foot foot_of(const Box& box, const FootOptions& options, int width, int height) {
  constexpr double kStride = 0.03;  // of where it stands between the feet, body heights
  double scale = 0;                 // picture rows to a row of the input
  if (options.input_width > 0 && options.input_height > 0) {
    scale = static_cast<double>(height) / options.input_height;
    if (!options.stretched)
      scale = std::max(scale, static_cast<double>(width) / options.input_width);
  }
  const auto h = static_cast<double>(box.h);
  const Vec2f edge = box.foot();
  return {{edge.x, edge.y}, std::hypot(options.sigma * scale, kStride * h), kStride * h};
}

}  // namespace touchline
