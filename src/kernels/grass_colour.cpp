#include "kernels/grass_colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "kernels/blend_clones.h"

namespace touchline {
namespace {

constexpr int kBins = 64;  // of 4 levels
constexpr int kAtOnce = 512;

/// How many samples fall into each bin of u and v. Neighbours mostly fall into the same bin, and
/// would wait for each other: every other one is counted apart.
struct Bins {
  static constexpr int kNone = kBins * kBins;  // of what is no grass
  std::array<std::uint16_t, kNone + 1> even{}, odd{};
};

/// Which bin each sample falls into, if it is green, yellowish or blueish green, dry: left of the
/// line to skin and paint, away from grey.
TL_CLONES void find_bins(const Yuv8* samples, int count, std::uint16_t* bins) {
  for (int i = 0; i < count; ++i) {
    const int cu = samples[i].u, cv = samples[i].v;
    const auto u = static_cast<float>(cu - 128), v = static_cast<float>(cv - 128);
    const bool yellowish = (u <= -3) & (v <= 0.45F * -u);
    const bool blueish = (v <= -3) & (u <= 0.5F * -v);
    const int bin = (cu >> 2) * kBins + (cv >> 2);
    bins[i] = static_cast<std::uint16_t>((yellowish | blueish) ? bin : Bins::kNone);
  }
}

void count_bins(const std::vector<Yuv8>& samples, Bins& bins) {
  std::uint16_t found[kAtOnce];
  const int all = static_cast<int>(samples.size());
  for (int begin = 0; begin < all; begin += kAtOnce) {
    const int count = std::min(kAtOnce, all - begin);
    find_bins(samples.data() + begin, count, found);
    for (int i = 0; i + 1 < count; i += 2) ++bins.even[found[i]], ++bins.odd[found[i + 1]];
    if (count % 2) ++bins.even[found[count - 1]];
  }
}

/// Of each column of a row of bins, what it and its eight neighbours hold; the most of them.
TL_CLONES int add_neighbours(const std::uint16_t* even, const std::uint16_t* odd,
                             std::uint16_t* sums) {
  std::uint16_t columns[kBins];
  for (int j = 0; j < kBins; ++j)
    columns[j] = static_cast<std::uint16_t>(even[j - kBins] + even[j] + even[j + kBins] +
                                            odd[j - kBins] + odd[j] + odd[j + kBins]);
  std::uint16_t most = 0;
  for (int j = 1; j + 1 < kBins; ++j) {
    sums[j] = static_cast<std::uint16_t>(columns[j - 1] + columns[j] + columns[j + 1]);
    most = sums[j] > most ? sums[j] : most;
  }
  return most;
}

/// Centre (minus 128) of the fullest 3x3 bins, the first of like ones; false when they are too
/// empty.
bool commonest(const Bins& bins, int total, float& u, float& v) {
  int best = 0, best_at = -1;
  std::uint16_t sums[kBins];
  for (int i = 1; i + 1 < kBins; ++i) {
    const int row = i * kBins;
    const int most = add_neighbours(bins.even.data() + row, bins.odd.data() + row, sums);
    if (most <= best) continue;
    best = most;
    best_at = row + static_cast<int>(std::find(sums + 1, sums + kBins - 1, most) - sums);
  }
  if (best_at < 0 || best < 0.03 * total) return false;
  u = 4.0F * static_cast<float>(best_at / kBins) + 1.5F - 128;
  v = 4.0F * static_cast<float>(best_at % kBins) + 1.5F - 128;
  return true;
}

/// Sums over samples; whole numbers, so their order does not matter.
struct Moments {
  std::int64_t n = 0, u = 0, v = 0, y = 0, yy = 0;
};

/// Of those that have the grass' chroma, at most kAtOnce.
TL_CLONES void add_moments(const Yuv8* samples, int count, const GrassColour& grass,
                           Moments& sums) {
  int n = 0, u = 0, v = 0, y = 0, yy = 0;
  for (int i = 0; i < count; ++i) {
    const int luma = samples[i].y, cu = samples[i].u, cv = samples[i].v;
    const int counts = grass.has_chroma(cu, cv) ? 1 : 0, counted = counts * luma;
    n += counts, u += counts * (cu - 128), v += counts * (cv - 128);
    y += counted, yy += counted * luma;
  }
  sums.n += n, sums.u += u, sums.v += v, sums.y += y, sums.yy += yy;
}

Moments moments_of(const std::vector<Yuv8>& samples, const GrassColour& grass) {
  Moments sums;
  const int all = static_cast<int>(samples.size());
  for (int begin = 0; begin < all; begin += kAtOnce)
    add_moments(samples.data() + begin, std::min(kAtOnce, all - begin), grass, sums);
  return sums;
}

}  // namespace

GrassColour learn_grass(const Glance& glance) {
  TL_ASSERT(glance.lower.size() <= std::numeric_limits<std::uint16_t>::max());
  GrassColour grass;
  Bins bins;
  count_bins(glance.lower, bins);
  const int total = static_cast<int>(glance.lower.size());
  float u = 0, v = 0;
  if (total == 0 || !commonest(bins, total, u, v)) return grass;

  Moments all;
  const auto seen = static_cast<double>(glance.all.size());
  for (int pass = 0; pass < 2; ++pass) {  // the second about the first's mean
    const float norm = std::hypot(u, v);
    grass.along_u_ = u / norm, grass.along_v_ = v / norm;
    grass.least_ = std::max(2.0F, 0.35F * norm), grass.most_ = 1.7F * norm + 5;
    all = moments_of(glance.all, grass);
    const auto n = static_cast<double>(all.n);
    if (n < 0.04 * seen) return {};
    u = static_cast<float>(static_cast<double>(all.u) / n);
    v = static_cast<float>(static_cast<double>(all.v) / n);
  }
  const auto n = static_cast<double>(all.n), luma = static_cast<double>(all.y) / n;
  grass.u = u, grass.v = v;
  grass.share = static_cast<float>(n / seen);
  grass.luma = static_cast<float>(luma);
  const double variance = static_cast<double>(all.yy) / n - luma * luma;
  grass.luma_sigma = static_cast<float>(std::sqrt(std::max(0.0, variance)));
  grass.brightest_ = grass.luma + std::max(25.0F, 2.5F * grass.luma_sigma);
  return grass;
}

GrassColour learn_grass(const Frame& frame) {
  const YuvReader picture(frame);
  if (!picture.has_chroma()) return {};
  Glance glance;
  read_samples(picture, sample_grid(frame.width(), frame.height(), 0), glance.all);
  read_samples(picture, sample_grid(frame.width(), frame.height(), frame.height() / 4),
               glance.lower);
  return learn_grass(glance);
}

}  // namespace touchline
