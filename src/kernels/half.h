// Half precision (IEEE 754 binary16) as bits: the same on every device.
#pragma once

#include <bit>
#include <cstdint>

#include "base/portable.h"

namespace touchline {

/// `value` rounded to nearest even; beyond 65504 infinity, NaN 0x7FFF: as a GPU's conversion does.
TL_HD inline std::uint16_t half_bits(float value) {
#if defined(__CUDA_ARCH__)
  std::uint16_t bits;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
  return bits;
#else
  constexpr std::uint32_t kInfinity = 0x7F800000U, kTooLarge = 0x47800000U, kNormal = 0x38800000U;
  const auto all = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (all >> 16U) & 0x8000U, magnitude = all & 0x7FFFFFFFU;
  if (magnitude > kInfinity) return 0x7FFF;
  std::uint32_t bits = 0x7C00U;
  if (magnitude < kNormal) {
    // Beside one half, a float's last bit is worth what a half's least number is.
    const float beside = std::bit_cast<float>(magnitude) + 0.5F;
    bits = std::bit_cast<std::uint32_t>(beside) - std::bit_cast<std::uint32_t>(0.5F);
  } else if (magnitude < kTooLarge) {
    const std::uint32_t odd = (magnitude >> 13U) & 1U;
    bits = (magnitude - 0x38000000U + 0xFFFU + odd) >> 13U;  // may carry into infinity
  }
  return static_cast<std::uint16_t>(sign | bits);
#endif
}

/// The number that `bits` is, exactly.
TL_HD inline float from_half(std::uint16_t bits) {
#if defined(__CUDA_ARCH__)
  float value;
  asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
  return value;
#else
  const std::uint32_t sign = (bits & 0x8000U) << 16U, exponent = (bits >> 10U) & 31U,
                      fraction = bits & 0x3FFU;
  if (exponent == 0) {
    constexpr float kLeast = 1.0F / 16777216;
    return std::bit_cast<float>(
        sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * kLeast));
  }
  const std::uint32_t widened = exponent == 31 ? 0x7F800000U : (exponent + 112U) << 23U;
  return std::bit_cast<float>(sign | widened | fraction << 13U);
#endif
}

/// Two of them in a word, `low` in its lower half.
TL_HD inline std::uint32_t half_pair(float low, float high) {
#if defined(__CUDA_ARCH__)
  std::uint32_t pair;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
#else
  return half_bits(low) | std::uint32_t{half_bits(high)} << 16U;
#endif
}

/// A sample of a tensor.
struct Half {
  std::uint16_t bits;
};
TL_HD inline float to_float(float sample) { return sample; }
TL_HD inline float to_float(Half sample) { return from_half(sample.bits); }

}  // namespace touchline
