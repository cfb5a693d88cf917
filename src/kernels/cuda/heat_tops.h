// The highest cells of a heat map in GPU memory: one launch, and a few numbers of each channel come
// back.
#pragma once

#include <span>

#include "kernels/cuda/exchange.h"
#include "kernels/cuda/letterbox_batch.h"
#include "kernels/heatmap.h"

namespace touchline {

/// Channels of width x height, one after the other.
struct HeatTopsWork {
  static constexpr int kThreads = 256;  ///< of the block that looks at a channel

  const void* heat = nullptr;  ///< float or Half
  int width = 0, height = 0;
  HeatTop* out = nullptr;
};

/// For heat maps of one type on the GPU of `stream`, which outlives it. One thread at a time.
class DeviceHeatTops {
 public:
  DeviceHeatTops(cuda::Stream& stream, TensorType type);
  /// What find_heat_top() says of each channel: waits for the GPU. There until the next call.
  Result<std::span<const HeatTop>> find(const void* heat, int channels, int width, int height);

 private:
  Exchange exchange_;
};

}  // namespace touchline
