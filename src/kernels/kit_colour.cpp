#include "kernels/kit_colour.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchline {
namespace {

constexpr std::size_t kMostSamples = 160;
constexpr std::size_t kFewestSamples = 6;
constexpr float kBandY = 45, kBandChroma = 14;  // of the mean shift
constexpr float kMostGain = 2.5F;

struct Yuv8 {
  std::uint8_t y = 0, u = 0, v = 0;
};

struct Samples {
  std::array<Yuv8, kMostSamples> at;
  std::size_t count = 0, looked_at = 0;
};

struct Luminance {
  float kr, kb;
};

Luminance luminance(Colour::Matrix matrix) {
  switch (matrix) {
    case Colour::Matrix::bt601:
      return {0.299F, 0.114F};
    case Colour::Matrix::bt2020:
      return {0.2627F, 0.0593F};
    case Colour::Matrix::bt709:
      break;
  }
  return {0.2126F, 0.0722F};
}

float linear(float c) {  // IEC 61966-2-1
  c = std::clamp(c, 0.0F, 1.0F);
  return c <= 0.04045F ? c / 12.92F : std::pow((c + 0.055F) / 1.055F, 2.4F);
}
float lab_f(float t) {
  constexpr float kDelta = 6.0F / 29;
  return t > kDelta * kDelta * kDelta ? std::cbrt(t) : t / (3 * kDelta * kDelta) + 4.0F / 29;
}
constexpr float kWhiteX = 0.95047F, kWhiteZ = 1.08883F;  // D65

/// Skin of any tone: red over blue, moderately saturated (a box in the Cb Cr plane).
bool is_skin(const Yuv8& s) {
  const int u = s.u - 128, v = s.v - 128;
  return v >= 8 && v <= 38 && u <= -4 && u >= -42 && v > -u / 3;
}

/// Middle of `of(sample)` by counting.
template <class Of>
int median(const Samples& samples, const Of of) {
  std::array<std::uint16_t, 256> bins{};
  for (std::size_t i = 0; i < samples.count; ++i) ++bins[of(samples.at[i])];
  std::size_t sum = 0;
  int value = 0;
  while (value < 255 && (sum += bins[static_cast<std::size_t>(value)]) * 2 < samples.count) ++value;
  return value;
}

struct Centre {
  float y = 0, u = 0, v = 0;
};

Centre mode(const Samples& samples) {
  Centre c{static_cast<float>(median(samples, [](const Yuv8& s) { return s.y; })),
           static_cast<float>(median(samples, [](const Yuv8& s) { return s.u; })),
           static_cast<float>(median(samples, [](const Yuv8& s) { return s.v; }))};
  for (int pass = 0; pass < 3; ++pass) {
    float n = 0;
    Centre sum;
    for (std::size_t i = 0; i < samples.count; ++i) {
      const float y = samples.at[i].y, u = samples.at[i].u, v = samples.at[i].v;
      const float dy = (y - c.y) / kBandY, du = (u - c.u) / kBandChroma,
                  dv = (v - c.v) / kBandChroma;
      if (dy * dy + du * du + dv * dv > 1) continue;
      n += 1, sum.y += y, sum.u += u, sum.v += v;
    }
    if (n == 0) break;
    c = {sum.y / n, sum.u / n, sum.v / n};
  }
  return c;
}

/// Half-open rectangle on the luma grid, even corners.
struct Zone {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

Zone zone(const Frame& frame, const Box& b, float left, float top, float right, float bottom) {
  const auto even = [](float v, int most) {
    return std::clamp(static_cast<int>(v), 0, most & ~1) & ~1;
  };
  return {even(b.x + left * b.w, frame.width()), even(b.y + top * b.h, frame.height()),
          even(b.x + right * b.w + 1, frame.width()), even(b.y + bottom * b.h + 1, frame.height())};
}

class Reader {
 public:
  Reader(const Frame& frame, const GrassColour& grass, std::span<const Box> people)
      : frame_(frame), chroma_(frame), grass_(grass), people_(people) {}

  /// Everything in `zone` that belongs to person `self` and is no grass.
  void read(const Zone& z, std::size_t self, Samples& out) const {
    out.count = out.looked_at = 0;
    std::array<const Box*, 8> nearer{};
    std::size_t covers = 0;
    for (std::size_t i = 0; i < people_.size() && covers < nearer.size(); ++i)
      if (i != self && people_[i].bottom() > people_[self].bottom() &&
          intersection_area(people_[i], people_[self]) > 0)
        nearer[covers++] = &people_[i];
    const int area = (z.x1 - z.x0) / 2 * ((z.y1 - z.y0) / 2);
    const int step = 2 * std::max(1, static_cast<int>(std::ceil(
                                         std::sqrt(area / static_cast<double>(kMostSamples)))));
    for (int y = z.y0; y < z.y1; y += step)
      for (int x = z.x0; x < z.x1 && out.count < kMostSamples; x += step) {
        ++out.looked_at;
        const bool covered = std::any_of(
            nearer.begin(), nearer.begin() + static_cast<std::ptrdiff_t>(covers),
            [&](const Box* b) {
              return static_cast<float>(x) >= b->x && static_cast<float>(x) < b->right() &&
                     static_cast<float>(y) >= b->y && static_cast<float>(y) < b->bottom();
            });
        if (covered) continue;
        const Yuv8 s = sample(x, y);
        if (!grass_.found() || !grass_.has_colour(s.y, s.u, s.v)) out.at[out.count++] = s;
      }
  }

