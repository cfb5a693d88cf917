#include "kernels/cuda/jpeg_samples.h"

#include "kernels/cuda/launch.h"

namespace touchline {

Status to_jpeg_samples(const Frame& frame, Image& image, cuda::Stream& stream) {
  TL_ASSIGN(const auto kernel,
            cuda::find_kernel(stream.context(), kernel_image("jpeg_samples"), "jpeg_samples"));
  TL_CHECK(stream.wait_for(frame.ready()));
  const auto& chroma = image.plane(1);
  return stream.launch(kernel, tiles(chroma.width, chroma.height), kTile,
                       JpegBlocks{jpeg_block(frame, image), chroma.width, chroma.height});
}

}  // namespace touchline
