// Bodies as the networks see them: lines between the joints, the two sides in two colours.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "kernels/canvas.h"
#include "overlay/colour.h"
#include "overlay/marks.h"
#include "overlay/theme.h"
#include "records/keypoint.h"

namespace touchline {

/// Draws bodies whose points have these names. Those of COCO are known; between others there is no
/// line, only their joints show.
class SkeletonMark {
 public:
  SkeletonMark(const Theme& theme, std::span<const std::string> points, const InkWell& well,
               float unit);
  /// A point below the theme's least score, and a limb at it, are left out; a body that was not
  /// measured is fainter.
  void draw(Canvas& canvas, const Body& body) const;

 private:
  enum Part : std::size_t { left, right, middle, kParts };
  struct Limb {
    std::size_t from, to;
    Part part;
  };
  [[nodiscard]] const Keypoint* seen(const Body& body, std::size_t point) const;
  void gather_limbs(Canvas& canvas, const Body& body, Part part, float radius) const;

  float limb_, joint_, edge_, least_, predicted_;
  std::vector<Limb> limbs_;
  std::vector<Part> parts_;  ///< of the points
  std::array<YuvColour, kParts> inks_;
  YuvColour shadow_;
};

}  // namespace touchline
