// The highest places of the heat maps of many bodies in GPU memory: one launch, and a few numbers
// of each point come back.
#pragma once

#include <span>
#include <vector>

#include "kernels/body_heat.h"
#include "kernels/cuda/exchange.h"
#include "kernels/cuda/letterbox_batch.h"

namespace touchline {

/// Points that a body may have here.
inline constexpr int kMostBodyPoints = 256;

/// Inputs of channels x width x height, one after the other; of every body one, or two, the second
/// of the mirrored picture.
struct HeatPatchesWork {
  static constexpr int kThreads = 128;  ///< of the block that looks at a point of a body

  const void* heat = nullptr;  ///< float or Half
  int channels = 0, width = 0, height = 0, views = 1;
  HeatBlur blur;
  std::uint8_t partner[kMostBodyPoints] = {};  ///< channel of the other side, in mirrored pictures
  HeatPatch* out = nullptr;                    ///< bodies x channels
};

/// For heat maps of one type on the GPU of `stream`, which outlives it. One thread at a time.
class DeviceHeatPatches {
 public:
  /// `partner`: see HeatPatchesWork, for mirrored pictures too; empty: pictures are as they are.
  DeviceHeatPatches(cuda::Stream& stream, TensorType type, const HeatBlur& blur,
                    std::span<const int> partner);
  /// What find_heat_patch() says of every point of every body: waits for the GPU. There until the
  /// next call.
  Result<std::span<const HeatPatch>> find(const void* heat, int bodies, int channels, int width,
                                          int height);

 private:
  Exchange exchange_;
  HeatPatchesWork work_;
};

}  // namespace touchline
