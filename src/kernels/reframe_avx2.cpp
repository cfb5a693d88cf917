#include "kernels/reframe_avx2.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cstring>

namespace touchline {

namespace {

constexpr int kLanes = 16, kHalf = 8, kLoad = 16, kAhead = 1;

/// 16-byte loads that reach what one pair of taps of kHalf neighbouring bytes wants, at most.
int loads_of(const ResampleAxis& axis, int step) {
  const auto outputs = static_cast<int>(axis.first.size());
  int bytes = 0;
  for (int x = 0; x < outputs; x += kHalf / step) {
    const int last = std::min(x + kHalf / step, outputs) - 1;
    const int samples =
        axis.first[static_cast<std::size_t>(last)] - axis.first[static_cast<std::size_t>(x)] + 2;
    bytes = std::max(bytes, samples * step);
  }
  return (bytes + kLoad - 1) / kLoad;
}

/// Where the loads of a pair lie in its row.
struct Loads {
  int from, row_bytes;
  [[nodiscard]] int offset(int load) const {
    return std::min(from + load * kLoad, row_bytes - kLoad);
  }
};

/// Weight `weight` of byte `byte` into slot `at` of the term whose load reaches it.
void put(ReframeAvx2::Term* terms, const Loads& loads, int half, int at, int byte, int weight) {
  if (weight == 0) return;
  const int load = (byte - loads.from) / kLoad;
  terms[load].index[half * kLoad + at] = static_cast<std::uint8_t>(byte - loads.offset(load));
  terms[load].weight[half * kLoad + at] = static_cast<std::uint8_t>(weight);
}

}  // namespace

bool ReframeAvx2::plan(const ResampleAxis& axis, int step, int row_bytes) {
  usable_ = row_bytes >= kLoad;
  if (!usable_) return false;
  const auto outputs = static_cast<int>(axis.first.size()) * step;
  const int pairs = (axis.taps + 1) / 2, loads = loads_of(axis, step);
  terms_ = pairs * loads;
  blocks_ = (outputs + kLanes - 1) / kLanes;
  table_.assign(static_cast<std::size_t>(blocks_ * terms_), Term{});
  for (int begin = 0; begin < outputs; begin += kHalf) {
    Term* terms = table_.data() + begin / kLanes * terms_;
    const int half = begin / kHalf % 2, end = std::min(begin + kHalf, outputs);
    for (int pair = 0; pair < pairs; ++pair, terms += loads) {
      const Loads of{(axis.first[static_cast<std::size_t>(begin / step)] + 2 * pair) * step,
                     row_bytes};
      for (int load = 0; load < loads; ++load) terms[load].offset[half] = of.offset(load);
      for (int out = begin; out < end; ++out) {
        const int x = out / step, at = 2 * (out - begin);
        const int byte = (axis.first[static_cast<std::size_t>(x)] + 2 * pair) * step + out % step;
        const std::int16_t* weights = axis.of(x) + 2 * pair;
        const int first = weights[0], second = 2 * pair + 1 < axis.taps ? weights[1] : 0;
        // A weight that is all does not fit into a byte: half of it twice.
        const int only = first == axis.total ? byte : byte + step;
        const bool one = first == axis.total || second == axis.total;
        put(terms, of, half, at, one ? only : byte, one ? axis.total / 2 : first);
        put(terms, of, half, at + 1, one ? only : byte + step, one ? axis.total / 2 : second);
      }
    }
  }
  return true;
}

#if defined(__x86_64__)

#define TL_AVX2 __attribute__((target("avx2")))
#define TL_AVX2_INLINE TL_AVX2 __attribute__((always_inline)) inline

bool reframe_avx2_supported() { return __builtin_cpu_supports("avx2"); }

namespace {

TL_AVX2_INLINE __m128i load128(const std::uint8_t* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
TL_AVX2_INLINE __m256i load256(const void* at) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(at));
}

/// Samples count from 128, so that weights may take all 8 bits and sums up to 256 * 128 fit 16.
TL_AVX2_INLINE __m256i products(const std::uint8_t* row, const ReframeAvx2::Term& term) {
  const __m256i bytes = _mm256_inserti128_si256(
      _mm256_castsi128_si256(load128(row + term.offset[0])), load128(row + term.offset[1]), 1);
  const __m256i samples = _mm256_xor_si256(bytes, _mm256_set1_epi8(-128));
  return _mm256_maddubs_epi16(load256(term.weight),
                              _mm256_shuffle_epi8(samples, load256(term.index)));
}

/// A row is too short for the CPU to see the pattern. Past the plane's end this does nothing.
TL_AVX2_INLINE void prefetch(const std::uint8_t* row, std::ptrdiff_t offset) {
  const auto at = reinterpret_cast<std::uintptr_t>(row) + static_cast<std::uintptr_t>(offset);
  _mm_prefetch(reinterpret_cast<const char*>(at), _MM_HINT_T0);
}

/// Weighted sums of one row; kTerms: where it is known.
template <int kTerms>
TL_AVX2 void sum_row(const std::uint8_t* row, std::ptrdiff_t next, const ReframeAvx2::Term* terms,
                     int count, int blocks, std::int16_t* out) {
  const int known = kTerms > 0 ? kTerms : count;
  for (int block = 0; block < blocks; ++block, terms += known, out += kLanes) {
    prefetch(row, next + terms[0].offset[0]);
    __m256i sum = products(row, terms[0]);
    for (int i = 1; i < known; ++i) sum = _mm256_add_epi16(sum, products(row, terms[i]));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), sum);
  }
}

