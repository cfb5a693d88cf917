#include "kernels/jpeg_samples.h"

#include "kernels/cuda/jpeg_samples.h"
#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(jpeg_samples, JpegBlocks) {
  const int x = thread_x(), y = thread_y();
  if (x < args.width && y < args.height) args.block(x, y);
}

}  // namespace touchline
