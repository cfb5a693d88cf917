#include "kernels/grass_colour.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchline {
namespace {

constexpr int kBins = 64;  // of 4 levels

/// Green, yellowish or blueish green, dry: left of the line to skin and paint, away from grey.
bool may_be_grass(float u, float v) {
  const bool yellowish = u <= -3 && v <= 0.45F * -u;
  const bool blueish = v <= -3 && u <= 0.5F * -v;
  return yellowish || blueish;
}

/// Sums over samples; whole numbers, so their order does not matter.
struct Moments {
  std::int64_t n = 0, u = 0, v = 0, y = 0, yy = 0;
  void add(const Yuv8& s, bool counts) {
    const int n1 = counts ? 1 : 0, luma = n1 * s.y;
    n += n1, u += n1 * (s.u - 128), v += n1 * (s.v - 128), y += luma, yy += luma * s.y;
  }
};

/// Centre (minus 128) of the fullest 3x3 bins; false when they are too empty.
bool commonest(const std::array<int, kBins * kBins>& bins, int total, float& u, float& v) {
  int best = 0, best_at = -1;
  std::array<int, kBins> columns;  // of three rows
  for (std::size_t i = 1; i + 1 < kBins; ++i) {
    const int* row = bins.data() + i * kBins;
    for (std::size_t j = 0; j < kBins; ++j) columns[j] = row[j] + (row - kBins)[j] + row[j + kBins];
    for (std::size_t j = 1; j + 1 < kBins; ++j)
      if (const int sum = columns[j - 1] + columns[j] + columns[j + 1]; sum > best)
        best = sum, best_at = static_cast<int>(i * kBins + j);
  }
  if (best_at < 0 || best < 0.03 * total) return false;
  u = 4.0F * static_cast<float>(best_at / kBins) + 1.5F - 128;
  v = 4.0F * static_cast<float>(best_at % kBins) + 1.5F - 128;
  return true;
}

}  // namespace

GrassColour learn_grass(const Glance& glance) {
  GrassColour grass;
  std::array<int, kBins * kBins> bins{};
  for (const Yuv8& s : glance.lower)
    if (may_be_grass(static_cast<float>(s.u - 128), static_cast<float>(s.v - 128)))
      ++bins[static_cast<std::size_t>((s.u >> 2) * kBins + (s.v >> 2))];
  const int total = static_cast<int>(glance.lower.size());
  float u = 0, v = 0;
  if (total == 0 || !commonest(bins, total, u, v)) return grass;

  Moments all;
  const auto seen = static_cast<double>(glance.all.size());
  for (int pass = 0; pass < 2; ++pass) {  // the second about the first's mean
    const float norm = std::hypot(u, v);
    grass.along_u_ = u / norm, grass.along_v_ = v / norm;
    grass.least_ = std::max(2.0F, 0.35F * norm), grass.most_ = 1.7F * norm + 5;
    all = {};
    for (const Yuv8& s : glance.all) all.add(s, grass.has_chroma(s.u, s.v));
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
