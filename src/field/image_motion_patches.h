// Where patches of a picture are found in another picture.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "field/patch_picker.h"
#include "geometry/linear.h"
#include "kernels/luma_pyramid.h"

namespace touchline {

/// A patch found again. `found - expected` was measured along `axis[0]`, and along `axis[1]` too
/// unless sigma[1] is 0: a patch on a straight edge tells nothing along it. Samples of level 0.
struct PatchMatch {
  Vec2d origin, expected, found;  ///< in the reference; in the current picture, twice
  std::array<Vec2d, 2> axis{};
  std::array<double, 2> sigma{};
  int cell = 0;
  bool still = false;  ///< has the place in the picture that it had in the reference
  bool inlier = false;
};

/// Looks on `level` for each patch of `reference` around where `guess` takes it.
void match_patches(const LumaPyramid& reference, const LumaPyramid& current, int level,
                   std::span<const Patch> patches, const Mat3& guess, std::vector<PatchMatch>& out);

/// The whole samples of the coarsest level by which `current` is best laid on `previous`, searched
/// around `expected` (samples of level 0); samples of level 0 again.
Vec2d coarse_shift(const LumaPyramid& previous, const LumaPyramid& current, Vec2d expected);

}  // namespace touchline
