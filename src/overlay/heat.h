// Whose ground it is, as colours on the radar's grass.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "overlay/colour.h"
#include "overlay/stamp.h"

namespace touchline {

class Heat {
 public:
  /// Colours from `b` (share 0) over `grass` (one half) to `a` (share 1), at most `opacity` deep.
  void colours(const Rgba& grass, const Rgba& a, const Rgba& b, float opacity,
               const Colour& colour);
  /// Fills `where` (even pixels, inside the image) from `share`, row-major from (-x, +y), bilinear.
  void draw(Image& image, const Rect& where, std::span<const float> share, int columns, int rows);

 private:
  struct Sample {
    std::uint8_t y, u, v;
  };
  struct Tap {
    std::size_t cell;
    float part;
  };
  std::array<Sample, 256> ramp_{};
  std::vector<Tap> taps_;    ///< per block of two pixels
  std::vector<float> line_;  ///< one row of cells, between two of the surface
  int columns_ = 0;
};

}  // namespace touchline
