#include "kernels/kit_colour.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/luma_share.h"

namespace touchline {
namespace {

constexpr std::size_t kMostSamples = 160;
constexpr std::size_t kFewestSamples = 6;
constexpr float kBandY = 45, kBandChroma = 14;  // of the mean shift
constexpr float kMostGain = 2.5F;

struct Samples {
  std::array<Yuv8, kMostSamples> at;
  std::size_t count = 0, looked_at = 0;
};

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

/// Half-open rectangle on the luma grid, even corners, of which every `step`th place is read.
struct Zone {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0, step = 2;
  std::size_t first = 0;  ///< among the gathered samples
  [[nodiscard]] int columns() const { return std::max(0, x1 - x0 + step - 1) / step; }
  [[nodiscard]] int rows() const { return std::max(0, y1 - y0 + step - 1) / step; }
};

/// Where one person is looked at.
struct Zones {
  Zone left, right;  ///< grass beside the legs
  Zone shirt, shorts;
};

class Zoner {
 public:
  Zoner(int width, int height) : width_(width), height_(height) {}

  /// Of the next person; their samples follow the last one's.
  Zones of(const Box& b) {
    Zones z{rectangle(b, -0.9F, 0.5F, -0.1F, 1.05F), rectangle(b, 1.1F, 0.5F, 1.9F, 1.05F),
            rectangle(b, 0.22F, 0.17F, 0.78F, 0.47F), rectangle(b, 0.22F, 0.50F, 0.78F, 0.66F)};
    for (Zone* beside : {&z.left, &z.right})
      beside->step = std::max(2, (beside->y1 - beside->y0) / 8 & ~1);
    for (Zone* kit : {&z.shirt, &z.shorts}) {
      const int area = (kit->x1 - kit->x0) / 2 * ((kit->y1 - kit->y0) / 2);
      kit->step = 2 * std::max(1, static_cast<int>(std::ceil(
                                      std::sqrt(area / static_cast<double>(kMostSamples)))));
    }
    for (Zone* each : {&z.left, &z.right, &z.shirt, &z.shorts}) {
      each->first = count_;
      count_ += static_cast<std::size_t>(each->columns()) * static_cast<std::size_t>(each->rows());
    }
    return z;
  }

 private:
  [[nodiscard]] Zone rectangle(const Box& b, float left, float top, float right,
                               float bottom) const {
    const auto even = [](float v, int most) {
      return std::clamp(static_cast<int>(v), 0, most & ~1) & ~1;
    };
    Zone z;
    z.x0 = even(b.x + left * b.w, width_), z.y0 = even(b.y + top * b.h, height_);
    z.x1 = even(b.x + right * b.w + 1, width_), z.y1 = even(b.y + bottom * b.h + 1, height_);
    return z;
  }
  int width_, height_;
  std::size_t count_ = 0;
};

/// Whether somebody is seen well enough to be looked at.
bool large_enough(const Box& b, const KitOptions& options) {
  return b.h >= options.least_height_px && b.w >= 4;
}

class Reader {
 public:
  /// `gathered`: the samples of all zones, of a frame that cannot be read here; else empty.
  Reader(const Frame& frame, std::span<const Yuv8> gathered, const GrassColour& grass,
         std::span<const Box> people)
      : picture_(frame), gathered_(gathered), grass_(grass), people_(people) {}

  /// Everything in `zone` that belongs to person `self` and is no grass.
  void read(const Zone& z, std::size_t self, Samples& out) const {
    out.count = out.looked_at = 0;
    std::array<const Box*, 8> nearer{};
    std::size_t covers = 0;
    for (std::size_t i = 0; i < people_.size() && covers < nearer.size(); ++i)
      if (i != self && people_[i].bottom() > people_[self].bottom() &&
          intersection_area(people_[i], people_[self]) > 0)
        nearer[covers++] = &people_[i];
    const auto covered = [&](float x, float y) {
      return std::any_of(nearer.begin(), nearer.begin() + static_cast<std::ptrdiff_t>(covers),
                         [&](const Box* b) {
                           return x >= b->x && x < b->right() && y >= b->y && y < b->bottom();
                         });
    };
    visit(z, [&](int x, int y, const auto& sample) {
      if (out.count == kMostSamples) return;
      ++out.looked_at;
      if (covered(static_cast<float>(x), static_cast<float>(y))) return;
      const Yuv8 s = sample();
      if (!grass_.found() || !grass_.has_colour(s.y, s.u, s.v)) out.at[out.count++] = s;
    });
  }

