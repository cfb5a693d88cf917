// Frames in GPU memory for tests that ask whether it matters where a frame lies.
#pragma once

#include <array>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "image/transfer.h"
#include "support/gpu.h"

namespace touchline::testing {

/// A GPU, a stream, and frames brought there. `ok()` first: the GPU's own error otherwise.
class Uploads {
 public:
  Uploads() {
    auto context = gpu();
    if (!context) {
      error_ = context.error().message;
      return;
    }
    context_ = *context;
    auto made = cuda::Stream::create(context_);
    if (made)
      stream_ = std::move(*made);
    else
      error_ = made.error().message;
  }
  [[nodiscard]] bool ok() const { return stream_ != nullptr; }
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] cuda::Stream& stream() const { return *stream_; }
  [[nodiscard]] cuda::Traffic traffic() const { return context_->traffic(); }

  /// The same pixels on the GPU; no frame when that failed.
  [[nodiscard]] Frame operator()(const Frame& frame) const {
    Pool pool = picture_pool(frame.info(), context_);
    auto uploaded = upload(frame, pool, *stream_);
    if (!uploaded) ADD_FAILURE() << uploaded.error().message;
    return uploaded ? *uploaded : Frame();
  }

 private:
  cuda::SharedContext context_;
  std::unique_ptr<cuda::Stream> stream_;
  std::string error_;
};

/// A host frame of noise, its rows padded by `padding` bytes.
inline Frame noise_frame(PixelFormat format, int width, int height, std::uint32_t seed,
                         int padding = 0) {
  FrameInfo info;
  info.format = format, info.width = width, info.height = height;
  const auto& described = format_info(format);
  std::array<Plane<const std::uint8_t>, 3> planes{};
  std::size_t bytes = 0;
  for (int i = 0; i < described.planes; ++i) {
    const auto& layout = described.layout[static_cast<std::size_t>(i)];
    auto& plane = planes[static_cast<std::size_t>(i)];
    plane.width = subsampled(width, layout.shift_x);
    plane.height = subsampled(height, layout.shift_y);
    plane.pitch = plane.width * layout.channels + padding;
    bytes += static_cast<std::size_t>(plane.pitch * plane.height);
  }
  auto memory = std::make_shared<std::vector<std::uint8_t>>(bytes);
  std::minstd_rand random(seed + 1);
  for (auto& byte : *memory) byte = static_cast<std::uint8_t>(random() >> 7U);
  std::size_t offset = 0;
  for (int i = 0; i < described.planes; ++i) {
    auto& plane = planes[static_cast<std::size_t>(i)];
    plane.data = memory->data() + offset;
    offset += static_cast<std::size_t>(plane.pitch * plane.height);
  }
  return {info, planes, memory};
}

}  // namespace touchline::testing

/// A test's GPU, named `gpu`: skips where the build has no GPU code, fails where none opens.
#define TL_UPLOADS(gpu)                  \
  TL_NEEDS_GPU_CODE();                   \
  const touchline::testing::Uploads gpu; \
  ASSERT_TRUE(gpu.ok()) << gpu.error()
