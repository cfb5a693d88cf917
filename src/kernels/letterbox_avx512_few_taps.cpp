// The AVX-512 letterbox for common scales: up to four luma taps a row and two chroma taps, from one
// load each. Both chroma planes go through one permutation, and pairs of rows through one
// multiplication.
#include <algorithm>
#include <array>
#include <utility>

#include "kernels/avx512.h"
#include "kernels/letterbox_avx512.h"

namespace touchline {
namespace {

constexpr int kLanes = 16, kLoad = 64, kMostLumaRows = 4, kMostChromaRows = 3;

/// Fills `index` and `weight` of two neighbouring bytes at `at` for output `x`; false when the load
/// does not reach.
bool put_pair(const ResampleAxis& axis, int x, int step, int channel, int offset, int plane, int at,
              BlockTaps& taps) {
  for (int t = 0; t < 2; ++t) {
    const bool real = t < axis.taps;
    const int byte =
        (axis.first[static_cast<std::size_t>(x)] + (real ? t : 0)) * step + channel - offset;
    if (byte < 0 || byte >= kLoad) return false;
    taps.index[at + t] = static_cast<std::uint8_t>(byte + plane * kLoad);
    taps.weight[at + t] = static_cast<std::int8_t>(real ? axis.of(x)[t] : 0);
  }
  return true;
}

/// Per 32-bit lane one output: four taps of one row, or two taps of each of two rows (the second
/// row's load is the permutation's second operand).
bool put_luma(const ResampleAxis& axis, int x0, int lanes, bool pairs, BlockTaps& taps) {
  for (int lane = 0; lane < lanes; ++lane) {
    const int x = x0 + lane;
    if (pairs) {
      if (!put_pair(axis, x, 1, 0, taps.offset, 0, lane * 4, taps)) return false;
      if (!put_pair(axis, x, 1, 0, taps.offset, 1, lane * 4 + 2, taps)) return false;
      continue;
    }
    for (int t = 0; t < axis.taps; ++t) {
      const int byte = axis.first[static_cast<std::size_t>(x)] + t - taps.offset;
      if (byte >= kLoad) return false;
      taps.index[lane * 4 + t] = static_cast<std::uint8_t>(byte);
      taps.weight[lane * 4 + t] = static_cast<std::int8_t>(axis.of(x)[t]);
    }
  }
  return true;
}

/// Per 128-bit lane four outputs: their U in the low half, their V in the high half, two taps each.
bool put_chroma(const ResampleAxis& axis, int x0, int lanes, bool interleaved, BlockTaps& taps) {
  for (int lane = 0; lane < lanes; ++lane) {
    const int at = lane / 4 * 16 + lane % 4 * 2, x = x0 + lane;
    const int step = interleaved ? 2 : 1;
    if (!put_pair(axis, x, step, 0, taps.offset, 0, at, taps)) return false;
    if (!put_pair(axis, x, step, step - 1, taps.offset, interleaved ? 0 : 1, at + 8, taps))
      return false;
  }
  return true;
}

/// True when one may serve for the other, but for the offset.
bool alike(const BlockTaps& a, const BlockTaps& b) {
  return std::ranges::equal(a.index, b.index) && std::ranges::equal(a.weight, b.weight);
}

}  // namespace

FewTapsTables make_few_taps_tables(const ResampleAxis& luma_x, const ResampleAxis& chroma_x,
                                   const FrameInfo& info) {
  FewTapsTables tables;
  const bool interleaved = info.format == PixelFormat::nv12;
  const int row = info.width, chroma_row = subsampled(info.width, 1) * (interleaved ? 2 : 1);
  if (info.format == PixelFormat::gray8 || row < kLoad || chroma_row < kLoad) return {};
  if (luma_x.taps > 4 || chroma_x.taps > 2) return {};
  tables.pairs = luma_x.taps <= 2;
  const int outputs = static_cast<int>(luma_x.first.size());
  for (int x = 0; x < outputs; x += kLanes) {
    const int lanes = std::min(kLanes, outputs - x);
    FewTapsBlock block{};
    block.luma.offset = std::min(luma_x.first[static_cast<std::size_t>(x)], row - kLoad);
    block.chroma.offset = std::min(
        chroma_x.first[static_cast<std::size_t>(x)] * (interleaved ? 2 : 1), chroma_row - kLoad);
    if (!put_luma(luma_x, x, lanes, tables.pairs, block.luma)) return {};
    if (!put_chroma(chroma_x, x, lanes, interleaved, block.chroma)) return {};
    tables.blocks.push_back(block);
  }
  const auto& first = tables.blocks[0];
  const auto differs = [&](const FewTapsBlock& block) {
    return !alike(block.luma, first.luma) || !alike(block.chroma, first.chroma);
  };
  tables.alike = static_cast<int>(
      std::find_if(tables.blocks.begin(), tables.blocks.end(), differs) - tables.blocks.begin());
  return tables;
}

bool fits_few_taps(const LetterboxPixel& pixel, const FewTapsTables& tables) {
  return !tables.blocks.empty() && pixel.luma.taps_y <= kMostLumaRows &&
         pixel.u.taps_y <= kMostChromaRows;
}

#if defined(__x86_64__)

#define TL_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni")))
#define TL_AVX512_INLINE TL_AVX512 __attribute__((always_inline)) inline
#define TL_AVX512_LAMBDA \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni"), always_inline))

namespace {

/// The source rows one output row is made of, and their weights in every lane.
template <int kLumaRows, int kChromaRows>
struct Rows {
  const std::uint8_t *luma, *u, *v;
  std::ptrdiff_t luma_pitch, chroma_pitch;
  __m512i luma_weight[kLumaRows];          ///< of one row
  __m512i luma_pair[(kLumaRows + 1) / 2];  ///< of two rows, 16 bits each
  __m512i chroma_pair[(kChromaRows + 1) / 2];
};

/// True when all luma rows weigh the same: one multiplication does for all.
bool is_even(const LetterboxPixel& p, int y) {
  const std::int16_t* weights = p.luma.weights_y + y * p.luma.taps_y;
  return std::count(weights, weights + p.luma.taps_y, weights[0]) == p.luma.taps_y;
}

/// Two 16-bit weights in every 32-bit lane; the second is 0 past the last row.
TL_AVX512_INLINE __m512i weight_pair(const std::int16_t* weights, int row, int rows) {
  const auto low = static_cast<std::uint16_t>(weights[row]);
  const auto high = static_cast<std::uint32_t>(row + 1 < rows ? weights[row + 1] : 0);
  return _mm512_set1_epi32(static_cast<int>(low | high << 16));
}

template <int kLumaRows, int kChromaRows>
TL_AVX512_INLINE Rows<kLumaRows, kChromaRows> rows_of(const LetterboxPixel& p, int y) {
  Rows<kLumaRows, kChromaRows> rows;
  rows.luma = p.luma.data + p.luma.first_y[y] * p.luma.pitch;
  rows.u = p.u.data + p.u.first_y[y] * p.u.pitch;
  rows.v = p.v.data + p.u.first_y[y] * p.u.pitch;
  rows.luma_pitch = p.luma.pitch;
  rows.chroma_pitch = p.u.pitch;
  const std::int16_t* luma = p.luma.weights_y + y * kLumaRows;
  const std::int16_t* chroma = p.u.weights_y + y * kChromaRows;
  for (int j = 0; j < kLumaRows; ++j) rows.luma_weight[j] = _mm512_set1_epi32(luma[j]);
  for (int j = 0; j < kLumaRows; j += 2) rows.luma_pair[j / 2] = weight_pair(luma, j, kLumaRows);
  for (int j = 0; j < kChromaRows; j += 2)
    rows.chroma_pair[j / 2] = weight_pair(chroma, j, kChromaRows);
  return rows;
}

TL_AVX512_INLINE __m512i load(const void* at) { return _mm512_loadu_si512(at); }

/// BlockTaps in registers.
struct Taps {
  __m512i index, weight;
};
TL_AVX512_INLINE Taps load(const BlockTaps& taps) {
  return {_mm512_load_si512(taps.index), _mm512_load_si512(taps.weight)};
}

/// The rows of the next output row, about: a row is too short for the CPU to see the pattern. Past
/// the plane's end this does nothing.
template <int kRows>
TL_AVX512_INLINE void prefetch_next(const std::uint8_t* at, std::ptrdiff_t pitch) {
  for (int j = 0; j < kRows; ++j) {
    const auto next =
        reinterpret_cast<std::uintptr_t>(at) + static_cast<std::uintptr_t>((kRows + j) * pitch);
    _mm_prefetch(reinterpret_cast<const char*>(next), _MM_HINT_T0);
  }
}

template <int kRows, bool kPairs, bool kEven, class SomeRows>
TL_AVX512_INLINE __m512i luma16(const SomeRows& rows, const Taps& taps, int offset) {
  const auto [index, weight] = taps;
  const std::uint8_t* at = rows.luma + offset;
  prefetch_next<kRows>(at, rows.luma_pitch);
  __m512i sum = _mm512_setzero_si512();
  if constexpr (kPairs) {
    for (int j = 0; j < kRows; j += 2) {
      const std::uint8_t* a = at + j * rows.luma_pitch;
      const std::uint8_t* b = j + 1 < kRows ? a + rows.luma_pitch : a;
      const __m512i lines =
          _mm512_maddubs_epi16(_mm512_permutex2var_epi8(load(a), index, load(b)), weight);
      sum = _mm512_dpwssd_epi32(sum, lines, rows.luma_pair[j / 2]);
    }
  } else if constexpr (kEven) {
    for (int j = 0; j < kRows; ++j) {
      const __m512i picked = _mm512_permutexvar_epi8(index, load(at + j * rows.luma_pitch));
      sum = _mm512_dpbusd_epi32(sum, picked, weight);
    }
    sum = _mm512_mullo_epi32(sum, rows.luma_weight[0]);
  } else {
    for (int j = 0; j < kRows; ++j) {
      const __m512i picked = _mm512_permutexvar_epi8(index, load(at + j * rows.luma_pitch));
      const __m512i line = _mm512_dpbusd_epi32(_mm512_setzero_si512(), picked, weight);
      sum = _mm512_dpwssd_epi32(sum, line, rows.luma_weight[j]);
    }
  }
  return sum;
}

template <bool kInterleaved>
TL_AVX512_INLINE __m512i chroma_line(const std::uint8_t* u, const std::uint8_t* v, __m512i index,
                                     __m512i weight) {
  const __m512i picked = kInterleaved ? _mm512_permutexvar_epi8(index, load(u))
                                      : _mm512_permutex2var_epi8(load(u), index, load(v));
  return _mm512_maddubs_epi16(picked, weight);
}

struct Chroma {
  __m512i u, v;
};

template <int kRows, bool kInterleaved, class SomeRows>
TL_AVX512_INLINE Chroma chroma16(const SomeRows& rows, const Taps& taps, int offset) {
  const auto [index, weight] = taps;
  const std::uint8_t *u = rows.u + offset, *v = rows.v + offset;
  prefetch_next<kRows>(u, rows.chroma_pitch);
  if (!kInterleaved) prefetch_next<kRows>(v, rows.chroma_pitch);
  Chroma sum{_mm512_setzero_si512(), _mm512_setzero_si512()};
  for (int j = 0; j < kRows; j += 2, u += 2 * rows.chroma_pitch, v += 2 * rows.chroma_pitch) {
    const __m512i a = chroma_line<kInterleaved>(u, v, index, weight);
    __m512i b = _mm512_setzero_si512();
    if (j + 1 < kRows)
      b = chroma_line<kInterleaved>(u + rows.chroma_pitch, v + rows.chroma_pitch, index, weight);
    const __m512i pair = rows.chroma_pair[j / 2];
    sum.u = _mm512_dpwssd_epi32(sum.u, _mm512_unpacklo_epi16(a, b), pair);
    sum.v = _mm512_dpwssd_epi32(sum.v, _mm512_unpackhi_epi16(a, b), pair);
  }
  return sum;
}

TL_AVX512_INLINE __m512 channel16(const ChannelAffine& k, __m512 y, __m512 u, __m512 v) {
  __m512 value = _mm512_fmadd_ps(_mm512_set1_ps(k.y), y, _mm512_set1_ps(k.bias));
  value = _mm512_fmadd_ps(_mm512_set1_ps(k.u), u, value);
  value = _mm512_fmadd_ps(_mm512_set1_ps(k.v), v, value);
  return _mm512_min_ps(_mm512_max_ps(value, _mm512_set1_ps(k.low)), _mm512_set1_ps(k.high));
}

template <bool kWhole>
TL_AVX512_INLINE void store16(float* at, __mmask16 mask, __m512 value) {
  if constexpr (kWhole)
    _mm512_storeu_ps(at, value);
  else
    _mm512_mask_storeu_ps(at, mask, value);
}

template <int kLumaRows, int kChromaRows, bool kPairs, bool kInterleaved, bool kEven>
TL_AVX512 void sample_row(const LetterboxPixel& pixel, const FewTapsTables& tables, int width,
                          int y) {
  // Copies: a float store could otherwise alias them, and they would be read again for every block.
  const ChannelAffine c0 = pixel.channel[0], c1 = pixel.channel[1], c2 = pixel.channel[2];
  const std::ptrdiff_t plane = pixel.out_channel;
  const auto rows = rows_of<kLumaRows, kChromaRows>(pixel, y);
  float* at = pixel.out + y * pixel.out_row;
  const FewTapsBlock* block = tables.blocks.data();
  const auto sample16 = [&]<bool kWhole>(const Taps& luma_taps, const Taps& chroma_taps,
                                         __mmask16 mask) TL_AVX512_LAMBDA {
    const __m512 luma =
        _mm512_cvtepi32_ps(luma16<kLumaRows, kPairs, kEven>(rows, luma_taps, block->luma.offset));
    const Chroma chroma =
        chroma16<kChromaRows, kInterleaved>(rows, chroma_taps, block->chroma.offset);
    const __m512 u = _mm512_cvtepi32_ps(chroma.u), v = _mm512_cvtepi32_ps(chroma.v);
    store16<kWhole>(at, mask, channel16(c0, luma, u, v));
    store16<kWhole>(at + plane, mask, channel16(c1, luma, u, v));
    store16<kWhole>(at + 2 * plane, mask, channel16(c2, luma, u, v));
    at += kLanes;
    ++block;
  };
  const Taps luma = load(block->luma), chroma = load(block->chroma);
  const FewTapsBlock* whole = block + width / kLanes;
  for (const auto* end = block + std::min(tables.alike, width / kLanes); block < end;)
    sample16.template operator()<true>(luma, chroma, {});
  while (block < whole)
    sample16.template operator()<true>(load(block->luma), load(block->chroma), {});
  if (width % kLanes != 0) {
    const auto mask = static_cast<__mmask16>((1U << (width % kLanes)) - 1U);
    sample16.template operator()<false>(load(block->luma), load(block->chroma), mask);
  }
}

template <int kLumaRows, int kChromaRows, bool kPairs, bool kInterleaved>
void sample_rows(const LetterboxPixel& pixel, const FewTapsTables& tables, int width, int height) {
  for (int y = 0; y < height; ++y) {
    if (!kPairs && is_even(pixel, y))
      sample_row<kLumaRows, kChromaRows, kPairs, kInterleaved, true>(pixel, tables, width, y);
    else
      sample_row<kLumaRows, kChromaRows, kPairs, kInterleaved, false>(pixel, tables, width, y);
  }
}

using Sampler = void (*)(const LetterboxPixel&, const FewTapsTables&, int, int);
constexpr std::size_t kSamplers = std::size_t{kMostLumaRows} * kMostChromaRows * 4;

template <std::size_t... kI>
constexpr std::array<Sampler, kSamplers> all_samplers(std::index_sequence<kI...>) {
  return {sample_rows < static_cast<int>(kI / 4 % kMostLumaRows) + 1,
          static_cast<int>(kI / 4 / kMostLumaRows) + 1, (kI & 1) != 0, (kI & 2) != 0 > ...};
}

}  // namespace

void sample_few_taps(const LetterboxPixel& pixel, const FewTapsTables& tables, int width,
                     int height) {
  static constexpr auto kAll = all_samplers(std::make_index_sequence<kSamplers>());
  const int rows = pixel.luma.taps_y - 1 + (pixel.u.taps_y - 1) * kMostLumaRows;
  const int which = rows * 4 + (tables.pairs ? 1 : 0) + (pixel.u.step == 2 ? 2 : 0);
  kAll[static_cast<std::size_t>(which)](pixel, tables, width, height);
}

#else
void sample_few_taps(const LetterboxPixel&, const FewTapsTables&, int, int) {}
#endif

}  // namespace touchline