  /// Mean luma of the grass left and right of the person's legs; 0 when there is too little.
  [[nodiscard]] float grass_beside(const Zones& zones) const {
    float sum = 0, n = 0;
    for (const Zone* z : {&zones.left, &zones.right})
      visit(*z, [&](int, int, const auto& sample) {
        if (const Yuv8 s = sample(); grass_.has_colour(s.y, s.u, s.v)) sum += s.y, n += 1;
      });
    return n >= 6 ? sum / n : 0;
  }

 private:
  template <class Visit>
  void visit(const Zone& z, const Visit& see) const {
    std::size_t at = z.first;
    for (int y = z.y0; y < z.y1; y += z.step)
      for (int x = z.x0; x < z.x1; x += z.step, ++at)
        see(x, y, [&] { return gathered_.empty() ? picture_.mean_at(x, y) : gathered_[at]; });
  }
  YuvReader picture_;
  std::span<const Yuv8> gathered_;
  const GrassColour& grass_;
  std::span<const Box> people_;
};

void add_places(const Zone& z, std::vector<Place>& places) {
  for (int y = z.y0; y < z.y1; y += z.step)
    for (int x = z.x0; x < z.x1; x += z.step)
      places.push_back({static_cast<std::int16_t>(x), static_cast<std::int16_t>(y)});
}

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
  const auto share = luma_share(colour.matrix);
  const float kr = static_cast<float>(share.red), kb = static_cast<float>(share.blue);
  const float red = luma + 2 * (1 - kr) * cr, blue = luma + 2 * (1 - kb) * cb,
              green = (luma - kr * red - kb * blue) / (1 - kr - kb);
  const float r = gain * linear(red), g = gain * linear(green), b = gain * linear(blue);
  const float fx = lab_f((0.4124F * r + 0.3576F * g + 0.1805F * b) / kWhiteX),
              fy = lab_f(0.2126F * r + 0.7152F * g + 0.0722F * b),
              fz = lab_f((0.0193F * r + 0.1192F * g + 0.9505F * b) / kWhiteZ);
  return {116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

namespace {

void measure(const Frame& frame, std::span<const Yuv8> gathered, const GrassColour& grass,
             std::span<const Box> people, const KitOptions& options, std::vector<KitSample>& out) {
  const Colour& colour = frame.info().colour;
  const Reader reader(frame, gathered, grass, people);
  const float usual = grass.found() ? linear_luminance(grass.luma, colour) : 0;
  Zoner zoner(frame.width(), frame.height());
  Samples samples;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (!large_enough(people[i], options)) continue;
    const Zones zones = zoner.of(people[i]);
    float gain = 1;
    if (options.even_light && usual > 0)
      if (const float beside = reader.grass_beside(zones); beside > 0)
        gain = std::clamp(usual / std::max(linear_luminance(beside, colour), 1e-4F), 1 / kMostGain,
                          kMostGain);
    std::size_t kept = 0, seen = 0;
    const auto look = [&](const Zone& zone, Lab& lab) {
      reader.read(zone, i, samples);
      drop_skin(samples);
      kept += samples.count, seen += samples.looked_at;
      if (samples.count < kFewestSamples || samples.count * 5 < samples.looked_at) return false;
      const Centre c = mode(samples);
      lab = yuv_to_lab(c.y, c.u, c.v, colour, gain);
      return true;
    };
    KitSample kit;
    if (!look(zones.shirt, kit.shirt)) continue;
    if (!look(zones.shorts, kit.shorts)) kit.shorts = kit.shirt;
    kit.weight = static_cast<float>(kept) / static_cast<float>(seen);
    out[i] = kit;
  }
}

}  // namespace

void measure_kits(const Frame& frame, const GrassColour& grass, std::span<const Box> people,
                  const KitOptions& options, std::vector<KitSample>& out) {
  out.assign(people.size(), {});
  if (YuvReader(frame).has_chroma()) measure(frame, {}, grass, people, options, out);
}

Status measure_kits(const Frame& frame, const GrassColour& grass, std::span<const Box> people,
                    const KitOptions& options, FrameSampler& sampler, std::vector<KitSample>& out) {
  out.assign(people.size(), {});
  if (!YuvReader(frame).has_chroma()) return {};
  Zoner zoner(frame.width(), frame.height());
  auto& places = sampler.places();
  for (const Box& b : people) {
    if (!large_enough(b, options)) continue;
    const Zones zones = zoner.of(b);
    for (const Zone* z : {&zones.left, &zones.right, &zones.shirt, &zones.shorts})
      add_places(*z, places);
  }
  TL_ASSIGN(const auto gathered, sampler.read_places(frame));
  if (!gathered.empty()) measure(frame, gathered, grass, people, options, out);
  return {};
}

}  // namespace touchline
