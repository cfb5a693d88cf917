#include "kernels/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "kernels/half_rows.h"

namespace touchline {
namespace {

/// By the format's definition: sign, 5 bits of exponent, 10 of fraction.
double value_of(unsigned bits) {
  const unsigned exponent = bits >> 10U & 31U, fraction = bits & 1023U;
  const double magnitude = exponent == 31  ? (fraction ? NAN : INFINITY)
                           : exponent == 0 ? std::ldexp(fraction, -24)
                                           : std::ldexp(1024 + fraction, int(exponent) - 25);
  return bits & 0x8000U ? -magnitude : magnitude;
}

TEST(Half, EveryHalfIsItsValueAndComesBack) {
  for (unsigned bits = 0; bits < 65536; ++bits) {
    const float value = from_half(static_cast<std::uint16_t>(bits));
    const double want = value_of(bits);
    if (std::isnan(want)) {
      ASSERT_TRUE(std::isnan(value)) << bits;
      ASSERT_EQ(half_bits(value), 0x7FFF) << bits;
      continue;
    }
    ASSERT_EQ(value, want) << bits;
    ASSERT_EQ(std::signbit(value), (bits & 0x8000U) != 0) << bits;
    ASSERT_EQ(half_bits(value), bits);
  }
}

TEST(Half, RoundsToNearestEvenBetweenNeighbours) {
  for (unsigned bits = 0; bits < 0x7BFF; ++bits) {  // to the last finite pair
    const double low = value_of(bits), high = value_of(bits + 1);
    const auto middle = static_cast<float>((low + high) / 2);
    const auto even = bits + (bits & 1U);
    ASSERT_EQ(half_bits(middle), even) << bits;
    ASSERT_EQ(half_bits(-middle), even | 0x8000U) << bits;
    ASSERT_EQ(half_bits(std::nextafterf(middle, 0.0F)), bits) << bits;
    ASSERT_EQ(half_bits(std::nextafterf(middle, 1e9F)), bits + 1) << bits;
  }
}

TEST(Half, RowsAreTheSameNumbers) {
  std::vector<std::uint16_t> halves(65536 + 3);  // no whole vectors
  std::iota(halves.begin(), halves.end(), std::uint16_t{0});
  for (const std::size_t first : {0, 1}) {
    const std::span<const std::uint16_t> row = std::span(halves).subspan(first);
    std::vector<float> got(row.size() + 1, 7.0F);
    widen_halves(row, got.data());
    for (std::size_t i = 0; i < row.size(); ++i) {
      const float want = from_half(row[i]);
      if (std::isnan(want))
        ASSERT_TRUE(std::isnan(got[i])) << row[i];
      else
        ASSERT_EQ(std::bit_cast<std::uint32_t>(got[i]), std::bit_cast<std::uint32_t>(want))
            << row[i];
    }
    EXPECT_EQ(got.back(), 7.0F) << "nothing behind the row is written";
  }
}

TEST(Half, Ends) {
  EXPECT_EQ(half_bits(65519.996F), 0x7BFF);
  EXPECT_EQ(half_bits(65520.0F), 0x7C00) << "half way to the next is infinity";
  EXPECT_EQ(half_bits(-1e30F), 0xFC00);
  EXPECT_EQ(half_bits(INFINITY), 0x7C00);
  EXPECT_EQ(half_bits(-0.0F), 0x8000);
  EXPECT_EQ(half_bits(std::numeric_limits<float>::denorm_min()), 0);
  EXPECT_EQ(half_bits(std::ldexp(1.0F, -25)), 0) << "a tie, to even";
  EXPECT_EQ(half_bits(std::ldexp(1.001F, -25)), 1);
  EXPECT_EQ(half_pair(1, -2), 0xC0003C00U);
}

}  // namespace
}  // namespace touchline
