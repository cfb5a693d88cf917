// Draws on pictures in a GPU's memory: what a canvas has noted is sent in one copy and drawn by one
// kernel that reads and writes each touched sample once.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "kernels/cuda/draw_record.h"
#include "memory/cuda.h"

namespace touchline {

class DrawList {
 public:
  /// For I420 or NV12 pictures of `info` on a GPU. Errc::no_device: it has no memory left, or the
  /// build has no code for it.
  static Result<std::unique_ptr<DrawList>> create(const FrameInfo& info,
                                                  cuda::SharedContext context);
  /// Waits until the GPU is done with it.
  ~DrawList();
  DrawList(const DrawList&) = delete;
  DrawList& operator=(const DrawList&) = delete;

  /// An empty canvas for the next frame.
  Canvas& start();
  /// Queues what the canvas has noted: it is drawn on `image`, whose memory must live until
  /// `stream` has done it. May wait for the frame three before.
  Status draw(Image& image, cuda::Stream& stream);

  /// Queues the last frame once more, whose list is on the GPU: what its kernel alone takes.
  Status draw_again(Image& image, cuda::Stream& stream);

  /// Of the last frame.
  struct Load {
    std::size_t commands = 0, tiles = 0, entries = 0;
    std::size_t list_bytes = 0, atlas_bytes = 0;  ///< sent to the GPU
  };
  [[nodiscard]] const Load& load() const { return load_; }

 private:
  /// One of the areas that frames are put together in, page-locked; reused when its copies are
  /// done.
  struct Staging {
    Buffer memory;
    std::size_t room = 0;
    cuda::SharedEvent done;
  };
  static constexpr std::size_t kFrames = 3;

  DrawList(const FrameInfo& info, cuda::SharedContext context, cuda::Kernel kernel);
  Status make_room(Staging& staging, const DrawRecord::Layout& at);
  Status send(const Staging& staging, const DrawRecord::Layout& at, cuda::Stream& stream);
  Result<Buffer> allocate(const std::shared_ptr<Allocator>& from, std::size_t bytes,
                          const char* what) const;

  FrameInfo info_;
  cuda::SharedContext context_;
  cuda::Kernel kernel_;
  DrawRecord record_;
  Buffer atlas_, list_;
  std::size_t list_room_ = 0;
  std::array<Staging, kFrames> staging_;
  std::size_t turn_ = 0;
  cuda::SharedEvent drawn_;  ///< the last frame
  Load load_;
};

}  // namespace touchline