  /// Mean luma of the grass left and right of the person's legs; 0 when there is too little.
  [[nodiscard]] float grass_beside(const Box& b) const {
    float sum = 0, n = 0;
    for (const Zone& z :
         {zone(frame_, b, -0.9F, 0.5F, -0.1F, 1.05F), zone(frame_, b, 1.1F, 0.5F, 1.9F, 1.05F)}) {
      const int step = std::max(2, (z.y1 - z.y0) / 8 & ~1);
      for (int y = z.y0; y < z.y1; y += step)
        for (int x = z.x0; x < z.x1; x += step)
          if (const Yuv8 s = sample(x, y); grass_.has_colour(s.y, s.u, s.v)) sum += s.y, n += 1;
    }
    return n >= 6 ? sum / n : 0;
  }

 private:
  [[nodiscard]] Yuv8 sample(int x, int y) const {
    const auto* a = frame_.plane(0).row(y) + x;
    const auto* b = y + 1 < frame_.height() ? a + frame_.plane(0).pitch : a;
    const int right = x + 1 < frame_.width() ? 1 : 0;
    return {static_cast<std::uint8_t>((a[0] + a[right] + b[0] + b[right] + 2) >> 2),
            static_cast<std::uint8_t>(chroma_.u(x, y)), static_cast<std::uint8_t>(chroma_.v(x, y))};
  }
  const Frame& frame_;
  ChromaReader chroma_;
  const GrassColour& grass_;
  std::span<const Box> people_;
};

/// Takes skin out, unless it is what there mostly is.
void drop_skin(Samples& samples) {
  const auto begin = samples.at.begin(), end = begin + static_cast<std::ptrdiff_t>(samples.count);
  const auto skin = static_cast<std::size_t>(std::count_if(begin, end, is_skin));
  if (skin * 20 > samples.count * 9) return;
  samples.count = static_cast<std::size_t>(std::remove_if(begin, end, is_skin) - begin);
}

float linear_luminance(float y, const Colour& colour) {
  return linear(colour.range == Colour::Range::full ? y / 255 : (y - 16) / 219);
}

}  // namespace

Lab yuv_to_lab(float y, float u, float v, const Colour& colour, float gain) {
  const bool full = colour.range == Colour::Range::full;
  const float luma = full ? y / 255 : (y - 16) / 219, chroma = full ? 255.0F : 224.0F;
  const float cb = (u - 128) / chroma, cr = (v - 128) / chroma;
  const auto [kr, kb] = luminance(colour.matrix);
  const float red = luma + 2 * (1 - kr) * cr, blue = luma + 2 * (1 - kb) * cb,
              green = (luma - kr * red - kb * blue) / (1 - kr - kb);
  const float r = gain * linear(red), g = gain * linear(green), b = gain * linear(blue);
  const float fx = lab_f((0.4124F * r + 0.3576F * g + 0.1805F * b) / kWhiteX),
              fy = lab_f(0.2126F * r + 0.7152F * g + 0.0722F * b),
              fz = lab_f((0.0193F * r + 0.1192F * g + 0.9505F * b) / kWhiteZ);
  return {116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

void measure_kits(const Frame& frame, const GrassColour& grass, std::span<const Box> people,
                  const KitOptions& options, std::vector<KitSample>& out) {
  out.assign(people.size(), {});
  if (!ChromaReader(frame).exists()) return;
  const Colour& colour = frame.info().colour;
  const Reader reader(frame, grass, people);
  const float usual = grass.found() ? linear_luminance(grass.luma, colour) : 0;
  Samples samples;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const Box& b = people[i];
    if (b.h < options.least_height_px || b.w < 4) continue;
    float gain = 1;
    if (options.even_light && usual > 0)
      if (const float beside = reader.grass_beside(b); beside > 0)
        gain = std::clamp(usual / std::max(linear_luminance(beside, colour), 1e-4F), 1 / kMostGain,
                          kMostGain);
    std::size_t kept = 0, seen = 0;
    const auto measure = [&](float top, float bottom, Lab& lab) {
      reader.read(zone(frame, b, 0.22F, top, 0.78F, bottom), i, samples);
      drop_skin(samples);
      kept += samples.count, seen += samples.looked_at;
      if (samples.count < kFewestSamples || samples.count * 5 < samples.looked_at) return false;
      const Centre c = mode(samples);
      lab = yuv_to_lab(c.y, c.u, c.v, colour, gain);
      return true;
    };
    KitSample kit;
    if (!measure(0.17F, 0.47F, kit.shirt)) continue;
    if (!measure(0.50F, 0.66F, kit.shorts)) kit.shorts = kit.shirt;
    kit.weight = static_cast<float>(kept) / static_cast<float>(seen);
    out[i] = kit;
  }
}

}  // namespace touchline
