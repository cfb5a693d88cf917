// Textured patches of a picture: where there is something to follow.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
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

/// Squared gradients of a neighbourhood: its eigenvalues tell an edge from a corner.
struct GradientTensor {
  double xx = 0, xy = 0, yy = 0;
  [[nodiscard]] double larger() const { return (xx + yy) / 2 + std::hypot((xx - yy) / 2, xy); }
  [[nodiscard]] double smaller() const { return (xx + yy) / 2 - std::hypot((xx - yy) / 2, xy); }
  /// Unit vector of the larger eigenvalue.
  [[nodiscard]] Vec2d direction() const {
    const double angle = 0.5 * std::atan2(2 * xy, xx - yy);
    return {std::cos(angle), std::sin(angle)};
  }
};

inline constexpr double kLeastTexture = 1.5;  ///< mean squared gradient along the steeper axis

/// Gradient products of a picture and their sums over 5 x 5 samples.
class TextureMap {
 public:
  void measure(const Plane<const std::uint8_t>& plane);
  /// Means over the 25 samples around (x, y).
  [[nodiscard]] GradientTensor at(int x, int y) const;
  /// Cheap first look: gradient energy of one sample.
  [[nodiscard]] int energy(int x, int y) const;

 private:
  int width_ = 0, height_ = 0;
  std::vector<int> xx_, xy_, yy_;
};

/// Its memory is kept from picture to picture.
class PatchPicker {
 public:
  /// The most textured place of each cell, where there is one, outside `people` (source pixels) and
  /// graphics.
  void pick(const LumaPyramid& picture, std::span<const Box> people, const GraphicsMap& graphics,
            std::vector<Patch>& out);

 private:
  TextureMap texture_;
};

}  // namespace touchline
