#include "base/json_line.h"

#include <fmt/compile.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/utf8.h"

namespace touchline {
namespace {

/// The letter of JSON's short escapes; 0: there is none.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    default:
      return 0;
  }
}

constexpr std::size_t kMostOfCharacter = 6;  // \u001f
constexpr std::size_t kMostOfNumber = 64;

/// Returns the end.
char* escape(char* to, char c) {
  constexpr char kHex[] = "0123456789abcdef";
  *to++ = '\\';
  if (const char letter = short_escape(c)) {
    *to++ = letter;
    return to;
  }
  std::memcpy(to, "u00", 3);
  to[3] = kHex[static_cast<unsigned char>(c) >> 4];
  to[4] = kHex[c & 15];
  return to + 5;
}

}  // namespace

void JsonLine::grow(std::size_t most) {
  constexpr std::size_t kFirst = 1024;
  const auto used = static_cast<std::size_t>(at_ - memory_.data());
  memory_.resize(std::max({kFirst, 2 * memory_.size(), used + most}));
  at_ = memory_.data() + used;
  end_ = memory_.data() + memory_.size();
}

JsonLine& JsonLine::text_key(std::string_view name) {
  string(name);
  *room(1) = ':';
  ++at_;
  comma_ = false;
  return *this;
}

void JsonLine::new_line() {
  char* const to = place(1);
  *to = '\n';
  at_ = to + 1;
  comma_ = false;
}

void JsonLine::string(std::string_view value) {
  char* const begin = place(kMostOfCharacter * value.size() + 2);
  char* to = begin;
  unsigned char all = 0;
  *to++ = '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    all |= byte;
    if (byte < 0x20 || c == '"' || c == '\\')
      to = escape(to, c);
    else
      *to++ = c;
  }
  *to++ = '"';
  if (all >= 0x80 && !valid_utf8(value)) {
    comma_ = begin != at_;  // once more
    return string(to_valid_utf8(value));
  }
  at_ = to;
}

template <class Value>
void JsonLine::shortest(Value value) {
  if (!std::isfinite(value)) return null();
  at_ = fmt::format_to(place(kMostOfNumber), FMT_COMPILE("{}"), value);
}

void JsonLine::number(double value) { shortest(value); }
void JsonLine::number(float value) { shortest(value); }

void JsonLine::real(double value) {
  if (!std::isfinite(value)) return null();
  char* const to = place(kMostOfNumber);
  at_ = nlohmann::detail::to_chars(to, to + kMostOfNumber, value);
}

void JsonLine::numbers(std::span<const double> values) {
  begin_array();
  for (const double value : values) number(value);
  end_array();
}

void JsonLine::integers(std::span<const std::int64_t> values) {
  begin_array();
  for (const auto value : values) integer(value);
  end_array();
}

void JsonLine::why(std::string_view field, std::string_view reason) {
  for (const auto& kept : reasons_)
    if (kept.field == field) return;
  reasons_.push_back({field, reason});
}

void JsonLine::why_null() {
  key("why_null").begin_object();
  for (const auto& [field, reason] : reasons_) text_key(field).string(reason);
  end_object();
  reasons_.clear();
}

}  // namespace touchline
