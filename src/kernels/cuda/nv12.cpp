#include "kernels/cuda/nv12.h"

#include "kernels/cuda/launch.h"

namespace touchline {

Status narrow_p010(const void* luma, std::ptrdiff_t luma_pitch, const void* chroma,
                   std::ptrdiff_t chroma_pitch, Image& image, cuda::Stream& stream) {
  TL_ASSIGN(const auto kernel,
            cuda::find_kernel(stream.context(), kernel_image("nv12"), "narrow_samples"));
  const void* from[] = {luma, chroma};
  const std::ptrdiff_t pitch[] = {luma_pitch, chroma_pitch};
  for (int i = 0; i < 2; ++i) {
    const auto& to = image.plane(i);
    const NarrowSamples work{static_cast<const std::uint16_t*>(from[i]),
                             pitch[i],
                             to.data,
                             to.pitch,
                             to.width * (i + 1),
                             to.height};
    TL_CHECK(stream.launch(kernel, tiles(work.width, work.height), kTile, work));
  }
  return {};
}

}  // namespace touchline
