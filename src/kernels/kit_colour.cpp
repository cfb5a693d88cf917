#include "kernels/kit_colour.h"

#include <algorithm>
#include <cmath>

#include "kernels/blend_clones.h"
#include "kernels/luma_share.h"

namespace touchline {
namespace {

constexpr float kMostGain = 2.5F;

float linear(float c) {  // IEC 61966-2-1
  c = std::clamp(c, 0.0F, 1.0F);
  return c <= 0.04045F ? c / 12.92F : std::pow((c + 0.055F) / 1.055F, 2.4F);
}
float lab_f(float t) {
  constexpr float kDelta = 6.0F / 29;
  return t > kDelta * kDelta * kDelta ? std::cbrt(t) : t / (3 * kDelta * kDelta) + 4.0F / 29;
}
constexpr float kWhiteX = 0.95047F, kWhiteZ = 1.08883F;  // D65

/// Whether somebody is seen well enough to be looked at.
bool large_enough(const Box& b, const KitOptions& options) {
  return b.h >= options.least_height_px && b.w >= 4;
}

/// The four zones of everybody who is large enough, in this order.
enum ZoneOf : std::uint8_t { kShirt, kShorts, kLeft, kRight, kZones };

class Zoner {
 public:
  Zoner(const Frame& frame, std::span<const Box> people)
      : width_(frame.width()), height_(frame.height()), people_(people) {}

  void add(const Box& b, std::vector<KitZone>& zones) const {
    const KitZone in_front = behind(b);
    zones.push_back(cloth(b, 0.17F, 0.47F, in_front));
    zones.push_back(cloth(b, 0.50F, 0.66F, in_front));
    zones.push_back(grass(b, -0.9F, -0.1F));
    zones.push_back(grass(b, 1.1F, 1.9F));
  }

 private:
  /// A zone that knows who covers `b`.
  [[nodiscard]] KitZone behind(const Box& b) const {
    KitZone z;
    for (const Box& other : people_)
      if (z.nearer < KitZone::kMostNearer && other.bottom() > b.bottom() &&
          intersection_area(other, b) > 0)
        z.in_front[z.nearer++] = other;
    return z;
  }
  [[nodiscard]] KitZone cloth(const Box& b, float top, float bottom, KitZone z) const {
    set(z, b, 0.22F, top, 0.78F, bottom);
    const double area = (z.x1 - z.x0) / 2 * ((z.y1 - z.y0) / 2);
    z.step =
        2 * std::max(1, static_cast<int>(std::ceil(std::sqrt(area / MeasureZone::kMostSamples))));
    return z;
  }
  /// Grass next to the legs.
  [[nodiscard]] KitZone grass(const Box& b, float left, float right) const {
    KitZone z;
    set(z, b, left, 0.5F, right, 1.05F);
    z.beside = true;
    z.step = std::max(2, (z.y1 - z.y0) / 8 & ~1);
    return z;
  }
  void set(KitZone& z, const Box& b, float left, float top, float right, float bottom) const {
    const auto even = [](float v, int most) {
      return std::clamp(static_cast<int>(v), 0, most & ~1) & ~1;
    };
    z.x0 = even(b.x + left * b.w, width_), z.y0 = even(b.y + top * b.h, height_);
    z.x1 = even(b.x + right * b.w + 1, width_), z.y1 = even(b.y + bottom * b.h + 1, height_);
  }

  int width_, height_;
  std::span<const Box> people_;
};

void find_zones(const Frame& frame, std::span<const Box> people, const KitOptions& options,
                std::vector<KitZone>& zones) {
  const Zoner zoner(frame, people);
  for (const Box& b : people)
    if (large_enough(b, options)) zoner.add(b, zones);
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

/// How much lighter the grass of the whole frame is than the grass beside a person.
float gain_of(std::span<const ZoneColour> zones, float usual, const Colour& colour) {
  constexpr int kFewest = 6;
  const int n = zones[kLeft].kept + zones[kRight].kept;
  const float sum = zones[kLeft].y + zones[kRight].y;
  if (usual <= 0 || n < kFewest || sum <= 0) return 1;
  const float beside = linear_luminance(sum / static_cast<float>(n), colour);
  return std::clamp(usual / std::max(beside, 1e-4F), 1 / kMostGain, kMostGain);
}

bool enough(const ZoneColour& zone) {
  return zone.kept >= MeasureZone::kFewestSamples && zone.kept * 5 >= zone.seen;
}

/// `measured`: the zones of everybody who is large enough.
void conclude(const Colour& colour, std::span<const ZoneColour> measured, const GrassColour& grass,
              std::span<const Box> people, const KitOptions& options, std::vector<KitSample>& out) {
  const float usual =
      options.even_light && grass.found() ? linear_luminance(grass.luma, colour) : 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (!large_enough(people[i], options)) continue;
    const auto zones = measured.first(kZones);
    measured = measured.subspan(kZones);
    const auto &shirt = zones[kShirt], &shorts = zones[kShorts];
    if (!enough(shirt)) continue;
    const float gain = gain_of(zones, usual, colour);
    out[i].shirt = yuv_to_lab(shirt.y, shirt.u, shirt.v, colour, gain);
    out[i].shorts =
        enough(shorts) ? yuv_to_lab(shorts.y, shorts.u, shorts.v, colour, gain) : out[i].shirt;
    out[i].weight =
        static_cast<float>(shirt.kept + shorts.kept) / static_cast<float>(shirt.seen + shorts.seen);
  }
}

TL_CLONES void measure_all(const MeasureZone& work) {
  for (int i = 0; i < work.count; ++i) work(i);
}

}  // namespace

void KitMeter::measure(const Frame& frame, const GrassColour& grass, std::span<const Box> people,
                       const KitOptions& options, std::vector<KitSample>& out) {
  out.assign(people.size(), {});
  const YuvReader picture(frame);
  if (!picture.has_chroma()) return;
  zones_.clear();
  find_zones(frame, people, options, zones_);
  colours_.resize(zones_.size());
  const MeasureZone work{picture, grass, zones_.data(), static_cast<int>(zones_.size()),
                         colours_.data()};
  measure_all(work);
  conclude(frame.info().colour, colours_, grass, people, options, out);
}

Status KitMeter::measure(std::span<const KitsOf> frames, const KitOptions& options,
                         DeviceKitZones& device) {
  zones_.clear();
  of_.clear();
  for (const auto& each : frames) {
    each.out->assign(each.people.size(), {});
    const std::size_t before = zones_.size();
    if (YuvReader(*each.frame).has_chroma()) find_zones(*each.frame, each.people, options, zones_);
    of_.push_back({each.frame, each.grass, zones_.size() - before});
  }
  TL_ASSIGN(auto colours, device.measure(of_, zones_));
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto& each = frames[i];
    const auto measured = colours.first(of_[i].count);
    colours = colours.subspan(of_[i].count);
    if (YuvReader(*each.frame).has_chroma())
      conclude(each.frame->info().colour, measured, *each.grass, each.people, options, *each.out);
  }
  return {};
}

}  // namespace touchline
