#include "overlay/heat.h"

#include <algorithm>
#include <cmath>

namespace touchline {

void Heat::colours(const Rgba& grass, const Rgba& a, const Rgba& b, float opacity,
                   const Colour& colour) {
  for (std::size_t i = 0; i < ramp_.size(); ++i) {
    const float lead = static_cast<float>(i) / 127.5F - 1;
    const Rgba& side = lead > 0 ? a : b;
    const float depth = opacity * std::pow(std::abs(lead), 0.8F);
    const auto mix = [&](std::uint8_t from, std::uint8_t to) {
      return static_cast<std::uint8_t>(std::lround(from + depth * static_cast<float>(to - from)));
    };
    const YuvColour c =
        to_yuv({mix(grass.r, side.r), mix(grass.g, side.g), mix(grass.b, side.b), 255}, colour);
    ramp_[i] = {c.y, c.u, c.v};
  }
}

void Heat::draw(Image& image, const Rect& where, std::span<const float> share, int columns,
                int rows) {
  const auto blocks = static_cast<std::size_t>(where.w / 2);
  const auto tap = [](std::size_t i, float count, int cells) {
    const float at =
        std::clamp((static_cast<float>(i) + 0.5F) / count * static_cast<float>(cells) - 0.5F, 0.0F,
                   static_cast<float>(cells - 1));
    const auto cell =
        std::min(static_cast<std::size_t>(at), static_cast<std::size_t>(std::max(cells - 2, 0)));
    return Tap{cell, at - static_cast<float>(cell)};
  };
  if (columns != columns_ || taps_.size() != blocks) {
    columns_ = columns;
    taps_.resize(blocks);
    for (std::size_t i = 0; i < blocks; ++i) taps_[i] = tap(i, where.w / 2, columns);
    line_.resize(static_cast<std::size_t>(columns) + 1);
  }
  const bool pairs = image.info().format == PixelFormat::nv12;
  const auto wide = static_cast<std::size_t>(columns);
  const int left = static_cast<int>(where.x), top = static_cast<int>(where.y);
  for (int block = 0; block < static_cast<int>(where.h / 2); ++block) {
    const Tap row = tap(static_cast<std::size_t>(block), where.h / 2, rows);
    const float* above = share.data() + row.cell * wide;
    const float* below = rows > 1 ? above + wide : above;
    for (std::size_t c = 0; c < wide; ++c)
      line_[c] = 255 * std::clamp(above[c] + row.part * (below[c] - above[c]), 0.0F, 1.0F) + 0.5F;
    line_[wide] = line_[wide - 1];
    std::uint8_t* luma = image.plane(0).row(top + 2 * block) + left;
    std::uint8_t* under = luma + image.plane(0).pitch;
    std::uint8_t* u = image.plane(1).row(top / 2 + block) + (pairs ? left : left / 2);
    std::uint8_t* v = pairs ? u + 1 : image.plane(2).row(top / 2 + block) + left / 2;
    for (std::size_t i = 0; i < blocks; ++i) {
      const Tap t = taps_[i];
      const float value = line_[t.cell] + t.part * (line_[t.cell + 1] - line_[t.cell]);
      const Sample s = ramp_[static_cast<std::size_t>(value)];
      luma[2 * i] = luma[2 * i + 1] = under[2 * i] = under[2 * i + 1] = s.y;
      u[pairs ? 2 * i : i] = s.u;
      v[pairs ? 2 * i : i] = s.v;
    }
  }
}

}  // namespace touchline
