#include "kernels/cuda/draw_bins.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr std::size_t kExpectedLinks = 16384;  // more work too, after an allocation

int tiles_over(int size, int tile) { return (size + tile - 1) / tile; }

}  // namespace

DrawBins::DrawBins(int width, int height)
    : width_((width + 1) / 2 * 2),
      height_((height + 1) / 2 * 2),
      columns_(tiles_over(width, kDrawTileWidth)),
      stacks_(static_cast<std::size_t>(columns_ * tiles_over(height, kDrawTileHeight))) {
  touched_.reserve(stacks_.size());
  links_.reserve(kExpectedLinks);
}

void DrawBins::clear() {
  for (const std::uint32_t tile : touched_) stacks_[tile] = {};
  touched_.clear();
  links_.clear();
}

PixelRect DrawBins::seen(const PixelRect& pixels) const {
  return {std::max(pixels.x0, 0), std::max(pixels.y0, 0), std::min(pixels.x1, width_),
          std::min(pixels.y1, height_)};
}

void DrawBins::add(std::uint32_t index, const PixelRect& pixels, std::uint32_t group) {
  const PixelRect in = seen(pixels);
  if (in.empty()) return;
  for (int row = in.y0 / kDrawTileHeight; row <= (in.y1 - 1) / kDrawTileHeight; ++row) {
    for (int column = in.x0 / kDrawTileWidth; column <= (in.x1 - 1) / kDrawTileWidth; ++column) {
      const auto tile = static_cast<std::uint32_t>(row * columns_ + column);
      Stack& stack = stacks_[tile];
      if (stack.count++ == 0) {
        touched_.push_back(tile);
      } else if (Link& below = links_[stack.top]; (below.entry & kDrawIndex) >= group) {
        below.entry &= ~kDrawLast;
      }
      links_.push_back({index | kDrawLast, stack.top});
      stack.top = static_cast<std::uint32_t>(links_.size() - 1);
    }
  }
}

void DrawBins::write(DrawTile* tiles, std::uint32_t* entries) const {
  std::uint32_t first = 0;
  for (const std::uint32_t tile : touched_) {
    const Stack& stack = stacks_[tile];
    const auto columns = static_cast<std::uint32_t>(columns_);
    *tiles++ = {static_cast<std::uint16_t>(tile % columns),
                static_cast<std::uint16_t>(tile / columns), first, stack.count};
    std::uint32_t link = stack.top;
    for (std::uint32_t i = first + stack.count; i-- > first; link = links_[link].under)
      entries[i] = links_[link].entry;
    first += stack.count;
  }
}

}  // namespace touchline
