// The canvas that is a list: what is drawn is noted, sorted into the tiles of a picture, and laid
// out in memory as a GPU reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/canvas.h"
#include "kernels/cuda/draw_bins.h"

namespace touchline {

/// Coverage that stays the same (CoverageView::copy) is noted once and taken as lying in an atlas
/// from then on.
class DrawRecord final : public Canvas {
 public:
  /// For I420 or NV12 pictures of this shape.
  explicit DrawRecord(const FrameInfo& info);

  /// Forgets what was noted: to be called before each frame.
  void clear();
  /// Says that the atlas now holds what uploads() asked for.
  void uploaded() { uploads_.clear(); }

  void blend(const CoverageView& shape, int x, int y, const YuvColour& colour) override;
  void blend_picture(const Image& picture, const CoverageView& shape, int x, int y,
                     std::uint16_t opacity, DeviceCopy* copy) override;
  void blend_gathered(const YuvColour& colour) override;

  /// Where the parts of a frame's memory begin, after its tiles. What lies before `kept` is the
  /// list, and the rest is for the atlas.
  struct Layout {
    std::size_t entries = 0, commands = 0, loose = 0, kept = 0, end = 0;
  };
  [[nodiscard]] Layout layout() const;
  /// Fills `memory`, of layout().end bytes.
  void write(std::uint8_t* memory) const;
  /// Samples that go into the atlas before the frame is drawn: from `from` bytes after `kept`.
  struct Upload {
    std::size_t to, from, bytes;
  };
  [[nodiscard]] std::span<const Upload> uploads() const { return uploads_; }

  [[nodiscard]] std::size_t atlas_bytes() const { return atlas_bytes_; }
  [[nodiscard]] std::size_t commands() const { return commands_.size(); }
  [[nodiscard]] std::size_t tiles() const { return bins_.tiles(); }
  [[nodiscard]] std::size_t entries() const { return bins_.entries(); }

 private:
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

  PixelFormat format_;
  CoverageMask extent_;  ///< of the mask that shapes would be gathered in on the host
  DrawBins bins_;
  std::vector<DrawCommand> commands_;
  std::uint32_t group_ = 0;          ///< the first command of the shapes being gathered
  std::vector<std::uint8_t> loose_;  ///< samples and shapes of this frame alone
  std::vector<std::uint8_t> kept_;   ///< samples for the atlas
  std::vector<Upload> uploads_;
  std::uint64_t atlas_id_ = 0;
  std::size_t atlas_bytes_, atlas_used_ = 0;
  bool atlas_full_ = false;
};

}  // namespace touchline
