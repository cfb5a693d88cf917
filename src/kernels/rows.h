// The CPU driver of a pixel functor: every (x, y) of a rectangle, rows first.
#pragma once

namespace touchline {

/// Calls `pixel(x, y)` for all 0 <= x < width, 0 <= y < height. The functor is copied, as a GPU
/// kernel would.
template <class Pixel>
void for_each_pixel(int width, int height, const Pixel pixel) {
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) pixel(x, y);
  }
}

}  // namespace touchline
