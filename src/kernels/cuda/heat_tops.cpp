#include "kernels/cuda/heat_tops.h"

namespace touchline {

DeviceHeatTops::DeviceHeatTops(cuda::Stream& stream, TensorType type)
    : exchange_(stream, "heat_tops", type == TensorType::f16 ? "heat_tops_f16" : "heat_tops_f32") {}

Result<std::span<const HeatTop>> DeviceHeatTops::find(const void* heat, int channels, int width,
                                                      int height) {
  const auto count = static_cast<std::size_t>(channels);
  TL_CHECK(exchange_.reserve(0, count * sizeof(HeatTop)));
  const HeatTopsWork work{heat, width, height,
                          reinterpret_cast<HeatTop*>(exchange_.device_output())};
  TL_CHECK(
      exchange_.run(nullptr, {static_cast<unsigned>(channels)}, {HeatTopsWork::kThreads}, work));
  return std::span(reinterpret_cast<const HeatTop*>(exchange_.output()), count);
}

}  // namespace touchline
