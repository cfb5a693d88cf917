// The colours of all people of some frames in GPU memory: one launch, and a few numbers of each
// zone come back.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/cuda/exchange.h"
#include "kernels/kit_zone.h"

namespace touchline {

/// The zones of several frames, numbered through.
struct MeasureZones {
  const MeasureZone* frames = nullptr;      ///< each with all zones
  const std::uint32_t* frame_of = nullptr;  ///< of a zone
  int count = 0;

  static constexpr unsigned kThreads = 32;  ///< of the block that measures a zone
};

/// What is to be measured in one frame with chroma: `count` zones more.
struct ZonesOf {
  const Frame* frame = nullptr;
  const GrassColour* grass = nullptr;
  std::size_t count = 0;
};

/// Measures frames on the GPU of `stream`, which outlives it. One thread at a time.
class DeviceKitZones {
 public:
  explicit DeviceKitZones(cuda::Stream& stream)
      : stream_(stream), exchange_(stream, "kit_zones", "measure_zones") {}
  /// What MeasureZone finds in each of `zones`, which are those of `frames` in their order: waits
  /// for the GPU. There until the next call.
  Result<std::span<const ZoneColour>> measure(std::span<const ZonesOf> frames,
                                              std::span<const KitZone> zones);

 private:
  cuda::Stream& stream_;
  Exchange exchange_;
};

}  // namespace touchline
