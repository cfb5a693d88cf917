#include "verbs/peak_loops.h"

#include <cstdint>
#include <cstring>

#include "kernels/avx512.h"

namespace touchline {
namespace {

/// Keeps the compiler from leaving out what nobody reads.
template <class Value>
void keep(const Value& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

constexpr int kChains = 16;  // more than a multiplication's latency times those that run at once

}  // namespace

#if defined(__x86_64__)

namespace {

__attribute__((target("avx512f"))) double f32_avx512(int rounds) {
  __m512 sums[kChains];
  for (auto& sum : sums) sum = _mm512_set1_ps(1.0F);
  const __m512 factor = _mm512_set1_ps(0.9999F), term = _mm512_set1_ps(0.0001F);
  for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
    for (int k = 0; k < kChains; ++k) sums[k] = _mm512_fmadd_ps(sums[k], factor, term);
  }
  keep(sums);
  return 2.0 * 16 * kChains * rounds;
}

__attribute__((target("avx2,fma"))) double f32_avx2(int rounds) {
  constexpr int kFew = 12;  // 16 registers
  __m256 sums[kFew];
  for (auto& sum : sums) sum = _mm256_set1_ps(1.0F);
  const __m256 factor = _mm256_set1_ps(0.9999F), term = _mm256_set1_ps(0.0001F);
  for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
    for (int k = 0; k < kFew; ++k) sums[k] = _mm256_fmadd_ps(sums[k], factor, term);
  }
  keep(sums);
  return 2.0 * 8 * kFew * rounds;
}

__attribute__((target("avx512f,avx512bf16"))) double bf16_avx512(int rounds) {
  __m512 sums[kChains];
  for (auto& sum : sums) sum = _mm512_setzero_ps();
  const auto one = reinterpret_cast<__m512bh>(_mm512_set1_epi16(0x3F80));
  for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
    for (int k = 0; k < kChains; ++k) sums[k] = _mm512_dpbf16_ps(sums[k], one, one);
  }
  keep(sums);
  return 2.0 * 32 * kChains * rounds;
}

__attribute__((target("avx512f,avx512vnni"))) double int8_avx512(int rounds) {
  __m512i sums[kChains];
  for (auto& sum : sums) sum = _mm512_setzero_si512();
  const __m512i ones = _mm512_set1_epi8(1);
  for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
    for (int k = 0; k < kChains; ++k) sums[k] = _mm512_dpbusd_epi32(sums[k], ones, ones);
  }
  keep(sums);
  return 2.0 * 64 * kChains * rounds;
}

__attribute__((target("avx512f"))) void read_avx512(const float* from, std::size_t floats) {
  __m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
  for (std::size_t i = 0; i + 64 <= floats; i += 64) {
    a = _mm512_add_ps(a, _mm512_loadu_ps(from + i));
    b = _mm512_add_ps(b, _mm512_loadu_ps(from + i + 16));
    c = _mm512_add_ps(c, _mm512_loadu_ps(from + i + 32));
    d = _mm512_add_ps(d, _mm512_loadu_ps(from + i + 48));
  }
  const __m512 all = _mm512_add_ps(_mm512_add_ps(a, b), _mm512_add_ps(c, d));
  keep(all);
}

}  // namespace

double multiply_f32(int rounds) {
  if (__builtin_cpu_supports("avx512f")) return f32_avx512(rounds);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return f32_avx2(rounds);
  return 0;
}
double multiply_bf16(int rounds) {
  return __builtin_cpu_supports("avx512bf16") ? bf16_avx512(rounds) : 0;
}
double multiply_int8(int rounds) {
  return __builtin_cpu_supports("avx512vnni") ? int8_avx512(rounds) : 0;
}

double read_all(std::span<float> memory) {
  if (!__builtin_cpu_supports("avx512f")) return 0;
  read_avx512(memory.data(), memory.size());
  return static_cast<double>(memory.size_bytes());
}

#else

double multiply_f32(int) { return 0; }
double multiply_bf16(int) { return 0; }
double multiply_int8(int) { return 0; }
double read_all(std::span<float>) { return 0; }

#endif

double copy_half(std::span<float> memory) {
  const auto half = memory.size() / 2;
  std::memcpy(memory.data() + half, memory.data(), half * sizeof(float));
  keep(*memory.data());
  return 2.0 * static_cast<double>(half * sizeof(float));
}

double triad(std::span<float> memory) {
  const auto third = memory.size() / 3;
  float* const to = memory.data();
  const float *a = to + third, *b = to + 2 * third;
  for (std::size_t i = 0; i < third; ++i) to[i] = a[i] + 0.5F * b[i];
  keep(*to);
  return 3.0 * static_cast<double>(third * sizeof(float));
}

}  // namespace touchline
