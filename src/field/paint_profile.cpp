#include "field/paint_profile.h"

#include <algorithm>
#include <cmath>

#include "kernels/blend_clones.h"

namespace touchline {
namespace {

constexpr double kRivalShare = 0.6;  // of the best ridge's height makes a second one a rival
constexpr double kFoot = 0.2;  // of the ridge's height counts as its sides: mown stripes end there

struct Side {
  double left = 0, right = 0;
};

/// Mean brightness of samples [from, to) by their running sums.
double mean(const std::vector<float>& sums, int from, int to) {
  return static_cast<double>(sums[static_cast<std::size_t>(to)] -
                             sums[static_cast<std::size_t>(from)]) /
         (to - from);
}

Side sides(const std::vector<float>& sums, const Ruler& r, int at) {
  return {mean(sums, at - r.reach(), at - r.half - r.gap),
          mean(sums, at + r.half + r.gap + 1, at + r.reach() + 1)};
}

double ridge_height(const std::vector<float>& sums, const Ruler& r, int at) {
  const Side s = sides(sums, r, at);
  return mean(sums, at - r.half, at + r.half + 1) - std::max(s.left, s.right);
}

/// ridge_height() at `count` samples one after the other, the first of which has its sum at `sums`.
TL_CLONES void ridge_heights(const float* sums, const Ruler& r, int count, double* out) {
  const int near = r.half + r.gap, reach = r.reach(), half = r.half;
  const double wide = 2 * half + 1, side = r.side;
  for (int i = 0; i < count; ++i) {
    const float* at = sums + i;
    const double left = static_cast<double>(at[-near] - at[-reach]) / side;
    const double right = static_cast<double>(at[reach + 1] - at[near + 1]) / side;
    out[i] = static_cast<double>(at[half + 1] - at[-half]) / wide - std::max(left, right);
  }
}

}  // namespace

Ruler make_ruler(double width_px) {
  Ruler r;
  r.step = std::clamp(width_px / 3, 0.75, 2.0);
  r.half = static_cast<int>(std::lround(width_px / 2 / r.step));
  r.gap = static_cast<int>(std::lround(1.5 / r.step));
  r.side = static_cast<int>(std::lround(std::clamp(width_px, 2.5, 6.0) / r.step));
  return r;
}

int find_ridge(const std::vector<float>& sums, const Ruler& r, int samples, double least,
               std::vector<double>& heights) {
  const int first = r.reach(), count = samples - 2 * r.reach();
  if (count <= 0) return -1;
  heights.resize(static_cast<std::size_t>(count));
  ridge_heights(sums.data() + first, r, count, heights.data());
  const auto height_at = [&](int i) { return heights[static_cast<std::size_t>(i)]; };
  int best = -1;
  double height = least;
  for (int i = 0; i < count; ++i)
    if (height_at(i) > height) height = height_at(i), best = i;
  if (best < 0) return -1;
  const int apart = 2 * r.half + r.gap + 1;
  for (int i = 0; i < count; ++i)
    if (std::abs(i - best) > apart && height_at(i) > kRivalShare * height) return -1;
  return first + best;
}

Centre centroid(const std::vector<float>& profile, const std::vector<float>& sums, const Ruler& r,
                int peak) {
  Centre c{static_cast<double>(peak), 0, false};
  const int window = r.half + r.gap;
  for (int pass = 0; pass < 2; ++pass) {
    const int middle = std::clamp(static_cast<int>(std::lround(c.at)), r.reach(),
                                  static_cast<int>(profile.size()) - 1 - r.reach());
    const Side s = sides(sums, r, middle);
    const double arm = r.half + r.gap + 0.5 * (r.side + 1);
    const double foot = kFoot * ridge_height(sums, r, middle);
    double total = 0, moment = 0, second = 0, spread = 0, noise = 0;
    for (int k = -window; k <= window; ++k) {
      const double base = s.left + (s.right - s.left) * (0.5 + 0.5 * k / arm) + foot;
      const double up =
          std::max(0.0, static_cast<double>(profile[static_cast<std::size_t>(middle + k)]) - base);
      total += up, moment += up * k, second += up * k * k, spread += static_cast<double>(k) * k;
    }
    for (int k = 1; k <= r.side; ++k) {
      const auto at = [&](int i) {
        return static_cast<double>(profile[static_cast<std::size_t>(i)]);
      };
      const double a = at(middle - window - k) - s.left, b = at(middle + window + k) - s.right;
      noise += a * a + b * b;
    }
    if (total <= 0) return c;
    noise = noise / (2 * r.side);
    const double mean_k = moment / total, variance = second / total - mean_k * mean_k;
    c.at = middle + std::clamp(mean_k, -2.0 * window, 2.0 * window);
    c.sigma = std::sqrt(2 * noise * spread) / total;
    c.sharp = variance < (r.half + 0.6 * r.gap + 1.0) * (r.half + 0.6 * r.gap + 1.0);
  }
  return c;
}

}  // namespace touchline
