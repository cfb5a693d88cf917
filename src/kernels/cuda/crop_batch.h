// Crops of a batch in one launch: parts of frames in GPU memory into a network's input there.
#pragma once

#include <memory>
#include <span>

#include "kernels/crop.h"
#include "kernels/cuda/letterbox_batch.h"
#include "memory/cuda.h"

namespace touchline {

/// One crop of a batch.
struct DeviceCrop {
  const Frame* frame = nullptr;  ///< on the GPU: NV12, I420 or gray8
  CropMap map;
};

/// The counterpart of sample_crop() for frames on a GPU: the same functor, so f32 is bit-equal to
/// it and f16 is that rounded to nearest even. One thread at a time.
class DeviceCrops {
 public:
  /// Errc::no_device when the build has no GPU code; Errc::usage when `spec` cannot be.
  static Result<DeviceCrops> create(const LetterboxSpec& spec, TensorType type,
                                    cuda::SharedContext context);

  /// Writes crop i into image i of `tensor` (device, n x 3 x height x width, planar) after waiting
  /// for its frame's ready(): one launch for every 64 crops of at most 8 frames, so crops of a
  /// frame are best side by side. Nothing is read back; frames and tensor must stay alive until the
  /// stream's work is done. Errc::usage: a frame that lies elsewhere.
  Status sample(std::span<const DeviceCrop> crops, void* tensor, cuda::Stream& stream) const;

 private:
  DeviceCrops(const LetterboxSpec& spec, TensorType type, cuda::SharedContext context)
      : spec_(spec), type_(type), context_(std::move(context)) {}

  LetterboxSpec spec_;
  TensorType type_;
  cuda::SharedContext context_;
  cuda::Kernel kernel_;
};

}  // namespace touchline
