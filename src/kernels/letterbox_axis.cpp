#include "kernels/letterbox_axis.h"

#include <algorithm>
#include <cstdlib>

#include "base/assert.h"

namespace touchline {
namespace {

/// The box of one output, in units of 1 / (2 * outputs << shift) of a source sample, so that all is
/// integer.
struct Span {
  std::int64_t begin, end, sample;
};

Span box_of(int output, std::int64_t size, int shift, std::int64_t outputs) {
  const std::int64_t centre = (2 * output + 1) * size;
  const std::int64_t half = std::max(size, outputs << shift);
  return {centre - half, centre + half, (2 * outputs) << shift};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

std::int64_t first_sample(const Span& box, int samples) {
  return std::clamp<std::int64_t>(floor_div(box.begin, box.sample), 0, samples - 1);
}
std::int64_t last_sample(const Span& box, int samples) {
  return std::clamp<std::int64_t>(floor_div(box.end - 1, box.sample), 0, samples - 1);
}

/// Rounds the overlaps of a box to weights that add up to `total`. What rounding left over goes to
/// the samples next to the box's centre, which treats a mirrored box the same.
void weigh(const Span& box, std::int64_t first, int samples, int taps, int total,
           std::int16_t* weights) {
  const std::int64_t length = box.end - box.begin;
  int rest = total;
  for (int t = 0; t < taps; ++t) {
    const std::int64_t k = first + t;
    // Samples beyond the edge repeat the edge.
    const std::int64_t from = k == 0 ? box.begin : std::max(box.begin, k * box.sample);
    const std::int64_t to = k == samples - 1 ? box.end : std::min(box.end, (k + 1) * box.sample);
    const std::int64_t overlap = std::max<std::int64_t>(0, to - from);
    weights[t] = static_cast<std::int16_t>((2 * total * overlap + length) / (2 * length));
    rest -= weights[t];
  }
  const int step = rest > 0 ? 1 : -1;
  std::vector<std::pair<std::int64_t, int>> nearest;
  for (int t = 0; t < taps; ++t) {
    const std::int64_t twice_off = (2 * (first + t) + 1) * box.sample - (box.begin + box.end);
    nearest.emplace_back(std::abs(twice_off), t);
  }
  std::sort(nearest.begin(), nearest.end());
  for (std::size_t i = 0; rest != 0; i = (i + 1) % nearest.size(), rest -= step) {
    auto& weight = weights[nearest[i].second];
    weight = static_cast<std::int16_t>(weight + step);
  }
}

}  // namespace

ResampleAxis make_resample_axis(int size, int samples, int shift, int outputs, int total) {
  TL_ASSERT(size > 0 && samples > 0 && outputs > 0);
  ResampleAxis axis;
  axis.total = total;
  for (int i = 0; i < outputs; ++i) {
    const Span box = box_of(i, size, shift, outputs);
    const auto count = last_sample(box, samples) - first_sample(box, samples) + 1;
    axis.taps = std::max(axis.taps, static_cast<int>(count));
  }
  axis.first.resize(static_cast<std::size_t>(outputs));
  axis.weights.resize(static_cast<std::size_t>(outputs) * static_cast<std::size_t>(axis.taps));
  for (int i = 0; i < outputs; ++i) {
    const Span box = box_of(i, size, shift, outputs);
    const auto first = std::min<std::int64_t>(first_sample(box, samples), samples - axis.taps);
    axis.first[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(first);
    weigh(box, first, samples, axis.taps, total,
          axis.weights.data() + static_cast<std::ptrdiff_t>(i) * axis.taps);
  }
  return axis;
}

}  // namespace touchline
