// Textured patches of a picture: where they are, and where they are found in another picture.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "geometry/box.h"
#include "geometry/linear.h"
#include "kernels/luma_pyramid.h"

namespace touchline {

inline constexpr int kPatchColumns = 20, kPatchRows = 11;

/// Middle of a patch in samples of a pyramid's level 0.
struct Patch {
  int x = 0, y = 0;  ///< of the middle sample
  int cell = 0;      ///< of the kPatchColumns x kPatchRows grid
};

/// Which cells show graphics that stay in place while the picture moves.
class GraphicsMap {
 public:
  void saw_still(int cell) {
    votes(cell) = static_cast<std::int8_t>(std::min(votes(cell) + 2, 20));
  }
  void saw_moving(int cell) {
    votes(cell) = static_cast<std::int8_t>(std::max(votes(cell) - 1, 0));
  }
  [[nodiscard]] bool covers(int cell) const { return votes_[static_cast<std::size_t>(cell)] >= 4; }

 private:
  std::int8_t& votes(int cell) { return votes_[static_cast<std::size_t>(cell)]; }
  std::array<std::int8_t, kPatchColumns * kPatchRows> votes_{};
};

/// The most textured place of each cell, where there is one, outside `people` (source pixels) and
/// graphics.
void pick_patches(const LumaPyramid& picture, std::span<const Box> people,
                  const GraphicsMap& graphics, std::vector<Patch>& out);

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
