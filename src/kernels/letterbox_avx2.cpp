// The AVX2 letterbox: rows become 16-bit sums by byte products, pairs of rows 32-bit sums by 16-bit
// products. All sums are integers below 2^31, so their order is free.
#include "kernels/letterbox_avx2.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>

namespace touchline {

#if defined(__x86_64__)

#define TL_AVX2 __attribute__((target("avx2,fma")))
#define TL_AVX2_INLINE TL_AVX2 __attribute__((always_inline)) inline

bool letterbox_avx2_supported() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

namespace {

using Kind = PairTable::Kind;
constexpr int kLanes = 16;

/// One plane at one output row.
struct PlaneRow {
  const std::uint8_t* base;  ///< first source row, without the functor's channel offset
  std::ptrdiff_t pitch;
  const std::int16_t* weights;
  int taps;
  const PairTerm* terms;
  int count;  ///< terms per vector
};

PlaneRow plane_row(const TapPlane& plane, const PairTable& table, int y, int channel) {
  return {plane.data - channel + plane.first_y[y] * plane.pitch,
          plane.pitch,
          plane.weights_y + y * plane.taps_y,
          plane.taps_y,
          table.blocks.data(),
          table.terms};
}

/// 16 outputs as integers, then as floats.
struct Sum {
  __m256i low, high;
};
struct Floats {
  __m256 low, high;
};
struct Lines {
  __m256i first, second;  ///< of Kind::joint U and V; otherwise the same twice
};

TL_AVX2_INLINE __m128i load128(const std::uint8_t* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

TL_AVX2_INLINE __m256i products(const std::uint8_t* row, const PairTerm& term) {
  const __m256i bytes = _mm256_inserti128_si256(
      _mm256_castsi128_si256(load128(row + term.offset[0])), load128(row + term.offset[1]), 1);
  const auto index = _mm256_load_si256(reinterpret_cast<const __m256i*>(term.index));
  const auto weight = _mm256_load_si256(reinterpret_cast<const __m256i*>(term.weight));
  return _mm256_maddubs_epi16(_mm256_shuffle_epi8(bytes, index), weight);
}

template <bool kOne>
TL_AVX2_INLINE __m256i sum_of(const std::uint8_t* row, const PairTerm* terms, int count) {
  __m256i sum = products(row, terms[0]);
  if constexpr (!kOne) {
    for (int i = 1; i < count; ++i) sum = _mm256_add_epi16(sum, products(row, terms[i]));
  }
  return sum;
}

/// One source row of a block, in the order PairTable states.
template <Kind kKind, bool kOne>
TL_AVX2_INLINE Lines line16(const std::uint8_t* row, const PairTerm* terms, int count) {
  const __m256i a = sum_of<kOne>(row, terms, count);
  if constexpr (kKind == Kind::pairs) {
    const __m256i sums = _mm256_permute4x64_epi64(a, _MM_SHUFFLE(3, 1, 2, 0));
    return {sums, sums};
  } else {
    const __m256i b = sum_of<kOne>(row, terms + (kOne ? 1 : count), count);
    if constexpr (kKind == Kind::joint)
      return {_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b)};
    const __m256i sums = _mm256_hadd_epi16(a, b);
    return {sums, sums};
  }
}

TL_AVX2_INLINE Sum add_rows(const Sum& sum, __m256i a, __m256i b, __m256i weights) {
  return {_mm256_add_epi32(sum.low, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), weights)),
          _mm256_add_epi32(sum.high, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), weights))};
}

/// Two 16-bit weights in every 32-bit lane.
TL_AVX2_INLINE __m256i weight_pair(int low, int high) {
  return _mm256_set1_epi32(
      static_cast<int>(static_cast<std::uint32_t>(low) | static_cast<std::uint32_t>(high) << 16));
}

/// The same place in the rows of the next output row, about: a row is too short for the CPU to see
/// the pattern. Past the plane's end this does nothing.
TL_AVX2_INLINE void prefetch_next(const PlaneRow& p, std::ptrdiff_t offset) {
  auto next = reinterpret_cast<std::uintptr_t>(p.base);
  next += static_cast<std::uintptr_t>(p.taps * p.pitch + offset);
  for (int j = 0; j < p.taps; ++j, next += static_cast<std::uintptr_t>(p.pitch))
    _mm_prefetch(reinterpret_cast<const char*>(next), _MM_HINT_T0);
}

/// Weighted sums of 16 outputs of one plane, or of the two planes of Kind::joint.
template <Kind kKind, bool kOne>
TL_AVX2_INLINE void sum16(const PlaneRow& p, int block, Sum& first, Sum& second) {
  const __m256i zero = _mm256_setzero_si256();
  const PairTerm* terms = p.terms + block * p.count * (kKind == Kind::pairs ? 1 : 2);
  const std::uint8_t* row = p.base;
  prefetch_next(p, terms[0].offset[0]);
  first = second = {zero, zero};
  int j = 0;
  for (; j + 1 < p.taps; j += 2, row += 2 * p.pitch) {
    const Lines a = line16<kKind, kOne>(row, terms, p.count);
    const Lines b = line16<kKind, kOne>(row + p.pitch, terms, p.count);
    const __m256i weights = weight_pair(p.weights[j], p.weights[j + 1]);
    first = add_rows(first, a.first, b.first, weights);
    if constexpr (kKind == Kind::joint) second = add_rows(second, a.second, b.second, weights);
  }
  if (j == p.taps) return;
  const Lines a = line16<kKind, kOne>(row, terms, p.count);
  const __m256i weights = weight_pair(p.weights[j], 0);
  first = add_rows(first, a.first, zero, weights);
  if constexpr (kKind == Kind::joint) second = add_rows(second, a.second, zero, weights);
}

