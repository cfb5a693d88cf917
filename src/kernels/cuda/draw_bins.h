// Which commands each tile of a picture draws, in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/coverage_mask.h"
#include "kernels/cuda/draw_tile.h"

namespace touchline {

class DrawBins {
 public:
  /// For pictures of this size.
  DrawBins(int width, int height);
  void clear();

  /// Puts command `index`, larger than those before, on the tiles that `pixels` touches.
  void add(std::uint32_t index, const PixelRect& pixels) { add(index, pixels, kNoGroup); }
  /// The same for a shape whose group began with command `group`.
  void add(std::uint32_t index, const PixelRect& pixels, std::uint32_t group);

  [[nodiscard]] bool touches(const PixelRect& pixels) const { return !seen(pixels).empty(); }
  [[nodiscard]] std::size_t tiles() const { return touched_.size(); }
  [[nodiscard]] std::size_t entries() const { return links_.size(); }
  /// Fills `tiles` and `entries` of theirs.
  void write(DrawTile* tiles, std::uint32_t* entries) const;

 private:
  static constexpr std::uint32_t kNoGroup = kDrawIndex;
  struct Stack {
    std::uint32_t top = 0, count = 0;
  };
  struct Link {
    std::uint32_t entry, under;
  };

  [[nodiscard]] PixelRect seen(const PixelRect& pixels) const;

  int width_, height_, columns_;        ///< even sizes: chroma is covered up to them
  std::vector<Stack> stacks_;           ///< per tile: its latest link
  std::vector<std::uint32_t> touched_;  ///< tiles that draw anything
  std::vector<Link> links_;
};

}  // namespace touchline
