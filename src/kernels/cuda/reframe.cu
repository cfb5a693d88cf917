#include "kernels/cuda/reframe.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(reframe, ReframeArgs) {
  const ReframeChannel& channel = args.of[thread_z()];
  const int x = thread_x(), y = thread_y();
  if (x < channel.width && y < channel.height) channel(x, y);
}

}  // namespace touchline
