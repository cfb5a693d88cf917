#include "kernels/cuda/glance.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(make_glance, GlanceWork) {
  if (const int i = thread_x(); i < args.items()) args(i);
}

}  // namespace touchline
