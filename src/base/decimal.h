// Fast text of numbers, with a fixed number of decimals.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

namespace touchline {

inline void append_integer(std::string& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

/// The double nearest to `value` rounded to `Decimals` places: what append_decimal() writes, read
/// back. |value| must stay below 1e12.
template <int Decimals>
double round_decimal(double value) {
  static_assert(Decimals >= 1 && Decimals <= 6);
  constexpr double kScale[] = {1, 10, 100, 1000, 1e4, 1e5, 1e6};
  const double scaled = value * kScale[Decimals];
  const auto steps = static_cast<std::int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
  return static_cast<double>(steps) / kScale[Decimals];
}

/// Writes `value` rounded to `Decimals` places, without trailing zeros, and returns the end: 1.5,
/// -0.25, 3. Reading it back gives the double nearest to that decimal. What is no number, or not
/// below 1e12, is written as null, for JSON has no word for it. At most 24 characters.
template <int Decimals>
char* write_decimal(char* to, double value) {
  static_assert(Decimals >= 1 && Decimals <= 6);
  constexpr int kScale[] = {1, 10, 100, 1000, 10'000, 100'000, 1'000'000};
  constexpr std::uint64_t kOne = kScale[Decimals];
  if (!(std::abs(value) < 1e12)) {
    std::memcpy(to, "null", 4);
    return to + 4;
  }
  const double scaled = value * kScale[Decimals];
  const auto steps = static_cast<std::int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
  if (steps < 0) *to++ = '-';
  const auto size = static_cast<std::uint64_t>(steps < 0 ? -steps : steps);
  const std::uint64_t whole = size / kOne;
  auto fraction = static_cast<unsigned>(size % kOne);
  if (whole < 10)
    *to++ = static_cast<char>('0' + whole);
  else
    to = std::to_chars(to, to + 20, whole).ptr;
  if (fraction == 0) return to;
  *to = '.';
  int last = 0;  // place of the last digit that is not 0
  for (int i = Decimals; i >= 1; --i, fraction /= 10) {
    to[i] = static_cast<char>('0' + fraction % 10);
    if (last == 0 && to[i] != '0') last = i;
  }
  return to + last + 1;
}

template <int Decimals>
void append_decimal(std::string& out, double value) {
  char text[32];
  out.append(text, write_decimal<Decimals>(text, value));
}

}  // namespace touchline
