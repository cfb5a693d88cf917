#include "kernels/cuda/glance.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(make_glances, GlanceWorks) {
  const GlanceWork& work = args.of[thread_y()];
  if (const int i = thread_x(); i < work.items()) work(i);
}

}  // namespace touchline
