// A source's way into GPU memory: NVDEC through libav where it can, else an upload of what the CPU
// decoded.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "image/frame.h"
#include "kernels/cuda/field_votes.h"
#include "libav/libav.h"
#include "memory/cuda.h"

namespace touchline {

/// The picture lies in GPU memory.
bool is_on_gpu(const AVFrame& frame);

class GpuPictures {
 public:
  static Result<std::unique_ptr<GpuPictures>> create(cuda::SharedContext context);
  ~GpuPictures();

  /// libav's handle on our context and stream, for a decoder. Null when this libav cannot use one;
  /// why() then says so.
  [[nodiscard]] AVBufferRef* device() const { return device_.get(); }
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] Device where() const { return {Device::Kind::cuda, context_->info().index}; }

  /// Makes memory for `frames` frames, before the first.
  Status reserve(const FrameInfo& info, int frames);
  /// `pixels` as a frame of ours in GPU memory: NVDEC's NV12 and P010 are copied (and narrowed to 8
  /// bits) on the GPU, a host picture of `info`'s format is uploaded. `info.device` is where().
  Result<Frame> take(UniqueAVFrame pixels, const FrameInfo& info);
  /// A decoder's picture in host memory, for filters that only run there. Counted as a copy.
  Result<UniqueAVFrame> to_host(const AVFrame& frame);
  /// Compares rows of a decoder's pictures.
  DeviceFieldVotes& field_votes() {
    if (!field_votes_) field_votes_.emplace(*stream_);
    return *field_votes_;
  }

 private:
  explicit GpuPictures(cuda::SharedContext context) : context_(std::move(context)) {}
  Status copy(const AVFrame& from, bool together, Image& to);
  void make_pool(const FrameInfo& info);

  /// NVDEC's surface, given back once its copy is done.
  struct Borrowed {
    UniqueAVFrame surface;
    cuda::SharedEvent copied;
  };

  cuda::SharedContext context_;
  std::unique_ptr<cuda::Stream> stream_;
  UniqueAVBufferRef device_;
  std::string why_;
  std::optional<Pool> pool_;
  std::deque<Borrowed> borrowed_;
  std::optional<DeviceFieldVotes> field_votes_;  ///< after stream_
};

}  // namespace touchline
