// A tile of a picture under drawing commands: what one GPU thread does with its two by two samples
// of luma and the chroma below them. The maths is that of kernels/blend.h and kernels/shape.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/blend.h"
#include "kernels/shape.h"

namespace touchline {

/// Luma samples; a thread owns two by two.
inline constexpr int kDrawTileWidth = 32, kDrawTileHeight = 16;

/// stroke and quad are joined with their neighbours in a tile's list, then blended at once.
enum class DrawKind : std::uint8_t { coverage, picture, stroke, quad };

/// Set in the offset of samples that lie in the atlas; the rest came with the frame's list.
inline constexpr std::uint32_t kInAtlas = 0x80000000U;

struct alignas(16) DrawCommand {
  std::int32_t x = 0, y = 0;            ///< of the luma samples it may change
  std::uint16_t width = 0, height = 0;  ///< a shape's rows may be odd; all else is even
  std::uint16_t pitch = 0;              ///< of its coverage of luma; half for chroma
  std::uint16_t opacity = 0;            ///< 0..256
  std::uint32_t luma = 0, chroma = 0;   ///< offsets of its coverage; a shape lies at `luma`
  std::uint32_t picture = 0;            ///< offset: width x height of luma, then pairs of chroma
  std::uint8_t to_y = 0, to_u = 0, to_v = 0;
  DrawKind kind = DrawKind::coverage;
};
static_assert(sizeof(DrawCommand) == 32);

/// What a tile draws: entries [first, first + count) of the list.
struct DrawTile {
  std::uint16_t column = 0, row = 0;
  std::uint32_t first = 0, count = 0;
};

/// An entry: a command's index, and whether a shape is the last of its group on this tile.
inline constexpr std::uint32_t kDrawLast = 0x80000000U, kDrawIndex = 0x7FFFFFFFU;

/// Two by two samples of luma, row by row, and the chroma below.
struct SampleBlock {
  std::uint8_t luma[4] = {}, u = 0, v = 0;
};

TL_HD constexpr void blend_block(SampleBlock& block, const SampleBlock& to,
                                 const std::uint8_t (&cover)[4], std::uint8_t chroma_cover,
                                 std::uint16_t opacity) {
  for (int i = 0; i < 4; ++i)
    block.luma[i] = blend_sample(block.luma[i], to.luma[i], blend_weight(cover[i], opacity));
  const std::uint16_t weight = blend_weight(chroma_cover, opacity);
  block.u = blend_sample(block.u, to.u, weight);
  block.v = blend_sample(block.v, to.v, weight);
}

/// Two samples side by side, the first at an even address.
TL_HD inline void load_two(const std::uint8_t* at, std::uint8_t& first, std::uint8_t& second) {
  const unsigned both = *reinterpret_cast<const std::uint16_t*>(at);
  first = static_cast<std::uint8_t>(both & 0xFFU);
  second = static_cast<std::uint8_t>(both >> 8U);
}

/// Draws on I420 or NV12 planes in GPU memory; every sample is read and written once.
struct DrawTiles {
  std::uint8_t *luma = nullptr, *u = nullptr, *v = nullptr;  ///< v null: u holds pairs
  std::ptrdiff_t luma_pitch = 0, chroma_pitch = 0;
  int width = 0, height = 0;
  const std::uint8_t *atlas = nullptr, *frame = nullptr;
  const DrawTile* tiles = nullptr;
  const std::uint32_t* entries = nullptr;
  const DrawCommand* commands = nullptr;

  /// (across, down): which two by two samples of the tile.
  TL_HD void operator()(int tile_index, int across, int down) const {
    const DrawTile tile = tiles[tile_index];
    const int x = tile.column * kDrawTileWidth + 2 * across;
    const int y = tile.row * kDrawTileHeight + 2 * down;
    if (x >= width || y >= height) return;
    SampleBlock block = load(x, y);
    std::uint8_t joined[4] = {};
    // The next command is under way while this one is drawn.
    const std::uint32_t* const list = entries + tile.first;
    const std::uint32_t last = tile.count - 1;
    std::uint32_t here = list[0], next = list[last > 0 ? 1 : 0];
    DrawCommand command = commands[here & kDrawIndex];
    for (std::uint32_t i = 0; i <= last; ++i) {
      const DrawCommand following = commands[next & kDrawIndex];
      const std::uint32_t after = list[i + 2 < last ? i + 2 : last];
      draw(command, (here & kDrawLast) != 0, x, y, block, joined);
      here = next;
      next = after;
      command = following;
    }
    store(x, y, block);
  }