TL_AVX2_INLINE Floats to_floats(const Sum& sum) {
  return {_mm256_cvtepi32_ps(sum.low), _mm256_cvtepi32_ps(sum.high)};
}

TL_AVX2_INLINE __m256 channel8(const ChannelAffine& k, __m256 y, __m256 u, __m256 v) {
  __m256 value = _mm256_fmadd_ps(_mm256_set1_ps(k.y), y, _mm256_set1_ps(k.bias));
  value = _mm256_fmadd_ps(_mm256_set1_ps(k.u), u, value);
  value = _mm256_fmadd_ps(_mm256_set1_ps(k.v), v, value);
  return _mm256_min_ps(_mm256_max_ps(value, _mm256_set1_ps(k.low)), _mm256_set1_ps(k.high));
}

TL_AVX2_INLINE void store16(const ChannelAffine& k, const Floats& y, const Floats& u,
                            const Floats& v, int lanes, float* at) {
  const __m256 low = channel8(k, y.low, u.low, v.low), high = channel8(k, y.high, u.high, v.high);
  if (lanes == kLanes) {
    _mm256_storeu_ps(at, low);
    _mm256_storeu_ps(at + 8, high);
    return;
  }
  alignas(32) float all[kLanes];
  _mm256_store_ps(all, low);
  _mm256_store_ps(all + 8, high);
  std::copy(all, all + lanes, at);
}

enum class Chroma { none, joint, pairs, quads };

template <Kind kLuma, Chroma kChroma, bool kOne>
TL_AVX2 void sample_rows(const LetterboxPixel& pixel, const PairTables& tables, int width,
                         int height) {
  // Copies: a float store could otherwise alias them.
  const ChannelAffine c0 = pixel.channel[0], c1 = pixel.channel[1], c2 = pixel.channel[2];
  const std::ptrdiff_t plane = pixel.out_channel;
  for (int y = 0; y < height; ++y) {
    const PlaneRow luma = plane_row(pixel.luma, tables.luma, y, 0);
    const bool separate = kChroma == Chroma::pairs || kChroma == Chroma::quads;
    const PlaneRow u = kChroma == Chroma::none ? luma : plane_row(pixel.u, tables.u, y, 0);
    const PlaneRow v = separate ? plane_row(pixel.v, tables.v, y, pixel.v.step - 1) : u;
    float* at = pixel.out + y * pixel.out_row;
    for (int x = 0, block = 0; x < width; x += kLanes, at += kLanes, ++block) {
      Sum ys, us{_mm256_setzero_si256(), _mm256_setzero_si256()}, vs = us, unused;
      sum16<kLuma, kOne>(luma, block, ys, unused);
      if constexpr (kChroma == Chroma::joint) sum16<Kind::joint, kOne>(u, block, us, vs);
      if constexpr (kChroma == Chroma::pairs) {
        sum16<Kind::pairs, kOne>(u, block, us, unused);
        sum16<Kind::pairs, kOne>(v, block, vs, unused);
      }
      if constexpr (kChroma == Chroma::quads) {
        sum16<Kind::quads, kOne>(u, block, us, unused);
        sum16<Kind::quads, kOne>(v, block, vs, unused);
      }
      const Floats yf = to_floats(ys), uf = to_floats(us), vf = to_floats(vs);
      const int lanes = std::min(kLanes, width - x);
      store16(c0, yf, uf, vf, lanes, at);
      store16(c1, yf, uf, vf, lanes, at + plane);
      store16(c2, yf, uf, vf, lanes, at + 2 * plane);
    }
  }
}

using Sampler = void (*)(const LetterboxPixel&, const PairTables&, int, int);

template <Kind kLuma, bool kOne>
Sampler sampler_of(Chroma chroma) {
  switch (chroma) {
    case Chroma::none:
      return sample_rows<kLuma, Chroma::none, kOne>;
    case Chroma::joint:
      return sample_rows<kLuma, Chroma::joint, kOne>;
    case Chroma::pairs:
      return sample_rows<kLuma, Chroma::pairs, kOne>;
    case Chroma::quads:
      break;
  }
  return sample_rows<kLuma, Chroma::quads, kOne>;
}

Chroma chroma_of(const LetterboxPixel& pixel, const PairTables& tables) {
  if (pixel.gray) return Chroma::none;
  if (tables.u.kind == Kind::joint) return Chroma::joint;
  return tables.u.kind == Kind::pairs ? Chroma::pairs : Chroma::quads;
}

}  // namespace

void sample_avx2(const LetterboxPixel& pixel, const PairTables& tables, int width, int height) {
  const Chroma chroma = chroma_of(pixel, tables);
  const bool one = std::max({tables.luma.terms, tables.u.terms, tables.v.terms}) == 1;
  const bool pairs = tables.luma.kind == Kind::pairs;
  const Sampler sampler =
      pairs
          ? (one ? sampler_of<Kind::pairs, true>(chroma) : sampler_of<Kind::pairs, false>(chroma))
          : (one ? sampler_of<Kind::quads, true>(chroma) : sampler_of<Kind::quads, false>(chroma));
  sampler(pixel, tables, width, height);
}

#else

bool letterbox_avx2_supported() { return false; }
void sample_avx2(const LetterboxPixel&, const PairTables&, int, int) {}

#endif

}  // namespace touchline
