#include "kernels/letterbox_avx512.h"
#include "kernels/avx512.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr int kLanes = 16, kQuad = 4, kLoad = 64;

/// Tables for one plane; empty when it does not fit. `row` is the bytes of a row, `step` those from
/// sample to sample.
TapTable make_table(const ResampleAxis& axis, int row, int step, int channel) {
  TapTable table;
  const int outputs = static_cast<int>(axis.first.size());
  table.rounds = (axis.taps + kQuad - 1) / kQuad;
  if (row < kLoad) return {};
  for (int x0 = 0; x0 < outputs; x0 += kLanes) {
    const int lanes = std::min(kLanes, outputs - x0);
    for (int round = 0; round < table.rounds; ++round) {
      const int t0 = round * kQuad, taps = std::min(kQuad, axis.taps - t0);
      const auto byte_of = [&](int lane, int tap) {
        return (axis.first[static_cast<std::size_t>(x0 + lane)] + t0 + tap) * step + channel;
      };
      TapGroup group{};
      group.offset = std::min(byte_of(0, 0), row - kLoad);
      const bool one_load = byte_of(lanes - 1, taps - 1) - group.offset < kLoad;
      group.second = one_load ? group.offset : std::min(group.offset + kLoad, row - kLoad);
      for (int lane = 0; lane < lanes; ++lane) {
        for (int tap = 0; tap < taps; ++tap) {
          const int from_first = byte_of(lane, tap) - group.offset;
          const int index =
              from_first < kLoad ? from_first : kLoad + byte_of(lane, tap) - group.second;
          if (index >= 2 * kLoad) return {};
          const int at = lane * kQuad + tap;
          group.index[at] = static_cast<std::uint8_t>(index);
          group.weight[at] = static_cast<std::int8_t>(axis.of(x0 + lane)[t0 + tap]);
        }
      }
      table.groups.push_back(group);
    }
  }
  return table;
}

}  // namespace

LetterboxTables make_letterbox_tables(const ResampleAxis& luma_x, const ResampleAxis& chroma_x,
                                      const FrameInfo& info) {
  LetterboxTables tables;
  tables.luma = make_table(luma_x, info.width, 1, 0);
  tables.usable = !tables.luma.groups.empty();
  if (info.format == PixelFormat::gray8) return tables;
  const int chroma = subsampled(info.width, 1);
  const int step = info.format == PixelFormat::nv12 ? 2 : 1;
  tables.u = make_table(chroma_x, chroma * step, step, 0);
  tables.v = make_table(chroma_x, chroma * step, step, step - 1);
  tables.usable = tables.usable && !tables.u.groups.empty() && !tables.v.groups.empty();
  if (tables.usable) tables.few_taps = make_few_taps_tables(luma_x, chroma_x, info);
  return tables;
}

#if defined(__x86_64__)

#define TL_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni")))

bool letterbox_avx512_supported() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vnni");
}

namespace {

/// One plane at one output row.
struct PlaneRow {
  const std::uint8_t* base;  ///< first source row, without the functor's channel offset
  std::ptrdiff_t pitch;
  const std::int16_t* weights;
  int taps;
  const TapGroup* groups;
  int rounds;
};

PlaneRow plane_row(const TapPlane& plane, const TapTable& table, int y, int channel) {
  return {plane.data - channel + plane.first_y[y] * plane.pitch,
          plane.pitch,
          plane.weights_y + y * plane.taps_y,
          plane.taps_y,
          table.groups.data(),
          table.rounds};
}

/// Weighted sums of 16 outputs: TapPlane::sum() in 16 lanes. All sums are integers, so their
/// order is free.
TL_AVX512 inline __m512i sum16(const PlaneRow& p, int block) {
  __m512i sum = _mm512_setzero_si512();
  const TapGroup* groups = p.groups + block * p.rounds;
  for (int round = 0; round < p.rounds; ++round) {
    const TapGroup& g = groups[round];
    const __m512i index = _mm512_load_si512(g.index), weight = _mm512_load_si512(g.weight);
    const std::uint8_t *a = p.base + g.offset, *b = p.base + g.second;
    for (int j = 0; j < p.taps; ++j, a += p.pitch, b += p.pitch) {
      const __m512i picked =
          a == b ? _mm512_permutexvar_epi8(index, _mm512_loadu_si512(a))
                 : _mm512_permutex2var_epi8(_mm512_loadu_si512(a), index, _mm512_loadu_si512(b));
      const __m512i line = _mm512_dpbusd_epi32(_mm512_setzero_si512(), picked, weight);
      // A line is at most 255 * 120 and a weight at most 15120: the high halves are zero, the low
      // ones positive.
      sum = _mm512_dpwssd_epi32(sum, line, _mm512_set1_epi32(p.weights[j]));
    }
  }
  return sum;
}

TL_AVX512 inline void store16(const LetterboxPixel& pixel, float* at, __mmask16 mask, __m512 y,
                              __m512 u, __m512 v) {
  for (int c = 0; c < 3; ++c) {
    const ChannelAffine& k = pixel.channel[c];
    __m512 value = _mm512_fmadd_ps(_mm512_set1_ps(k.y), y, _mm512_set1_ps(k.bias));
    value = _mm512_fmadd_ps(_mm512_set1_ps(k.u), u, value);
    value = _mm512_fmadd_ps(_mm512_set1_ps(k.v), v, value);
    value = _mm512_min_ps(_mm512_max_ps(value, _mm512_set1_ps(k.low)), _mm512_set1_ps(k.high));
    _mm512_mask_storeu_ps(at + c * pixel.out_channel, mask, value);
  }
}

}  // namespace

TL_AVX512 void sample_avx512(const LetterboxPixel& pixel, const LetterboxTables& tables, int width,
                             int height) {
  const int v_channel = pixel.v.step - 1;
  for (int y = 0; y < height; ++y) {
    const PlaneRow luma = plane_row(pixel.luma, tables.luma, y, 0);
    const PlaneRow u = pixel.gray ? luma : plane_row(pixel.u, tables.u, y, 0);
    const PlaneRow v = pixel.gray ? luma : plane_row(pixel.v, tables.v, y, v_channel);
    float* row = pixel.out + y * pixel.out_row;
    for (int x = 0, block = 0; x < width; x += kLanes, ++block) {
      const int lanes = std::min(kLanes, width - x);
      const auto mask = static_cast<__mmask16>((1U << lanes) - 1U);
      const __m512 ys = _mm512_cvtepi32_ps(sum16(luma, block));
      const __m512 us = pixel.gray ? _mm512_setzero_ps() : _mm512_cvtepi32_ps(sum16(u, block));
      const __m512 vs = pixel.gray ? _mm512_setzero_ps() : _mm512_cvtepi32_ps(sum16(v, block));
      store16(pixel, row + x, mask, ys, us, vs);
    }
  }
}

#else

bool letterbox_avx512_supported() { return false; }
void sample_avx512(const LetterboxPixel&, const LetterboxTables&, int, int) {}

#endif

}  // namespace touchline
