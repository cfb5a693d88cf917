// A small window of a picture's brightness, as it was in one picture and as another one shows it.
#pragma once

#include <array>
#include <cstdint>

#include "field/patch_picker.h"
#include "image/frame.h"

namespace touchline {

/// Samples of a window 9 wide and 9 high: eight of each row side by side, then those of the ninth
/// column. Sums over them go by eights, in one order on every processor.
struct PatchWindow {
  static constexpr int kRadius = 4, kSide = 2 * kRadius + 1, kArea = kSide * kSide;
  using Eight = float __attribute__((vector_size(32)));
  std::array<Eight, kSide + 1> eights;
  float last = 0;
};

/// A window of the reference seen through the motion known so far, with centred gradients.
struct PatchTemplate {
  PatchWindow value, gx, gy;  ///< each without its mean
  float variance = 0;
  // Of the gradients: the sums of their squares, and their two axes.
  GradientTensor tensor;
  double larger = 0, smaller = 0;
  Vec2d direction;  ///< unit, of the larger one
};

/// How a window differs from a template.
struct PatchMismatch {
  float x = 0, y = 0, squared = 0;  ///< gradient sums, mean squared difference without offset
};

/// True when a window of `radius` around (x, y), in sample indices, can be read between samples.
inline bool readable(const Plane<const std::uint8_t>& plane, double x, double y, double radius) {
  return x - radius >= 0 && y - radius >= 0 && x + radius + 1 < plane.width &&
         y + radius + 1 < plane.height;
}

/// The template around `at` (sample indices). `back` takes offsets from there to offsets in
/// `plane`, row by row. false: it reaches out of the plane.
bool make_template(const Plane<const std::uint8_t>& plane, Vec2d at,
                   const std::array<double, 4>& back, PatchTemplate& out);

/// The window around (x, y), which must be readable, against the template.
void compare(const Plane<const std::uint8_t>& plane, double x, double y, const PatchTemplate& with,
             PatchMismatch& out);

}  // namespace touchline
