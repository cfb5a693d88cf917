// The one writer of JSON lines, and of JSON that is too long to be made as a whole.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/decimal.h"

namespace touchline {

/// A key that stands in the program: checked when it is compiled, so it is written as it is.
class JsonKey {
 public:
  template <std::size_t N>
  consteval JsonKey(const char (&name)[N])  // NOLINT(google-explicit-constructor)
      : name_(name), size_(N - 1) {
    for (const char c : std::string_view(name, N - 1))
      if (c < 0x20 || c == '"' || c == '\\') throw "would have to be escaped";
  }

 private:
  friend class JsonLine;
  const char* name_;
  std::size_t size_;
};

/// Writes one JSON value front to back; commas are placed here. In an object every value follows
/// its key. Strings are valid UTF-8 whatever they are given. The memory is used again for the next
/// value, so in the long run nothing is allocated.
class JsonLine {
 public:
  JsonLine() = default;
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;

  /// What was written since the last call. It stays until more is written. Inside a value this
  /// may be called too: a long one is written piece by piece.
  std::string_view take();

  /// Inline, so that a literal is a few stores.
  [[gnu::always_inline]] JsonLine& key(JsonKey key);
  /// A key that does not stand in the program.
  JsonLine& text_key(std::string_view name);

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  /// The next value or key of the object or array begins a line, for people who look.
  void new_line();

  void integer(std::int64_t value);
  /// Rounded to `Places` places, without trailing zeros; null as write_decimal() says.
  template <int Places>
  void decimal(double value);
  /// In the fewest digits that give it back: 3, 2.5, 1e-07; null for what is no number.
  void number(double value);
  void number(float value);
  /// As json_dump() does, always with a point or an exponent: 3.0, 2.5, 1e-07; null likewise.
  void real(double value);
  void boolean(bool value) { literal(value ? "true" : "false"); }
  void string(std::string_view value);
  void null() { literal("null"); }

  /// Nothing is null.
  void integer(const std::optional<std::int64_t>& value) { value ? integer(*value) : null(); }
  template <int Places>
  void decimal(const std::optional<double>& value) {
    value ? decimal<Places>(*value) : null();
  }
  void real(const std::optional<double>& value) { value ? real(*value) : null(); }

  /// Arrays on the spot: [1,2.5].
  template <int Places, class... Values>
  void decimals(Values... values);
  template <class... Values>
    requires(std::is_arithmetic_v<Values> && ...)
  void numbers(Values... values);
  void numbers(std::span<const double> values);
  void integers(std::span<const std::int64_t> values);

  /// Null, and why(field, reason).
  void null(std::string_view field, std::string_view reason) {
    null();
    why(field, reason);
  }
  /// Keeps why `field` is null, unless it has a reason already. Both texts must stay until
  /// why_null().
  void why(std::string_view field, std::string_view reason);
  /// "why_null":{field: reason, ...} with the reasons kept, which are then forgotten.
  void why_null();

 private:
  /// Where the next `most` characters go.
  char* room(std::size_t most) {
    if (static_cast<std::size_t>(end_ - at_) < most) grow(most);
    return at_;
  }
  /// The same behind the comma that is due; whoever puts a value there moves at_ behind it.
  char* place(std::size_t most) {
    const std::size_t due = comma_ ? 1 : 0;
    char* const to = room(most + 1);
    *to = ',';
    comma_ = true;
    return to + due;
  }
  void grow(std::size_t most);
  void begin(char bracket) {
    char* const to = place(1);
    *to = bracket;
    at_ = to + 1;
    comma_ = false;
    ++depth_;
  }
  void end(char bracket) {
    char* const to = room(1);
    *to = bracket;
    at_ = to + 1;
    comma_ = true;
    --depth_;
  }
  void literal(std::string_view word) {
    char* const to = place(word.size());
    std::memcpy(to, word.data(), word.size());
    at_ = to + word.size();
  }
  template <class Value>
  void shortest(Value value);

  static constexpr std::size_t kMostOfDecimal = 24;
  struct Reason {
    std::string_view field, reason;
  };
  std::string memory_;
  char *at_ = memory_.data(), *end_ = at_;
  bool comma_ = false;  ///< the next value follows another one
  int depth_ = 0;
  std::vector<Reason> reasons_;
};

inline std::string_view JsonLine::take() {
  const std::string_view text(memory_.data(), static_cast<std::size_t>(at_ - memory_.data()));
  at_ = memory_.data();
  comma_ = comma_ && depth_ > 0;
  return text;
}

inline JsonLine& JsonLine::key(JsonKey key) {
  char* to = place(key.size_ + 3);
  *to++ = '"';
  std::memcpy(to, key.name_, key.size_);
  to += key.size_;
  *to++ = '"';
  *to++ = ':';
  at_ = to;
  comma_ = false;
  return *this;
}

inline void JsonLine::integer(std::int64_t value) {
  constexpr std::size_t kMost = 20;
  char* const to = place(kMost);
  at_ = std::to_chars(to, to + kMost, value).ptr;
}

template <int Places>
void JsonLine::decimal(double value) {
  at_ = write_decimal<Places>(place(kMostOfDecimal), value);
}

template <int Places, class... Values>
void JsonLine::decimals(Values... values) {
  static_assert(sizeof...(Values) > 0);
  char* to = place(sizeof...(Values) * (kMostOfDecimal + 1) + 1);
  *to++ = '[';
  ((to = write_decimal<Places>(to, static_cast<double>(values)), *to++ = ','), ...);
  to[-1] = ']';
  at_ = to;
}

template <class... Values>
  requires(std::is_arithmetic_v<Values> && ...)
void JsonLine::numbers(Values... values) {
  const auto put = [this](auto value) {
    if constexpr (std::integral<decltype(value)>)
      this->integer(value);
    else
      this->number(value);
  };
  begin_array();
  (put(values), ...);
  end_array();
}

/// What append_json() of these parts writes, as a text of its own.
template <class... Parts>
std::string json_of(const Parts&... parts) {
  JsonLine line;
  append_json(line, parts...);
  return std::string(line.take());
}

}  // namespace touchline
