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

struct Moments {
  double n = 0, u = 0, v = 0, y = 0, yy = 0;
  void add(float du, float dv, float luma) {
    n += 1, u += du, v += dv, y += luma, yy += static_cast<double>(luma) * luma;
  }
};

/// Visits about 5 000 samples of the rows from `y0` down, on an even grid of the chroma plane.
template <class Visit>
void sample(const Frame& frame, const ChromaReader& chroma, int y0, const Visit visit) {
  const double pixels = static_cast<double>(frame.width()) * frame.height();
  const int step = std::max(2, 2 * static_cast<int>(std::lround(std::sqrt(pixels / 5e3) / 2)));
  for (int y = y0 + step / 2; y < frame.height(); y += step) {
    const std::uint8_t* row = frame.plane(0).row(y);
    for (int x = step / 2; x < frame.width(); x += step)
      visit(static_cast<float>(row[x]), chroma.u(x, y), chroma.v(x, y));
  }
}

/// Centre (minus 128) of the fullest 3x3 bins; false when they are too empty.
bool commonest(const std::array<int, kBins * kBins>& bins, int total, float& u, float& v) {
  int best = 0, best_at = -1;
  for (int i = 1; i + 1 < kBins; ++i)
    for (int j = 1; j + 1 < kBins; ++j) {
      int sum = 0;
      for (int k = -1; k <= 1; ++k) {
        const int at = (i + k) * kBins + j;
        sum += bins[static_cast<std::size_t>(at - 1)] + bins[static_cast<std::size_t>(at)] +
               bins[static_cast<std::size_t>(at + 1)];
      }
      if (sum > best) best = sum, best_at = i * kBins + j;
    }
  if (best_at < 0 || best < 0.03 * total) return false;
  u = 4.0F * static_cast<float>(best_at / kBins) + 1.5F - 128;
  v = 4.0F * static_cast<float>(best_at % kBins) + 1.5F - 128;
  return true;
}

}  // namespace

ChromaReader::ChromaReader(const Frame& frame) {
  if (frame.planes() < 2) return;
  const bool interleaved = frame.planes() == 2;
  u_ = frame.plane(1).data;
  v_ = interleaved ? u_ + 1 : frame.plane(2).data;
  pitch_ = frame.plane(1).pitch;
  step_ = interleaved ? 2 : 1;
}

GrassColour learn_grass(const Frame& frame) {
  GrassColour grass;
  const ChromaReader chroma(frame);
  if (!chroma.exists()) return grass;
  std::array<int, kBins * kBins> bins{};
  int total = 0;
  sample(frame, chroma, frame.height() / 4, [&](float, int u, int v) {
    ++total;
    if (may_be_grass(static_cast<float>(u - 128), static_cast<float>(v - 128)))
      ++bins[static_cast<std::size_t>((u >> 2) * kBins + (v >> 2))];
  });
  float u = 0, v = 0;
  if (total == 0 || !commonest(bins, total, u, v)) return grass;

  Moments all;
  int seen = 0;
  for (int pass = 0; pass < 2; ++pass) {  // the second about the first's mean
    const float norm = std::hypot(u, v);
    grass.along_u_ = u / norm, grass.along_v_ = v / norm;
    grass.least_ = std::max(2.0F, 0.35F * norm), grass.most_ = 1.7F * norm + 5;
    all = {}, seen = 0;
    sample(frame, chroma, 0, [&](float y, int cu, int cv) {
      ++seen;
      if (grass.has_chroma(cu, cv))
        all.add(static_cast<float>(cu - 128), static_cast<float>(cv - 128), y);
    });
    if (all.n < 0.04 * seen) return {};
    u = static_cast<float>(all.u / all.n), v = static_cast<float>(all.v / all.n);
  }
  grass.u = u, grass.v = v;
  grass.share = static_cast<float>(all.n / seen);
  grass.luma = static_cast<float>(all.y / all.n);
  const double variance = all.yy / all.n - (all.y / all.n) * (all.y / all.n);
  grass.luma_sigma = static_cast<float>(std::sqrt(std::max(0.0, variance)));
  grass.brightest_ = grass.luma + std::max(25.0F, 2.5F * grass.luma_sigma);
  return grass;
}

}  // namespace touchline
