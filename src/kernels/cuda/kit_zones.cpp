#include "kernels/cuda/kit_zones.h"

#include <cstring>

#include "base/assert.h"

namespace touchline {

Result<std::span<const ZoneColour>> DeviceKitZones::measure(std::span<const ZonesOf> frames,
                                                            std::span<const KitZone> zones) {
  if (zones.empty()) return std::span<const ZoneColour>();
  const std::size_t of_zones = align_up(frames.size() * sizeof(MeasureZone)),
                    of_frames = of_zones + align_up(zones.size_bytes());
  TL_CHECK(exchange_.reserve(of_frames + zones.size() * sizeof(std::uint32_t),
                             zones.size() * sizeof(ZoneColour)));
  const auto* device = exchange_.device_input();
  auto* works = reinterpret_cast<MeasureZone*>(exchange_.input());
  std::memcpy(exchange_.input() + of_zones, zones.data(), zones.size_bytes());
  auto* frame_of = reinterpret_cast<std::uint32_t*>(exchange_.input() + of_frames);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    TL_ASSERT(frames[i].frame->info().device.is_cuda());
    works[i] = {YuvReader(*frames[i].frame), *frames[i].grass,
                reinterpret_cast<const KitZone*>(device + of_zones), static_cast<int>(zones.size()),
                reinterpret_cast<ZoneColour*>(exchange_.device_output())};
    for (std::size_t k = 0; k < frames[i].count; ++k) *frame_of++ = static_cast<std::uint32_t>(i);
    TL_CHECK(stream_.wait_for(frames[i].frame->ready()));
  }
  const MeasureZones work{reinterpret_cast<const MeasureZone*>(device),
                          reinterpret_cast<const std::uint32_t*>(device + of_frames),
                          static_cast<int>(zones.size())};
  TL_CHECK(exchange_.run(nullptr, {static_cast<unsigned>(zones.size())}, {MeasureZones::kThreads},
                         work));
  return std::span(reinterpret_cast<const ZoneColour*>(exchange_.output()), zones.size());
}

}  // namespace touchline