 private:
  [[nodiscard]] TL_HD const std::uint8_t* at(std::uint32_t offset) const {
    return (offset & kInAtlas ? atlas : frame) + (offset & ~kInAtlas);
  }

  TL_HD void draw(const DrawCommand& c, bool last, int x, int y, SampleBlock& block,
                  std::uint8_t (&joined)[4]) const {
    const auto column = static_cast<unsigned>(x - c.x), row = static_cast<unsigned>(y - c.y);
    if (c.kind == DrawKind::coverage || c.kind == DrawKind::picture) {
      if (column < c.width && row < c.height) blend_covered(c, column, row, block);
      return;
    }
    if (column < c.width && c.kind == DrawKind::stroke)
      join(*reinterpret_cast<const StrokeShape*>(at(c.luma)), c, x, y, joined);
    if (column < c.width && c.kind == DrawKind::quad)
      join(*reinterpret_cast<const QuadShape*>(at(c.luma)), c, x, y, joined);
    if (!last) return;
    blend_block(block, colour_of(c), joined,
                mean_coverage(joined[0], joined[1], joined[2], joined[3]), c.opacity);
    for (std::uint8_t& cover : joined) cover = 0;
  }

  TL_HD static SampleBlock colour_of(const DrawCommand& c) {
    return {{c.to_y, c.to_y, c.to_y, c.to_y}, c.to_u, c.to_v};
  }

  TL_HD void blend_covered(const DrawCommand& c, unsigned column, unsigned row,
                           SampleBlock& block) const {
    std::uint8_t cover[4];
    const std::uint8_t* const covers = at(c.luma) + row * c.pitch + column;
    load_two(covers, cover[0], cover[1]);
    load_two(covers + c.pitch, cover[2], cover[3]);
    const std::uint8_t chroma_cover = at(c.chroma)[row / 2 * (c.pitch / 2U) + column / 2];
    SampleBlock to = colour_of(c);
    if (c.kind == DrawKind::picture) {
      const unsigned wide = c.width, luma_size = wide * c.height;
      const std::uint8_t* const from = at(c.picture) + row * wide + column;
      load_two(from, to.luma[0], to.luma[1]);
      load_two(from + wide, to.luma[2], to.luma[3]);
      load_two(at(c.picture) + luma_size + row / 2 * wide + column, to.u, to.v);
    }
    blend_block(block, to, cover, chroma_cover, c.opacity);
  }

  /// Within the shape's rows only: a polygon's corners may reach further.
  template <class Shape>
  TL_HD static void join(const Shape& shape, const DrawCommand& c, int x, int y,
                         std::uint8_t (&joined)[4]) {
    for (int i = 0; i < 4; ++i) {
      if (static_cast<unsigned>(y + (i >> 1) - c.y) < c.height)
        joined[i] = larger(joined[i], pixel_coverage(shape, x + (i & 1), y + (i >> 1)));
    }
  }

  [[nodiscard]] TL_HD SampleBlock load(int x, int y) const {
    const std::uint8_t* const top = luma + y * luma_pitch + x;
    const bool wide = x + 1 < width, high = y + 1 < height;
    const std::ptrdiff_t chroma = (y / 2) * chroma_pitch + (v ? x / 2 : x);
    return {{top[0], wide ? top[1] : std::uint8_t{0}, high ? top[luma_pitch] : std::uint8_t{0},
             wide && high ? top[luma_pitch + 1] : std::uint8_t{0}},
            u[chroma],
            v ? v[chroma] : u[chroma + 1]};
  }

  TL_HD void store(int x, int y, const SampleBlock& block) const {
    std::uint8_t* const top = luma + y * luma_pitch + x;
    const bool wide = x + 1 < width, high = y + 1 < height;
    top[0] = block.luma[0];
    if (wide) top[1] = block.luma[1];
    if (high) top[luma_pitch] = block.luma[2];
    if (wide && high) top[luma_pitch + 1] = block.luma[3];
    const std::ptrdiff_t chroma = (y / 2) * chroma_pitch + (v ? x / 2 : x);
    u[chroma] = block.u;
    (v ? v[chroma] : u[chroma + 1]) = block.v;
  }
};

}  // namespace touchline
