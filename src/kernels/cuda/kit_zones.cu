#include "kernels/cuda/kit_zones.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(measure_zones, MeasureZones) { args(thread_x()); }

}  // namespace touchline
