// Two equal pictures to draw on: one on the host, one on the GPU.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <utility>

#include "image/transfer.h"
#include "support/gpu.h"

namespace touchline::testing {

/// Random samples, the same on every run.
inline void fill_any(const Image& image, std::mt19937& random) {
  for (int i = 0; i < format_info(image.info().format).planes; ++i) {
    const auto& plane = image.plane(i);
    std::generate_n(plane.data, plane.pitch * plane.height,
                    [&] { return static_cast<std::uint8_t>(random()); });
  }
}

class TwinPictures {
 public:
  TwinPictures(int width, int height, PixelFormat format)
      : context(*gpu()),
        stream(std::move(*cuda::Stream::create(context))),
        info{format, width, height, {}, {Device::Kind::cuda, 0}},
        on_host(host_info()),
        host_(image_bytes(on_host)),
        device_(picture_pool(info, context)),
        pinned_(pinned_picture_pool(info, context)) {}

  cuda::SharedContext context;
  std::unique_ptr<cuda::Stream> stream;
  FrameInfo info, on_host;  ///< of the GPU's picture, and of the host's

  /// A new pair.
  std::pair<Image, Image> make(std::mt19937& random) {
    std::pair<Image, Image> twins{Image(on_host, host_), Image()};
    fill_any(twins.first, random);
    Image copy(on_host, host_);
    for (int i = 0; i < format_info(info.format).planes; ++i) {
      const auto& plane = twins.first.plane(i);
      std::copy_n(plane.data, plane.pitch * plane.height, copy.plane(i).data);
    }
    auto there = upload(freeze(std::move(copy)), device_, *stream);
    EXPECT_TRUE(there) << there.error().message;
    auto image = duplicate(*there, device_, *stream);
    EXPECT_TRUE(image) << image.error().message;
    EXPECT_TRUE(stream->synchronize());
    twins.second = std::move(*image);
    return twins;
  }

  /// How many samples differ once `stream` has done its work.
  int differences(std::pair<Image, Image> twins) {
    auto back = download(freeze(std::move(twins.second), *stream->record()), pinned_, *stream);
    EXPECT_TRUE(back) << back.error().message;
    int count = 0;
    for (int i = 0; i < back->planes(); ++i) {
      const auto& plane = back->plane(i);
      const int bytes = i == 1 && info.format == PixelFormat::nv12 ? 2 * plane.width : plane.width;
      for (int y = 0; y < plane.height; ++y)
        for (int x = 0; x < bytes; ++x) count += plane.row(y)[x] != twins.first.plane(i).row(y)[x];
    }
    return count;
  }

 private:
  [[nodiscard]] FrameInfo host_info() const {
    FrameInfo host = info;
    host.device = {};
    return host;
  }

  Pool host_, device_, pinned_;
};

}  // namespace touchline::testing
