#include "kernels/field_votes.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <utility>

namespace touchline {

#if defined(__SSE2__)
namespace {

__m128i load(const std::uint8_t* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
int total(__m128i sums) { return _mm_cvtsi128_si32(sums) + _mm_extract_epi16(sums, 4); }

/// CompareFields::differences(), a row at a time.
FieldDifferences differences(const std::uint8_t* before, const std::uint8_t* now, int width) {
  __m128i within = _mm_setzero_si128();
  __m128i near[2] = {within,
                     within};  // of odd rows with the even ones now, and the other way round
  __m128i above = load(now), row = load(now + width);
  __m128i old_above = load(before), old_row = load(before + width);
  for (int r = 1; r <= CompareFields::kBlock; ++r) {
    const std::ptrdiff_t next = std::ptrdiff_t{r + 1} * width;
    const __m128i below = load(now + next), old_below = load(before + next);
    const __m128i mean = _mm_avg_epu8(above, below), old_mean = _mm_avg_epu8(old_above, old_below);
    within = _mm_add_epi64(within, _mm_sad_epu8(mean, row));
    __m128i &mine = near[(r & 1) ^ 1], &other = near[r & 1];
    mine = _mm_add_epi64(mine, _mm_sad_epu8(mean, old_row));
    other = _mm_add_epi64(other, _mm_sad_epu8(old_mean, row));
    above = std::exchange(row, below);
    old_above = std::exchange(old_row, old_below);
  }
  return {total(within), total(near[0]), total(near[1])};
}

}  // namespace

void compare_fields(const CompareFields& work) {
  for (int i = 0; i < work.blocks(); ++i)
    work.out[i] =
        vote_of(differences(work.before + work.offset(i), work.now + work.offset(i), work.width));
}

#else

void compare_fields(const CompareFields& work) {
  for (int i = 0; i < work.blocks(); ++i) work(i);
}

#endif

}  // namespace touchline
