#include "kernels/cuda/row_bands.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(gather_rows, GatherRows) { args(thread_x(), thread_y()); }

}  // namespace touchline
