#include "kernels/cuda/gather.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

TL_KERNEL(read_profiles, ReadProfiles) { args(thread_x(), thread_y()); }

TL_KERNEL(read_places, ReadPlaces) { args(thread_x()); }

}  // namespace touchline
