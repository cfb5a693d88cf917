#include "kernels/cuda/glance.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"

namespace touchline {
namespace {

constexpr unsigned kThreads = 128;

GlanceWork work_of(const Frame& frame, bool motion) {
  GlanceWork work;
  work.picture = YuvReader(frame);
  work.luma = cell_mean(frame, 0);
  if (work.picture.has_chroma()) {
    work.u = cell_mean(frame, 1), work.v = cell_mean(frame, 2);
    work.all = sample_grid(frame.width(), frame.height(), 0);
    work.lower = sample_grid(frame.width(), frame.height(), frame.height() / 4);
  }
  if (motion) {
    const auto& luma = frame.plane(0);
    const auto base = LumaPyramid::base(luma.width, luma.height);
    work.halved = {luma.data, luma.pitch, luma.width, luma.height, base.halvings};
    work.level_width = base.width, work.level_height = base.height;
  }
  return work;
}

/// Takes what lies at `from` and moves it on.
template <std::size_t kSize>
void take(const std::uint8_t*& from, std::array<std::uint8_t, kSize>& to) {
  std::memcpy(to.data(), from, kSize);
  from += kSize;
}
void take(const std::uint8_t*& from, const SampleGrid& grid, std::vector<Yuv8>& to) {
  static_assert(sizeof(Yuv8) == 3);
  to.resize(static_cast<std::size_t>(grid.size()));
  if (to.empty()) return;
  std::memcpy(to.data(), from, 3 * to.size());
  from += 3 * to.size();
}

}  // namespace

Status DeviceGlance::make(const Frame& frame, bool motion, Glance& out) {
  TL_ASSERT(frame.info().device.is_cuda());
  GlanceWork work = work_of(frame, motion);
  TL_CHECK(exchange_.reserve(0, static_cast<std::size_t>(work.bytes())));
  work.out = exchange_.device_output();
  const cuda::Grid blocks{(static_cast<unsigned>(work.items()) + kThreads - 1) / kThreads};
  TL_CHECK(exchange_.run(frame.ready(), blocks, {kThreads}, work));

  out.width = frame.width(), out.height = frame.height();
  const std::uint8_t* from = exchange_.output();
  take(from, out.cells.luma);
  if (work.picture.has_chroma())
    take(from, out.cells.u), take(from, out.cells.v);
  else
    out.cells.u.fill(128), out.cells.v.fill(128);
  take(from, work.all, out.all);
  take(from, work.lower, out.lower);
  if (motion) out.pyramid.build({work.halved.halvings, work.level_width, work.level_height}, from);
  return {};
}

}  // namespace touchline
