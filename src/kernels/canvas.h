// What the overlay draws on: a picture, or a list of what to draw that a GPU works off.
#pragma once

#include <cmath>

#include "kernels/blend_cpu.h"
#include "kernels/shape.h"

namespace touchline {

/// Whatever is drawn later lies on top. Every canvas gives the same samples, to the bit.
class Canvas {
 public:
  virtual ~Canvas() = default;

  /// As blend() of kernels/blend_cpu.h.
  virtual void blend(const CoverageView& shape, int x, int y, const YuvColour& colour) = 0;
  /// As blend_picture(); `picture` lies on the host and both its sides are even. `copy`: of
  /// `picture`, as CoverageView's; may be null.
  virtual void blend_picture(const Image& picture, const CoverageView& shape, int x, int y,
                             std::uint16_t opacity, DeviceCopy* copy) = 0;

  /// Gathers lines and polygons; what overlaps is not counted twice. Shapes that are no numbers
  /// are left out. Nothing else is drawn before blend_gathered().
  void gather(const StrokeShape& s) {
    // Also false for what is not a number.
    if (std::abs(s.x0) + std::abs(s.y0) + std::abs(s.dx) + std::abs(s.dy) < kFarAway) join(s);
  }
  void gather(const QuadShape& q) {
    const bool near = std::abs(q.x0) + std::abs(q.y0) + std::abs(q.x1) + std::abs(q.y1) < kFarAway;
    if (near && q.strength > 0) join(q);
  }
  /// Blends what was gathered in one colour and forgets it.
  virtual void blend_gathered(const YuvColour& colour) = 0;

 private:
  static constexpr float kFarAway = 1e6F;
  virtual void join(const StrokeShape& stroke) = 0;
  virtual void join(const QuadShape& quad) = 0;
};

}  // namespace touchline
