// Fast text for records: numbers with a fixed number of decimals, quoted strings.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

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

/// `value` rounded to `Decimals` places, without trailing zeros: 1.5, -0.25, 3. Reading it back
/// gives the double nearest to that decimal. |value| must stay below 1e12; what is no number is
/// written as null, for JSON has no word for it.
template <int Decimals>
void append_decimal(std::string& out, double value) {
  static_assert(Decimals >= 1 && Decimals <= 6);
  constexpr int kScale[] = {1, 10, 100, 1000, 10'000, 100'000, 1'000'000};
  if (!(std::abs(value) < 1e12)) {
    out += "null";
    return;
  }
  const double scaled = value * kScale[Decimals];
  const auto steps = static_cast<std::int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
  auto rest = static_cast<std::uint64_t>(steps < 0 ? -steps : steps);
  char text[32];
  char* const end = text + sizeof text;
  char* begin = end;
  char* last = end;  // behind the last digit that is kept
  for (int i = 0; i < Decimals; ++i, rest /= 10) {
    *--begin = static_cast<char>('0' + rest % 10);
    if (*begin == '0' && last == begin + 1) last = begin;
  }
  if (last != begin) *--begin = '.';
  do {
    *--begin = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (steps < 0) *--begin = '-';
  out.append(begin, last);
}

/// A JSON string, quoted and escaped.
inline void append_quoted(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace touchline
