// The canvas that is a list: what is drawn is noted, sorted into tiles, sent to a GPU in one copy,
// and drawn there by one kernel that reads and writes each touched sample once.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/canvas.h"
#include "kernels/cuda/draw_bins.h"
#include "memory/cuda.h"

namespace touchline {

/// Coverage that stays the same (CoverageView::copy) is sent once and kept in an atlas on the GPU.
class DrawList final : public Canvas {
 public:
  /// For I420 or NV12 pictures of `info` on a GPU. Errc::no_device: it has no memory left, or the
  /// build has no code for it.
  static Result<std::unique_ptr<DrawList>> create(const FrameInfo& info,
                                                  cuda::SharedContext context);
  /// Waits until the GPU is done with it.
  ~DrawList() override;

  /// Forgets what was noted: to be called before each frame.
  void clear();
  /// Queues what was noted: it is drawn on `image`, whose memory must live until `stream` has done
  /// it. May wait for the frame three before.
  Status draw(Image& image, cuda::Stream& stream);

  void blend(const CoverageView& shape, int x, int y, const YuvColour& colour) override;
  void blend_picture(const Image& picture, const CoverageView& shape, int x, int y,
                     std::uint16_t opacity, DeviceCopy* copy) override;
  void blend_gathered(const YuvColour& colour) override;

  /// Of the frame noted last.
  struct Load {
    std::size_t commands = 0, tiles = 0, entries = 0;
    std::size_t list_bytes = 0, atlas_bytes = 0;  ///< sent to the GPU, by draw()
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
  /// Samples to be put into the atlas before this frame is drawn.
  struct Upload {
    std::size_t to, from, bytes;
  };
  /// Where the parts of a frame's memory begin, after its tiles; what lies before `kept` is the
  /// list.
  struct Layout {
    std::size_t entries, commands, loose, kept, end;
  };
  static constexpr std::size_t kFrames = 3;

  DrawList(const FrameInfo& info, cuda::SharedContext context, cuda::Kernel kernel);
  void join(const StrokeShape& stroke) override;
  void join(const QuadShape& quad) override;
  template <class Columns, class Shape>
  void join_in(DrawKind kind, const Columns& columns, const Shape& shape);
  /// The offset of samples that are in the atlas, or that `append(vector)` adds to it or to the
  /// list.
  template <class Append>
  std::uint32_t offset_of(DeviceCopy* copy, std::size_t bytes, Append append);
  std::uint32_t offset_of(const CoverageView& shape);
  void note(const DrawCommand& command, const PixelRect& pixels);
  void forget_atlas();
  [[nodiscard]] Layout layout() const;
  void write(std::uint8_t* memory, const Layout& at) const;
  Status make_room(Staging& staging, const Layout& at);
  Status send(Image& image, const Staging& staging, const Layout& at, cuda::Stream& stream);
  Result<Buffer> allocate(const std::shared_ptr<Allocator>& from, std::size_t bytes,
                          const char* what) const;

  FrameInfo info_;
  CoverageMask extent_;  ///< of the mask that shapes would be gathered in on the host
  cuda::SharedContext context_;
  cuda::Kernel kernel_;
  DrawBins bins_;
  std::vector<DrawCommand> commands_;
  std::uint32_t group_ = 0;          ///< the first command of the shapes being gathered
  std::vector<std::uint8_t> loose_;  ///< samples and shapes of this frame alone
  std::vector<std::uint8_t> kept_;   ///< samples for the atlas
  std::vector<Upload> uploads_;
  std::uint64_t atlas_id_ = 0;
  std::size_t atlas_bytes_ = 0, atlas_used_ = 0;
  bool atlas_full_ = false;
  Buffer atlas_, list_;
  std::size_t list_room_ = 0;
  std::array<Staging, kFrames> staging_;
  std::size_t turn_ = 0;
  cuda::SharedEvent drawn_;  ///< the last frame
  Load load_;
};

}  // namespace touchline
