#include "kernels/cuda/field_votes.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(gather_rows, GatherRows) { args(thread_x(), thread_y()); }

TL_KERNEL(vote_blocks, CompareFields) { args(thread_x()); }

}  // namespace touchline
