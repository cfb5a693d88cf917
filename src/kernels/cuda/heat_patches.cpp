#include "kernels/cuda/heat_patches.h"

#include "base/assert.h"

namespace touchline {

DeviceHeatPatches::DeviceHeatPatches(cuda::Stream& stream, TensorType type, const HeatBlur& blur,
                                     std::span<const int> partner)
    : exchange_(stream, "heat_patches",
                type == TensorType::f16 ? "heat_patches_f16" : "heat_patches_f32") {
  TL_ASSERT(partner.size() <= std::size_t{kMostBodyPoints});
  work_.blur = blur;
  work_.views = partner.empty() ? 1 : 2;
  for (std::size_t i = 0; i < partner.size(); ++i)
    work_.partner[i] = static_cast<std::uint8_t>(partner[i]);
}

Result<std::span<const HeatPatch>> DeviceHeatPatches::find(const void* heat, int bodies,
                                                           int channels, int width, int height) {
  const auto count = static_cast<std::size_t>(bodies) * static_cast<std::size_t>(channels);
  TL_CHECK(exchange_.reserve(0, count * sizeof(HeatPatch)));
  work_.heat = heat;
  work_.channels = channels;
  work_.width = width;
  work_.height = height;
  work_.out = reinterpret_cast<HeatPatch*>(exchange_.device_output());
  TL_CHECK(exchange_.run(nullptr, {static_cast<unsigned>(channels), static_cast<unsigned>(bodies)},
                         {HeatPatchesWork::kThreads}, work_));
  return std::span(reinterpret_cast<const HeatPatch*>(exchange_.output()), count);
}

}  // namespace touchline
