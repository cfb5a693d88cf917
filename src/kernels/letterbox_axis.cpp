#include "kernels/letterbox_axis.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include "base/assert.h"
#include "image/format.h"

namespace touchline {
namespace {

/// The box of one output, in units of 1 / (2 * outputs * unit << shift) of a source sample, so that
/// all is integer.
struct Span {
  std::int64_t begin, end, sample;
};

Span box_of(int output, const ResampleSpan& s) {
  const std::int64_t pixel = std::int64_t{s.outputs} * s.unit;  // half of one, in these units
  const std::int64_t centre =
      2 * s.outputs * s.begin + (((2 * output + 1) * s.length) << s.out_shift);
  const std::int64_t half = std::max(s.length << s.out_shift, pixel << s.shift);
  return {centre - half, centre + half, (2 * pixel) << s.shift};
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
  // From the nearest to the farthest and again.
  for (std::pair<std::int64_t, int> last{-1, 0}; rest != 0;) {
    std::pair<std::int64_t, int> next{std::numeric_limits<std::int64_t>::max(), taps};
    for (int t = 0; t < taps; ++t) {
      const std::int64_t twice_off = (2 * (first + t) + 1) * box.sample - (box.begin + box.end);
      const std::pair<std::int64_t, int> tap{std::abs(twice_off), t};
      if (tap > last) next = std::min(next, tap);
    }
    last = next;
    if (next.second == taps) {
      last = {-1, 0};
      continue;
    }
    weights[next.second] = static_cast<std::int16_t>(weights[next.second] + step);
    rest -= step;
  }
}

}  // namespace

ResampleAxis make_resample_axis(const ResampleSpan& span, int samples, int total) {
  TL_ASSERT(span.length > 0 && span.unit > 0 && samples > 0 && span.outputs > 0);
  const auto outputs = static_cast<std::size_t>(subsampled(span.outputs, span.out_shift));
  ResampleAxis axis;
  axis.total = total;
  axis.first.resize(outputs);
  for (std::size_t i = 0; i < outputs; ++i) {
    const Span box = box_of(static_cast<int>(i), span);
    const std::int64_t first = first_sample(box, samples);
    axis.first[i] = static_cast<std::int32_t>(first);
    axis.taps = std::max(axis.taps, static_cast<int>(last_sample(box, samples) - first + 1));
  }
  const auto taps = static_cast<std::size_t>(axis.taps);
  axis.weights.resize(outputs * taps);
  for (std::size_t i = 0; i < outputs; ++i) {
    axis.first[i] = std::min(axis.first[i], samples - axis.taps);
    weigh(box_of(static_cast<int>(i), span), axis.first[i], samples, axis.taps, total,
          &axis.weights[i * taps]);
  }
  return axis;
}

ResampleAxis make_resample_axis(int size, int samples, int shift, int outputs, int total) {
  return make_resample_axis({0, size, 1, shift, outputs, 0}, samples, total);
}

}  // namespace touchline
