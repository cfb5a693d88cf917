#include "field/patch_picker.h"

#include "kernels/blend_clones.h"

namespace touchline {
namespace {

constexpr int kBorder = 7;  // patches keep this far from the picture's edge

/// Gradient products of one row.
TL_CLONES void products(const std::uint8_t* row, std::ptrdiff_t pitch, int width, int* xx, int* xy,
                        int* yy) {
  const std::uint8_t *up = row - pitch, *down = row + pitch;
  for (int x = 1; x < width - 1; ++x) {
    const int gx = row[x + 1] - row[x - 1], gy = down[x] - up[x];
    xx[x] = gx * gx, xy[x] = gx * gy, yy[x] = gy * gy;
  }
}

bool inside(const Box& box, double x, double y, double margin) {
  return x > static_cast<double>(box.x) - margin && y > static_cast<double>(box.y) - margin &&
         x < static_cast<double>(box.right()) + margin &&
         y < static_cast<double>(box.bottom()) + margin;
}

}  // namespace

void TextureMap::measure(const Plane<const std::uint8_t>& plane) {
  width_ = plane.width, height_ = plane.height;
  const std::size_t n = static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
  for (auto* sums : {&xx_, &xy_, &yy_}) sums->assign(n, 0);
  for (int y = 1; y + 1 < height_; ++y) {
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(y) * width_;
    products(plane.row(y), plane.pitch, width_, xx_.data() + row, xy_.data() + row,
             yy_.data() + row);
  }
}

GradientTensor TextureMap::at(int x, int y) const {
  GradientTensor t;
  for (int dy = -2; dy <= 2; ++dy)
    for (int dx = -2; dx <= 2; ++dx) {
      const std::size_t i = static_cast<std::size_t>(y + dy) * static_cast<std::size_t>(width_) +
                            static_cast<std::size_t>(x + dx);
      t.xx += xx_[i], t.xy += xy_[i], t.yy += yy_[i];
    }
  const double norm = 1.0 / (25 * 4);  // mean; gradients were differences over two samples
  return {t.xx * norm, t.xy * norm, t.yy * norm};
}

int TextureMap::energy(int x, int y) const {
  const std::size_t i =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  return xx_[i] + yy_[i];
}

void PatchPicker::pick(const LumaPyramid& picture, std::span<const Box> people,
                       const GraphicsMap& graphics, std::vector<Patch>& out) {
  out.clear();
  const auto plane = picture.level(1);
  texture_.measure(plane);
  const double to_source = 2 * picture.scale();
  const int rim = kBorder / 2 + 2;
  for (int cell = 0; cell < kPatchColumns * kPatchRows; ++cell) {
    if (graphics.covers(cell)) continue;
    const int cx = cell % kPatchColumns, cy = cell / kPatchColumns;
    const int x0 = std::max(rim, cx * plane.width / kPatchColumns),
              x1 = std::min(plane.width - rim, (cx + 1) * plane.width / kPatchColumns),
              y0 = std::max(rim, cy * plane.height / kPatchRows),
              y1 = std::min(plane.height - rim, (cy + 1) * plane.height / kPatchRows);
    double best = 0;
    Patch patch{0, 0, cell};
    for (int y = y0; y < y1; y += 3)
      for (int x = x0; x < x1; x += 3) {
        if (texture_.energy(x, y) + texture_.energy(x + 1, y + 1) < 4 * kLeastTexture) continue;
        const double sx = (x + 0.5) * to_source, sy = (y + 0.5) * to_source;
        if (std::any_of(people.begin(), people.end(),
                        [&](const Box& b) { return inside(b, sx, sy, 4 * picture.scale()); }))
          continue;
        const GradientTensor t = texture_.at(x, y);
        if (t.larger() < kLeastTexture) continue;
        // Corners first, edges where there is nothing better.
        if (const double score = t.smaller() + 0.05 * t.larger(); score > best)
          best = score, patch.x = 2 * x, patch.y = 2 * y;
      }
    if (best > 0) out.push_back(patch);
  }
}

}  // namespace touchline
