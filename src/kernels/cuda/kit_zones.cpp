#include "kernels/cuda/kit_zones.h"

#include <cstring>

#include "base/assert.h"

namespace touchline {

Result<std::span<const ZoneColour>> DeviceKitZones::measure(const Frame& frame,
                                                            const GrassColour& grass,
                                                            std::span<const KitZone> zones) {
  TL_ASSERT(frame.info().device.is_cuda());
  if (zones.empty()) return std::span<const ZoneColour>();
  TL_CHECK(exchange_.reserve(zones.size_bytes(), zones.size() * sizeof(ZoneColour)));
  std::memcpy(exchange_.input(), zones.data(), zones.size_bytes());
  const MeasureZone work{
      YuvReader(frame), grass, reinterpret_cast<const KitZone*>(exchange_.device_input()),
      static_cast<int>(zones.size()), reinterpret_cast<ZoneColour*>(exchange_.device_output())};
  // Zones differ in length and in every branch: threads of one warp would wait for each other.
  TL_CHECK(exchange_.run(frame.ready(), {static_cast<unsigned>(zones.size())}, {}, work));
  return std::span(reinterpret_cast<const ZoneColour*>(exchange_.output()), zones.size());
}

}  // namespace touchline
