#include "kernels/cuda/crop_args.h"
#include "kernels/cuda/kernel.h"
#include "kernels/cuda/put.h"

namespace touchline {

template <class Sample>
inline __device__ void sample_crops(const CropBatchArgs& args) {
  const int u = thread_x(), v = thread_y(), crop = thread_z();
  if (u >= args.width || v >= args.height) return;
  float value[3];
  args.frames[args.crops[crop].frame].colour(args.crops[crop].map, u, v, value);
  const std::ptrdiff_t plane = std::ptrdiff_t{args.width} * args.height;
  Sample* at = static_cast<Sample*>(args.tensor) + crop * 3 * plane + v * args.width + u;
  for (int c = 0; c < 3; ++c) put(at + c * plane, value[c]);
}

TL_KERNEL(crops_f32, CropBatchArgs) { sample_crops<float>(args); }
TL_KERNEL(crops_f16, CropBatchArgs) { sample_crops<Half>(args); }

}  // namespace touchline
