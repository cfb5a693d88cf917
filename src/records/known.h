// A value, or the reason why there is none.
#pragma once

#include <optional>

namespace touchline {

/// `why` is a string literal.
template <class T>
struct Known {
  std::optional<T> value;
  const char* why = "not measured";
  Known() = default;
  Known(T v) : value(v), why(nullptr) {}  // NOLINT(google-explicit-constructor)
  static Known none(const char* reason) {
    Known k;
    k.why = reason;
    return k;
  }
  explicit operator bool() const { return value.has_value(); }
  const T& operator*() const { return *value; }
  T& operator*() { return *value; }
};

}  // namespace touchline
