// One row of brightness across a painted line, and where the middle of the paint lies in it.
#pragma once

#include <vector>

namespace touchline {

/// The layout of one profile in samples: the ridge and the sides it is compared with.
struct Ruler {
  double step = 1;                  ///< pixels a sample
  int half = 0, gap = 0, side = 0;  ///< samples: half the ridge, ridge to side, side
  [[nodiscard]] int reach() const { return half + gap + side; }
};

/// For paint that is `width_px` wide.
Ruler make_ruler(double width_px);

/// The highest ridge above `least` grey levels whose height no other comes near, or -1. `sums`: the
/// profile's running sums, one longer than it. `heights`: memory to work in.
int find_ridge(const std::vector<float>& sums, const Ruler& ruler, int samples, double least,
               std::vector<double>& heights);

struct Centre {
  double at = 0, sigma = 0;  ///< samples
  bool sharp = false;        ///< a ridge that is not much wider than the paint
};

/// Centroid of what rises above the line through the two sides, found twice so that the window sits
/// on it. sigma follows from the sides' noise.
Centre centroid(const std::vector<float>& profile, const std::vector<float>& sums,
                const Ruler& ruler, int peak);

}  // namespace touchline
