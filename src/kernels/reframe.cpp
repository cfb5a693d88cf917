#include "kernels/reframe.h"

#include <cmath>

#include "base/assert.h"
#include "kernels/letterbox_sampling.h"
#include "kernels/reframe_avx2.h"
#include "kernels/rows.h"

namespace touchline {
namespace {

constexpr int kUnit = 4096;

ResampleAxis axis_of(double begin, double length, int samples, int outputs, int shift, int total) {
  const auto units = [](double pixels) { return std::llround(pixels * kUnit); };
  return make_resample_axis({units(begin), units(length), kUnit, shift, outputs, shift},
                            subsampled(samples, shift), total);
}

void sample_by_functor(const ReframeChannel& channel) {
  for_each_pixel(channel.width, channel.height, channel);
}

}  // namespace

ReframeAxes::ReframeAxes(const FrameInfo& source, const FrameInfo& out, const Window& w) {
  luma_x = axis_of(w.x, w.width, source.width, out.width, 0, kReframeTotalX);
  luma_y = axis_of(w.y, w.height, source.height, out.height, 0, kReframeTotalY);
  if (source.format == PixelFormat::gray8) return;
  const auto& chroma = format_info(source.format).layout[1];
  chroma_x = axis_of(w.x, w.width, source.width, out.width, chroma.shift_x, kReframeTotalX);
  chroma_y = axis_of(w.y, w.height, source.height, out.height, chroma.shift_y, kReframeTotalY);
}

ReframeChannels reframe_channels(const ReframeAxes& axes, const Frame& frame, const Image& image) {
  const LetterboxPlanes from = letterbox_planes(frame);
  const auto channel = [&](const std::uint8_t* data, std::ptrdiff_t pitch, int plane, int offset) {
    const int step =
        format_info(frame.info().format).layout[static_cast<std::size_t>(plane)].channels;
    const auto& to = image.plane(plane);
    ReframeChannel made{plane == 0 ? tap_plane(step, axes.luma_x, axes.luma_y)
                                   : tap_plane(step, axes.chroma_x, axes.chroma_y),
                        to.data + offset, to.pitch, to.width, to.height};
    made.from.data = data;
    made.from.pitch = pitch;
    return made;
  };
  ReframeChannels channels{{channel(from.luma, from.luma_pitch, 0, 0)}, 1};
  if (from.u == nullptr) return channels;
  const bool interleaved = frame.planes() == 2;
  channels.of[1] = channel(from.u, from.u_pitch, 1, 0);
  channels.of[2] = channel(from.v, from.v_pitch, interleaved ? 1 : 2, interleaved ? 1 : 0);
  channels.count = 3;
  return channels;
}

struct Reframe::Work {
  ReframeAvx2 avx2;
};

Reframe::Reframe(const FrameInfo& source, int width, int height)
    : source_(source), info_(source), work_(std::make_unique<Work>()) {
  TL_ASSERT(source.width > 0 && source.height > 0 && width > 0 && height > 0);
  info_.width = width;
  info_.height = height;
}

Reframe::~Reframe() = default;
Reframe::Reframe(Reframe&&) noexcept = default;
Reframe& Reframe::operator=(Reframe&&) noexcept = default;

const char* Reframe::backend() const { return reframe_avx2_supported() ? "avx2" : "portable"; }

void Reframe::sample(const Frame& frame, const Window& window, Image& image) {
  if (!reframe_avx2_supported()) return sample_reference(frame, window, image);
  TL_ASSERT(frame.info() == source_ && image.info() == info_);
  const ReframeAxes axes(source_, info_, window);
  const ReframeChannels channels = reframe_channels(axes, frame, image);
  for (int plane = 0; plane < frame.planes(); ++plane) {
    // Of interleaved channels the first stands for both.
    const ReframeChannel& channel = channels.of[static_cast<std::size_t>(plane)];
    const int row_bytes = frame.plane(plane).width * channel.from.step;
    // V of I420 lies in its row as U does.
    const bool planned = plane == 2 ? work_->avx2.usable()
                                    : work_->avx2.plan(plane == 0 ? axes.luma_x : axes.chroma_x,
                                                       channel.from.step, row_bytes);
    if (planned) {
      work_->avx2.sample(channel);
    } else {
      for (int c = plane; c < plane + channel.from.step; ++c)
        sample_by_functor(channels.of[static_cast<std::size_t>(c)]);
    }
  }
}

void Reframe::sample_reference(const Frame& frame, const Window& window, Image& image) const {
  TL_ASSERT(frame.info() == source_ && image.info() == info_);
  const ReframeAxes axes(source_, info_, window);
  const ReframeChannels channels = reframe_channels(axes, frame, image);
  for (const auto& channel : channels.all()) sample_by_functor(channel);
}

}  // namespace touchline
