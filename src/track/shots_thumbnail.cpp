#include "track/shots_thumbnail.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "kernels/blend_clones.h"

namespace touchline {
namespace {

constexpr int kBlockWidth = 8, kBlockHeight = 6, kReachX = 6, kReachY = 4;

TL_CLONES int block_difference(const std::uint8_t* a, const std::uint8_t* b, int offset) {
  int sum = 0;
  for (int y = 0; y < kBlockHeight; ++y)
    for (int x = 0; x < kBlockWidth; ++x)
      sum += std::abs(a[y * Thumbnail::kWidth + x] - b[y * Thumbnail::kWidth + x] - offset);
  return sum;
}

/// Green, yellowish or blueish green, as learn_grass() takes it.
bool grass_like(int u, int v) {
  const int du = u - 128, dv = v - 128;
  return (du <= -3 && 20 * dv <= -9 * du && dv < 4) || (dv <= -3 && 2 * du <= -dv);
}

int texture(const std::uint8_t* block) {
  int sum = 0, spread = 0;
  for (int y = 0; y < kBlockHeight; ++y)
    for (int x = 0; x < kBlockWidth; ++x) sum += block[y * Thumbnail::kWidth + x];
  const int mean = sum / (kBlockWidth * kBlockHeight);
  for (int y = 0; y < kBlockHeight; ++y)
    for (int x = 0; x < kBlockWidth; ++x)
      spread += std::abs(block[y * Thumbnail::kWidth + x] - mean);
  return spread;
}

}  // namespace

Thumbnail thumbnail(const GlanceCells& cells) {
  Thumbnail out{cells};
  int sum = 0, grass = 0, middle = 0;
  for (const std::uint8_t v : out.luma) sum += v;
  for (int y = 0; y < Thumbnail::kChromaHeight; ++y)
    for (int x = 0; x < Thumbnail::kChromaWidth; ++x) {
      const std::size_t i = static_cast<std::size_t>(y * Thumbnail::kChromaWidth + x);
      if (!grass_like(out.u[i], out.v[i])) continue;
      ++grass;
      middle += x >= 11 && x < 21 && y >= 6 && y < 12 ? 1 : 0;
    }
  out.mean = static_cast<float>(sum) / static_cast<float>(out.luma.size());
  out.grass = static_cast<float>(grass) / static_cast<float>(out.u.size());
  out.green_middle = static_cast<float>(middle) / 60;
  return out;
}

float difference(const Thumbnail& a, const Thumbnail& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.luma.size(); ++i) sum += std::abs(a.luma[i] - b.luma[i]);
  return static_cast<float>(sum) / static_cast<float>(a.luma.size());
}

float unexplained(const Thumbnail& before, const Thumbnail& now) {
  const int offset = static_cast<int>(std::lround(now.mean - before.mean));
  int missed = 0, possible = 0, shift_x = 0, shift_y = 0;
  for (int by = 0; by < Thumbnail::kHeight; by += kBlockHeight)
    for (int bx = 0; bx < Thumbnail::kWidth; bx += kBlockWidth) {
      const std::uint8_t* block = now.luma.data() + by * Thumbnail::kWidth + bx;
      const int spread = std::max(texture(block), 2 * kBlockWidth * kBlockHeight);
      int best = 1 << 30, best_x = 0, best_y = 0;
      const auto look = [&](int dx, int dy) {
        const int x = bx + dx, y = by + dy;
        if (x < 0 || y < 0 || x > Thumbnail::kWidth - kBlockWidth ||
            y > Thumbnail::kHeight - kBlockHeight)
          return;
        const int d =
            block_difference(block, before.luma.data() + y * Thumbnail::kWidth + x, offset);
        if (d < best) best = d, best_x = dx, best_y = dy;
      };
      look(0, 0);
      look(shift_x, shift_y);  // of the last block that moved: mostly the whole picture does
      if (best > spread / 4)
        for (int dy = -kReachY; dy <= kReachY; ++dy)
          for (int dx = -kReachX; dx <= kReachX; ++dx) look(dx, dy);
      if (best <= spread / 2 && (best_x != 0 || best_y != 0)) shift_x = best_x, shift_y = best_y;
      missed += best;
      possible += spread;
    }
  return static_cast<float>(missed) / static_cast<float>(possible);
}

float colour_change(const Thumbnail& a, const Thumbnail& b) {
  std::array<int, 18 * 18> bins{};
  for (std::size_t i = 0; i < a.u.size(); ++i) {
    const auto add = [&](int u, int v, int sign) {
      // Shared between the four nearest bins of 16 levels, so that a small drift is a small change.
      const int fu = u & 15, fv = v & 15;
      const std::size_t at = static_cast<std::size_t>((u >> 4) * 18 + (v >> 4));
      bins[at] += sign * (16 - fu) * (16 - fv), bins[at + 1] += sign * (16 - fu) * fv;
      bins[at + 18] += sign * fu * (16 - fv), bins[at + 19] += sign * fu * fv;
    };
    add(a.u[i], a.v[i], 1);
    add(b.u[i], b.v[i], -1);
  }
  int sum = 0;
  for (const int n : bins) sum += std::abs(n);
  return static_cast<float>(sum) / (2.0F * 256 * static_cast<float>(a.u.size()));
}

float correlation(const Thumbnail& a, const Thumbnail& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.luma.size(); ++i) {
    const double x = static_cast<double>(static_cast<float>(a.luma[i]) - a.mean),
                 y = static_cast<double>(static_cast<float>(b.luma[i]) - b.mean);
    ab += x * y, aa += x * x, bb += y * y;
  }
  return static_cast<float>(ab / std::sqrt(std::max(1.0, aa) * std::max(1.0, bb)));
}

float blend_residual(const Thumbnail& first, const Thumbnail& middle, const Thumbnail& last,
                     float& mix) {
  double dd = 0, dm = 0, mm = 0, ll = 0;
  for (std::size_t i = 0; i < first.luma.size(); ++i) {
    const double d = last.luma[i] - first.luma[i], m = middle.luma[i] - first.luma[i],
                 l = last.luma[i] - middle.luma[i];
    dd += d * d, dm += d * m, mm += m * m, ll += l * l;
  }
  const double t = dd > 0 ? std::clamp(dm / dd, 0.0, 1.0) : 0;
  mix = static_cast<float>(t);
  const double left = std::max(0.0, mm - 2 * t * dm + t * t * dd), nearest = std::min(mm, ll);
  return nearest > 0 ? static_cast<float>(std::sqrt(left / nearest)) : 1.0F;
}

}  // namespace touchline
