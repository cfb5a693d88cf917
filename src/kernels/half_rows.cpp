#include "kernels/half_rows.h"

#include <algorithm>

#include "kernels/half.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace touchline {
namespace {

#if defined(__x86_64__)
/// Every processor with AVX2 has it; not every compiler can ask for it by name.
bool has_f16c() { return __builtin_cpu_supports("avx2"); }

/// As far as whole vectors reach; how many numbers that is.
__attribute__((target("avx,f16c"))) std::size_t widen_eights(std::span<const std::uint16_t> from,
                                                             float* to) {
  std::size_t i = 0;
  for (; i + 8 <= from.size(); i += 8)
    _mm256_storeu_ps(to + i,
                     _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(&from[i]))));
  return i;
}
#else
bool has_f16c() { return false; }
std::size_t widen_eights(std::span<const std::uint16_t>, float*) { return 0; }
#endif

}  // namespace

void widen_halves(std::span<const std::uint16_t> from, float* to) {
  static const bool by_eights = has_f16c();
  const std::size_t done = by_eights ? widen_eights(from, to) : 0;
  const auto rest = from.subspan(done);
  std::transform(rest.begin(), rest.end(), to + done, from_half);
}

}  // namespace touchline
