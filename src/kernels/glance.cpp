#include "kernels/glance.h"

#include <algorithm>
#include <cmath>

#include "kernels/blend_clones.h"

namespace touchline {
namespace {

TL_CLONES void add_row(const std::uint8_t* row, int samples, std::uint16_t* sums) {
  for (int x = 0; x < samples; ++x) sums[x] = static_cast<std::uint16_t>(sums[x] + row[x]);
}

/// CellMean over all cells, whole rows at a time. The channels of a plane are added up together.
void reduce(const CellMean& of, std::vector<std::uint16_t>& sums, std::uint8_t* out) {
  const int samples = of.width * of.channels - (of.channels - 1);
  sums.resize(static_cast<std::size_t>(samples));
  for (int cy = 0; cy < of.rows; ++cy) {
    const CellSpan down = cell_span(cy, of.height, of.rows);
    const int rows = std::min(kRowsPerCell, down.end - down.begin);
    std::fill(sums.begin(), sums.end(), std::uint16_t{0});
    for (int k = 0; k < rows; ++k)
      add_row(of.data + cell_row(down, k, rows, of.height) * of.pitch, samples, sums.data());
    for (int cx = 0; cx < of.columns; ++cx) {
      const CellSpan across = cell_span(cx, of.width, of.columns);
      int sum = 0;
      for (int x = across.begin; x < across.end; ++x)
        sum += sums[static_cast<std::size_t>(x * of.channels)];
      const int n = rows * (across.end - across.begin);
      out[cy * of.columns + cx] = static_cast<std::uint8_t>((sum + n / 2) / n);
    }
  }
}

}  // namespace

SampleGrid sample_grid(int width, int height, int from_row) {
  const double pixels = static_cast<double>(width) * height;
  SampleGrid grid;
  grid.step = std::max(2, 2 * static_cast<int>(std::lround(std::sqrt(pixels / 5e3) / 2)));
  grid.first_x = grid.step / 2, grid.first_y = from_row + grid.step / 2;
  grid.columns = std::max(0, width - grid.first_x + grid.step - 1) / grid.step;
  grid.rows = std::max(0, height - grid.first_y + grid.step - 1) / grid.step;
  return grid;
}

void read_samples(const YuvReader& picture, const SampleGrid& grid, std::vector<Yuv8>& out) {
  out.resize(static_cast<std::size_t>(grid.size()));
  Yuv8* to = out.data();
  for (int j = 0; j < grid.rows; ++j)
    for (int i = 0; i < grid.columns; ++i)
      *to++ = picture.at(grid.first_x + i * grid.step, grid.first_y + j * grid.step);
}

CellMean cell_mean(const Frame& frame, int channel) {
  const bool interleaved = frame.planes() == 2;
  const auto& plane = frame.plane(interleaved ? std::min(channel, 1) : channel);
  const bool luma = channel == 0, second = interleaved && channel == 2;
  return {second ? plane.data + 1 : plane.data,
          plane.pitch,
          plane.width,
          plane.height,
          interleaved && !luma ? 2 : 1,
          luma ? GlanceCells::kWidth : GlanceCells::kChromaWidth,
          luma ? GlanceCells::kHeight : GlanceCells::kChromaHeight};
}

void GlanceMaker::make(const Frame& frame, bool motion, Glance& out) {
  out.width = frame.width(), out.height = frame.height();
  // First, since it reads the whole plane, which then is near for those who read parts of it.
  if (motion) out.pyramid.build(frame.plane(0));
  reduce(cell_mean(frame, 0), sums_, out.cells.luma.data());
  if (const YuvReader picture(frame); picture.has_chroma()) {
    reduce(cell_mean(frame, 1), sums_, out.cells.u.data());
    reduce(cell_mean(frame, 2), sums_, out.cells.v.data());
    read_samples(picture, sample_grid(out.width, out.height, 0), out.all);
    read_samples(picture, sample_grid(out.width, out.height, out.height / 4), out.lower);
  } else {
    out.cells.u.fill(128), out.cells.v.fill(128);
    out.all.clear(), out.lower.clear();
  }
}

Glance glance(const Frame& frame) {
  GlanceMaker maker;
  Glance out;
  maker.make(frame, true, out);
  return out;
}

}  // namespace touchline
