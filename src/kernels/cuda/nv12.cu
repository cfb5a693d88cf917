#include "kernels/cuda/nv12.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(narrow_samples, NarrowSamples) {
  const int x = thread_x(), y = thread_y();
  if (x < args.width && y < args.height) args(x, y);
}

}  // namespace touchline
