// The colours of all people of a frame in GPU memory: one launch, and a few numbers of each zone
// come back.
#pragma once

#include <span>

#include "kernels/cuda/exchange.h"
#include "kernels/kit_zone.h"

namespace touchline {

/// Measures frames on the GPU of `stream`, which outlives it. One thread at a time.
class DeviceKitZones {
 public:
  explicit DeviceKitZones(cuda::Stream& stream) : exchange_(stream, "kit_zones", "measure_zones") {}
  /// What MeasureZone finds in each zone of a frame with chroma: waits for the GPU. There until the
  /// next call.
  Result<std::span<const ZoneColour>> measure(const Frame& frame, const GrassColour& grass,
                                              std::span<const KitZone> zones);

 private:
  Exchange exchange_;
};

}  // namespace touchline
