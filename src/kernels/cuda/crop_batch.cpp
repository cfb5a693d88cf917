#include "kernels/cuda/crop_batch.h"

#include "kernels/cuda/crop_args.h"
#include "kernels/cuda/launch.h"

namespace touchline {

Result<DeviceCrops> DeviceCrops::create(const LetterboxSpec& spec, TensorType type,
                                        cuda::SharedContext context) {
  if (spec.width < 1 || spec.height < 1)
    return fail(Errc::usage, "crops", "no crops of {}x{} can be made", spec.width, spec.height);
  DeviceCrops crops(spec, type, std::move(context));
  TL_ASSIGN(crops.kernel_, cuda::find_kernel(crops.context_, kernel_image("crop_batch"),
                                             type == TensorType::f16 ? "crops_f16" : "crops_f32"));
  return crops;
}

Status DeviceCrops::sample(std::span<const DeviceCrop> crops, void* tensor,
                           cuda::Stream& stream) const {
  const Device device{Device::Kind::cuda, context_->info().index};
  for (const auto& crop : crops)
    if (!*crop.frame || !(crop.frame->info().device == device))
      return fail(Errc::usage, "crops", "a frame on {} cannot be sampled on {}",
                  to_string(crop.frame->info().device), to_string(device));
  const std::size_t bytes = std::size_t{3} * static_cast<std::size_t>(spec_.width) *
                            static_cast<std::size_t>(spec_.height) * bytes_of(type_);
  CropBatchArgs args;
  args.width = spec_.width;
  args.height = spec_.height;
  const Frame* frames[kCropFrames] = {};
  for (std::size_t next = 0; next < crops.size();) {
    args.tensor = static_cast<std::uint8_t*>(tensor) + next * bytes;
    int used = 0, count = 0;
    for (; next < crops.size() && count < kCrops; ++next, ++count) {
      const auto& crop = crops[next];
      int frame = 0;
      while (frame < used && frames[frame] != crop.frame) ++frame;
      if (frame == kCropFrames) break;
      if (frame == used) {
        TL_CHECK(stream.wait_for(crop.frame->ready()));
        frames[used] = crop.frame;
        args.frames[used++] = CropPixel(spec_, *crop.frame);
      }
      args.crops[count].map = crop.map;
      args.crops[count].frame = frame;
    }
    TL_CHECK(stream.launch(kernel_, tiles(spec_.width, spec_.height, count), kTile, args));
  }
  return {};
}

}  // namespace touchline
