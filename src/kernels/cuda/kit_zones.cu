#include "kernels/kit_zone.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(measure_zones, MeasureZone) { args(thread_x()); }

}  // namespace touchline