using RowSummer = void (*)(const std::uint8_t*, std::ptrdiff_t, const ReframeAvx2::Term*, int, int,
                           std::int16_t*);
RowSummer row_summer(int terms) {
  return terms == 1 ? sum_row<1> : terms == 2 ? sum_row<2> : terms == 3 ? sum_row<3> : sum_row<0>;
}

/// Rows of sums that one row of the picture is made of: `taps` from `first` on, in a ring of
/// `ring`.
struct Rows {
  const std::int16_t* sums;
  std::ptrdiff_t pitch;
  int ring, first, taps;
  const std::int16_t* weights;

  [[nodiscard]] const std::int16_t* row(int tap) const {
    return sums + (first + tap) % ring * pitch;
  }
};

struct RowPair {
  const std::int16_t *a, *b;
  std::int32_t weights;
};

/// 16 samples of the picture in 16 bits each.
template <int kPairs>
TL_AVX2_INLINE __m256i column16(const RowPair* pairs, int count, int x) {
  // Half of the last place, and the 128 that samples count from.
  __m256i low = _mm256_set1_epi32((1 << (kReframeShift - 1)) + (128 << kReframeShift));
  __m256i high = low;
  const int known = kPairs > 0 ? kPairs : count;
  for (int i = 0; i < known; ++i) {
    const __m256i a = load256(pairs[i].a + x), b = load256(pairs[i].b + x);
    const __m256i weights = _mm256_set1_epi32(pairs[i].weights);
    low = _mm256_add_epi32(low, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), weights));
    high = _mm256_add_epi32(high, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), weights));
  }
  return _mm256_packs_epi32(_mm256_srli_epi32(low, kReframeShift),
                            _mm256_srli_epi32(high, kReframeShift));
}

template <int kPairs>
TL_AVX2 void join_rows(const RowPair* pairs, int count, int bytes, std::uint8_t* to) {
  constexpr int kBytes = 2 * kLanes;
  for (int x = 0; x < bytes; x += kBytes) {
    const __m256i joined =
        _mm256_permute4x64_epi64(_mm256_packus_epi16(column16<kPairs>(pairs, count, x),
                                                     column16<kPairs>(pairs, count, x + kLanes)),
                                 _MM_SHUFFLE(3, 1, 2, 0));
    if (bytes - x >= kBytes) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + x), joined);
    } else {
      alignas(32) std::uint8_t rest[kBytes];
      _mm256_store_si256(reinterpret_cast<__m256i*>(rest), joined);
      std::memcpy(to + x, rest, static_cast<std::size_t>(bytes - x));
    }
  }
}

void join(const Rows& rows, std::vector<RowPair>& pairs, int bytes, std::uint8_t* to) {
  pairs.clear();
  for (int tap = 0; tap < rows.taps; tap += 2) {
    const bool both = tap + 1 < rows.taps;
    const std::int32_t low = rows.weights[tap], high = both ? rows.weights[tap + 1] : 0;
    pairs.push_back({rows.row(tap), rows.row(both ? tap + 1 : tap), low | high << 16});
  }
  const auto count = static_cast<int>(pairs.size());
  const auto joiner = count == 1 ? join_rows<1> : count == 2 ? join_rows<2> : join_rows<0>;
  joiner(pairs.data(), count, bytes, to);
}

}  // namespace

void ReframeAvx2::sample(const ReframeChannel& channel) {
  const TapPlane& from = channel.from;
  const int ring = from.taps_y, blocks = blocks_ + blocks_ % 2;  // joined two blocks at a time
  const std::ptrdiff_t pitch = std::ptrdiff_t{blocks} * kLanes;
  rows_.resize(static_cast<std::size_t>(ring * pitch));
  const RowSummer summer = row_summer(terms_);
  std::vector<RowPair> pairs;
  for (int y = 0, next = 0; y < channel.height; ++y) {
    const int first = from.first_y[y];
    for (next = std::max(next, first); next < first + ring; ++next)
      summer(from.data + next * from.pitch, from.pitch * kAhead, table_.data(), terms_, blocks_,
             rows_.data() + next % ring * pitch);
    join({rows_.data(), pitch, ring, first, ring, from.weights_y + y * ring}, pairs,
         channel.width * from.step, channel.to + y * channel.pitch);
  }
}

#else

bool reframe_avx2_supported() { return false; }
void ReframeAvx2::sample(const ReframeChannel&) {}

#endif

}  // namespace touchline
