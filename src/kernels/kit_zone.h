// The colours inside one zone of a person, for code that the host and GPU kernels share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "geometry/box.h"
#include "kernels/grass_colour.h"
#include "kernels/yuv_reader.h"

namespace touchline {

/// Half-open rectangle on the luma grid, even corners, of which every `step`th place is read.
struct KitZone {
  static constexpr int kMostNearer = 8;

  int x0 = 0, y0 = 0, x1 = 0, y1 = 0, step = 2;
  bool beside = false;        ///< grass next to the person; else cloth
  int nearer = 0;             ///< how many of `in_front`
  Box in_front[kMostNearer];  ///< people who cover this one: nearer to the camera
};

/// What was found in a zone. Of cloth: the centre of its colours, 0..255. Of grass beside: `y` is
/// the sum of its luma.
struct ZoneColour {
  float y = 0, u = 0, v = 0;
  int kept = 0, seen = 0;  ///< samples
};

/// Skin of any tone: red over blue, moderately saturated (a box in the Cb Cr plane).
TL_HD constexpr bool is_skin(const Yuv8& s) {
  const int u = s.u - 128, v = s.v - 128;
  return v >= 8 && v <= 38 && u <= -4 && u >= -42 && v > -u / 3;
}

/// Measures zones of a frame, one a call. All sums are of whole numbers below 2^24, so that host
/// and GPU give the same bits.
struct MeasureZone {
  static constexpr int kMostSamples = 160, kFewestSamples = 6;

  YuvReader picture;
  GrassColour grass;
  const KitZone* zones = nullptr;
  int count = 0;
  ZoneColour* out = nullptr;

  TL_HD void operator()(int i) const {
    if (i < count) out[i] = zones[i].beside ? grass_in(zones[i]) : cloth_in(zones[i]);
  }

  // What the threads of a GPU that share a zone need of it too.

  /// Whether a place of a zone shows cloth; `s`: what it shows.
  [[nodiscard]] TL_HD bool is_cloth(const KitZone& z, int x, int y, Yuv8& s) const {
    if (covered(z, static_cast<float>(x), static_cast<float>(y))) return false;
    s = picture.mean_at(x, y);
    return !grass.found() || !grass.has_colour(s.y, s.u, s.v);
  }
  /// The middle of `samples` values, by how many there are of each.
  template <class Bins>
  static TL_HD float middle_of(const Bins& bins, int samples) {
    int sum = 0, middle = 0;
    while (middle < 255 && (sum += bins[middle]) * 2 < samples) ++middle;
    return static_cast<float>(middle);
  }
  /// Whether a sample counts for the next centre.
  static TL_HD bool is_near(float y, float u, float v, const ZoneColour& centre) {
    constexpr float kBandY = 45, kBandChroma = 14;
    const float dy = (y - centre.y) / kBandY, du = (u - centre.u) / kBandChroma,
                dv = (v - centre.v) / kBandChroma;
    return dy * dy + du * du + dv * dv <= 1;
  }
  static TL_HD bool is_mostly_skin(int skin, int samples) { return skin * 20 > samples * 9; }
  static constexpr int kPasses = 3;  ///< of the mean shift

 private:
  struct Samples {
    std::uint8_t y[kMostSamples], u[kMostSamples], v[kMostSamples];
    int count = 0;
    TL_HD void add(const Yuv8& s) { y[count] = s.y, u[count] = s.u, v[count++] = s.v; }
    [[nodiscard]] TL_HD Yuv8 at(int i) const { return {y[i], u[i], v[i]}; }
  };

  [[nodiscard]] TL_HD ZoneColour grass_in(const KitZone& z) const {
    ZoneColour sum;
    for (int y = z.y0; y < z.y1; y += z.step)
      for (int x = z.x0; x < z.x1; x += z.step)
        if (const Yuv8 s = picture.mean_at(x, y); grass.has_colour(s.y, s.u, s.v))
          sum.y += s.y, ++sum.kept;
    return sum;
  }

  /// Everything that is neither grass nor somebody else nor, mostly, skin.
  [[nodiscard]] TL_HD ZoneColour cloth_in(const KitZone& z) const {
    Samples samples;
    ZoneColour colour;
    for (int y = z.y0; y < z.y1; y += z.step)
      for (int x = z.x0; x < z.x1 && samples.count < kMostSamples; x += z.step) {
        ++colour.seen;
        if (Yuv8 s; is_cloth(z, x, y, s)) samples.add(s);
      }
    drop_skin(samples);
    colour.kept = samples.count;
    if (samples.count >= kFewestSamples) find_mode(samples, colour);
    return colour;
  }

  static TL_HD bool covered(const KitZone& z, float x, float y) {
    for (int i = 0; i < z.nearer; ++i) {
      const Box& b = z.in_front[i];
      if (x >= b.x && x < b.right() && y >= b.y && y < b.bottom()) return true;
    }
    return false;
  }

  /// Takes skin out, unless it is what there mostly is.
  static TL_HD void drop_skin(Samples& samples) {
    int skin = 0;
    const int all = samples.count;
    for (int i = 0; i < all; ++i) skin += is_skin(samples.at(i)) ? 1 : 0;
    if (is_mostly_skin(skin, all)) return;
    samples.count = 0;
    for (int i = 0; i < all; ++i)
      if (const Yuv8 s = samples.at(i); !is_skin(s)) samples.add(s);
  }

  /// The middle of a channel, by counting.
  static TL_HD float median(const std::uint8_t* values, int count) {
    std::uint16_t bins[256] = {};
    for (int i = 0; i < count; ++i) ++bins[values[i]];
    return middle_of(bins, count);
  }

  /// Mean shift from the component-wise median.
  static TL_HD void find_mode(const Samples& samples, ZoneColour& c) {
    const int count = samples.count;
    c.y = median(samples.y, count), c.u = median(samples.u, count), c.v = median(samples.v, count);
    for (int pass = 0; pass < kPasses; ++pass) {
      int n = 0, sum_y = 0, sum_u = 0, sum_v = 0;
      for (int i = 0; i < count; ++i) {  // no branch: many at once on the host
        const int y = samples.y[i], u = samples.u[i], v = samples.v[i];
        const int near =
            is_near(static_cast<float>(y), static_cast<float>(u), static_cast<float>(v), c) ? 1 : 0;
        n += near, sum_y += near * y, sum_u += near * u, sum_v += near * v;
      }
      if (n == 0) break;
      const float all = static_cast<float>(n);
      c.y = static_cast<float>(sum_y) / all, c.u = static_cast<float>(sum_u) / all,
      c.v = static_cast<float>(sum_v) / all;
    }
  }
};

}  // namespace touchline
