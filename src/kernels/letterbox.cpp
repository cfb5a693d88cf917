#include "kernels/letterbox.h"

#include <algorithm>

#include "base/assert.h"
#include "kernels/letterbox_plan.h"
#include "kernels/luma_share.h"
#include "kernels/rows.h"

namespace touchline {
namespace {

/// Rows are R, G, B; columns the factors of Y' - black, Cb - 128, Cr - 128 that give 0..255.
struct ColourMatrix {
  double m[3][3];
  double black;
};

/// ITU-T H.273 equations 38-40 and 41-46 (8 bits), inverted.
ColourMatrix to_rgb(const Colour& colour, bool gray) {
  const bool limited = colour.range == Colour::Range::limited;
  const double luma = limited ? 255.0 / 219.0 : 1.0, chroma = gray      ? 0.0
                                                              : limited ? 255.0 / 224.0
                                                                        : 1.0;
  const auto [red, blue] = luma_share(colour.matrix);
  const double green = 1 - red - blue, cr = 2 * (1 - red) * chroma, cb = 2 * (1 - blue) * chroma;
  return {{{luma, 0, cr}, {luma, -cb * blue / green, -cr * red / green}, {luma, cb, 0}},
          limited ? 16.0 : 0.0};
}

int rounded_share(int size, double scale, int limit) {
  return std::clamp(static_cast<int>(std::lround(size * scale)), 1, limit);
}

}  // namespace

TapPlane tap_plane(int step, const ResampleAxis& x, const ResampleAxis& y) {
  return {
      nullptr,         0, step, x.taps, y.taps, x.first.data(), y.first.data(), x.weights.data(),
      y.weights.data()};
}

std::array<ChannelAffine, 3> channel_affines(const LetterboxSpec& spec, const FrameInfo& info) {
  const ColourMatrix matrix = to_rgb(info.colour, info.format == PixelFormat::gray8);
  constexpr double kTotal = double{kWeightTotalX} * kWeightTotalY;
  std::array<ChannelAffine, 3> channels;
  for (int c = 0; c < 3; ++c) {
    const double* row = matrix.m[spec.bgr ? 2 - c : c];
    const double mean = spec.mean[c], std = spec.std[c];
    auto& channel = channels[static_cast<std::size_t>(c)];
    channel.y = static_cast<float>(row[0] / std / kTotal);
    channel.u = static_cast<float>(row[1] / std / kTotal);
    channel.v = static_cast<float>(row[2] / std / kTotal);
    channel.bias =
        static_cast<float>((-row[0] * matrix.black - (row[1] + row[2]) * 128 - mean) / std);
    channel.low = static_cast<float>(-mean / std);
    channel.high = static_cast<float>((255 - mean) / std);
  }
  return channels;
}

float border_value(const LetterboxSpec& spec, std::size_t channel) {
  return (static_cast<float>(spec.pad) - spec.mean[channel]) / spec.std[channel];
}

LetterboxGeometry letterbox_geometry(const LetterboxSpec& spec, int width, int height) {
  TL_ASSERT(spec.width > 0 && spec.height > 0 && width > 0 && height > 0);
  LetterboxGeometry g{0, 0, spec.width, spec.height, 1, 1, width, height};
  if (spec.fit != Fit::stretch) {
    const double scale = std::min(double(spec.width) / width, double(spec.height) / height);
    g.width = rounded_share(width, scale, spec.width);
    g.height = rounded_share(height, scale, spec.height);
  }
  if (spec.fit == Fit::letterbox_center) {
    g.x = (spec.width - g.width) / 2;
    g.y = (spec.height - g.height) / 2;
  }
  g.scale_x = static_cast<float>(width) / static_cast<float>(g.width);
  g.scale_y = static_cast<float>(height) / static_cast<float>(g.height);
  return g;
}

LetterboxSampling::LetterboxSampling(const LetterboxSpec& wanted, const FrameInfo& frame)
    : spec(wanted),
      info(frame),
      geometry(letterbox_geometry(wanted, frame.width, frame.height)),
      luma_x(make_resample_axis(info.width, info.width, 0, geometry.width, kWeightTotalX)),
      luma_y(make_resample_axis(info.height, info.height, 0, geometry.height, kWeightTotalY)),
      channel(channel_affines(wanted, frame)) {
  if (info.format != PixelFormat::gray8) {
    const auto& chroma = format_info(info.format).layout[1];
    chroma_x = make_resample_axis(info.width, subsampled(info.width, chroma.shift_x),
                                  chroma.shift_x, geometry.width, kWeightTotalX);
    chroma_y = make_resample_axis(info.height, subsampled(info.height, chroma.shift_y),
                                  chroma.shift_y, geometry.height, kWeightTotalY);
  }
  for (std::size_t c = 0; c < 3; ++c) border[c] = border_value(spec, c);
}

LetterboxPixel LetterboxSampling::pixel() const {
  LetterboxPixel pixel;
  pixel.gray = info.format == PixelFormat::gray8;
  pixel.luma = tap_plane(1, luma_x, luma_y);
  if (!pixel.gray)
    pixel.u = pixel.v = tap_plane(format_info(info.format).layout[1].channels, chroma_x, chroma_y);
  std::copy(channel.begin(), channel.end(), pixel.channel);
  return pixel;
}

LetterboxPlanes letterbox_planes(const Frame& frame) {
  const auto pitch = [&](int plane) { return static_cast<std::int32_t>(frame.plane(plane).pitch); };
  LetterboxPlanes planes{frame.plane(0).data, nullptr, nullptr, pitch(0), 0, 0};
  if (frame.planes() > 1) {
    const bool interleaved = frame.planes() == 2;
    planes.u = frame.plane(1).data;
    planes.v = interleaved ? planes.u + 1 : frame.plane(2).data;
    planes.u_pitch = pitch(1);
    planes.v_pitch = pitch(interleaved ? 1 : 2);
  }
  return planes;
}

LetterboxPixel Letterbox::Plan::bind(const Frame& frame, float* input) const {
  LetterboxPixel bound = pixel();
  bound.read_from(letterbox_planes(frame));
  bound.out_row = spec.width;
  bound.out_channel = std::ptrdiff_t{spec.width} * spec.height;
  bound.out = input + geometry.y * bound.out_row + geometry.x;
  return bound;
}

bool letterbox_supports(LetterboxWay way) {
  switch (way) {
    case LetterboxWay::avx512:
      return letterbox_avx512_supported();
    case LetterboxWay::avx2:
      return letterbox_avx2_supported();
    case LetterboxWay::portable:
      break;
  }
  return true;
}

LetterboxWay fastest_letterbox_way() {
  auto fastest = LetterboxWay::portable;
  for (const LetterboxWay way : kLetterboxWays) {
    if (letterbox_supports(way)) fastest = way;
  }
  return fastest;
}

void Letterbox::Plan::choose(LetterboxWay most) {
  TL_ASSERT(letterbox_supports(most));
  if (most == LetterboxWay::avx512) {
    avx512 = make_letterbox_tables(luma_x, chroma_x, info);
    if (avx512.usable) {
      way = LetterboxWay::avx512;
      return;
    }
  }
  if (most == LetterboxWay::portable || !letterbox_supports(LetterboxWay::avx2)) return;
  avx2 = make_pair_tables(luma_x, chroma_x, info);
  if (avx2.usable) way = LetterboxWay::avx2;
}

Letterbox::Letterbox(const LetterboxSpec& spec, const FrameInfo& info, LetterboxWay most) {
  auto plan = std::make_unique<Plan>(spec, info);
  plan->choose(most);
  plan_ = std::move(plan);
}

Letterbox::~Letterbox() = default;
Letterbox::Letterbox(Letterbox&&) noexcept = default;
Letterbox& Letterbox::operator=(Letterbox&&) noexcept = default;

const LetterboxGeometry& Letterbox::geometry() const { return plan_->geometry; }
const FrameInfo& Letterbox::source() const { return plan_->info; }
LetterboxWay Letterbox::way() const { return plan_->way; }
const char* Letterbox::backend() const {
  constexpr const char* kNames[] = {"portable", "avx2", "avx512"};
  return kNames[static_cast<int>(plan_->way)];
}

std::size_t Letterbox::floats() const {
  return std::size_t{3} * static_cast<std::size_t>(plan_->spec.width) *
         static_cast<std::size_t>(plan_->spec.height);
}

void Letterbox::fill_border(float* input) const {
  const auto& g = plan_->geometry;
  const int width = plan_->spec.width, height = plan_->spec.height;
  for (std::size_t c = 0; c < 3; ++c) {
    const float value = plan_->border[c];
    for (int y = 0; y < height; ++y, input += width) {
      const bool picture = y >= g.y && y < g.y + g.height;
      std::fill(input, input + (picture ? g.x : width), value);
      if (picture) std::fill(input + g.x + g.width, input + width, value);
    }
  }
}

void Letterbox::sample(const Frame& frame, float* input) const {
  TL_ASSERT(frame.info() == plan_->info);
  const LetterboxPixel pixel = plan_->bind(frame, input);
  const auto& g = plan_->geometry;
  switch (plan_->way) {
    case LetterboxWay::avx512:
      if (fits_few_taps(pixel, plan_->avx512.few_taps))
        return sample_few_taps(pixel, plan_->avx512.few_taps, g.width, g.height);
      return sample_avx512(pixel, plan_->avx512, g.width, g.height);
    case LetterboxWay::avx2:
      return sample_avx2(pixel, plan_->avx2, g.width, g.height);
    case LetterboxWay::portable:
      return for_each_pixel(g.width, g.height, pixel);
  }
}

void Letterbox::sample_reference(const Frame& frame, float* input) const {
  TL_ASSERT(frame.info() == plan_->info);
  for_each_pixel(plan_->geometry.width, plan_->geometry.height, plan_->bind(frame, input));
}

}  // namespace touchline
