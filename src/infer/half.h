// Sixteen-bit floats (IEEE binary16) on the host, where they only pass through. Private to infer.
#pragma once

#include <bit>
#include <cstdint>

namespace touchline {

inline constexpr float kLargestHalf = 65504.0F;

/// Round to nearest, ties to even; what is too large becomes infinite.
constexpr std::uint16_t to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16U & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return static_cast<std::uint16_t>(sign | 0x7E00U);   // not a number
  if (magnitude >= 0x477FF000U) return static_cast<std::uint16_t>(sign | 0x7C00U);  // >= 65520
  std::uint32_t half = 0;
  if (magnitude < 0x38800000U) {  // below 2^-14: a float's own rounding, at 2^-24 a step
    const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
    half = std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(0.5F);
  } else {
    const std::uint32_t odd = magnitude >> 13U & 1U;
    half = (magnitude - 0x38000000U + 0xFFFU + odd) >> 13U;
  }
  return static_cast<std::uint16_t>(sign | half);
}

/// Exact.
constexpr float from_half(std::uint16_t half) {
  const std::uint32_t sign = std::uint32_t{half & 0x8000U} << 16U;
  // The same exponent and fraction read as a float are 2^112 times too small, also below 2^-14.
  constexpr std::uint32_t kInfinite = 0x7C00U;
  const std::uint32_t magnitude = half & 0x7FFFU;
  if (magnitude >= kInfinite)
    return std::bit_cast<float>(sign | 0x7F800000U | (magnitude - kInfinite) << 13U);
  const float scaled =
      std::bit_cast<float>(magnitude << 13U) * std::bit_cast<float>(std::uint32_t{239} << 23U);
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(scaled));
}

}  // namespace touchline
