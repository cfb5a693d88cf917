// Result<T>: a value or an Error. std::expected's names, in C++20.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace touchline {

/// Why something failed. The command line maps these to its exit codes (see exit_code()).
enum class Errc {
  usage,       ///< the caller asked for something that does not exist or does not fit together
  bad_config,  ///< a setting is unknown, of the wrong type or out of range
  bad_input,   ///< a source cannot be opened, or holds no decodable video
  bad_model,   ///< a model file or its manifest is missing, damaged or not what it claims
  no_device,   ///< the device or engine asked for is not here
  io,          ///< reading or writing failed: disk full, no permission, output exists
  degraded,    ///< strict mode met a degraded condition
  cancelled,   ///< the caller cancelled
  internal,    ///< a fault of ours or of a library
};

/// What was tried, with which values, and what to do next.
struct Error {
  Errc code = Errc::internal;
  std::string message;
  std::string where;  ///< file, key or stage it is about; empty when the message says it all
};

/// Process exit code for an error: 1 failure, 2 usage, 3 bad input, 4 bad model, 5 no device, 6
/// partial, 130.
inline int exit_code(Errc code) {
  switch (code) {
    case Errc::usage:
    case Errc::bad_config:
      return 2;
    case Errc::bad_input:
      return 3;
    case Errc::bad_model:
      return 4;
    case Errc::no_device:
      return 5;
    case Errc::degraded:
      return 6;
    case Errc::cancelled:
      return 130;
    case Errc::io:
    case Errc::internal:
      break;
  }
  return 1;
}

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// The value. Calling it on an error is a bug and aborts.
  T& value() & { return *checked(); }
  const T& value() const& { return *const_cast<Result*>(this)->checked(); }
  T&& value() && { return std::move(*checked()); }
  T& operator*() & { return *checked(); }
  const T& operator*() const& { return *const_cast<Result*>(this)->checked(); }
  T&& operator*() && { return std::move(*checked()); }
  T* operator->() { return checked(); }
  const T* operator->() const { return const_cast<Result*>(this)->checked(); }

  [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

 private:
  T* checked() {
    if (T* value = std::get_if<0>(&state_)) return value;
    std::abort();
  }
  std::variant<T, Error> state_;
};

/// A Result that carries no value: success or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error)
      : error_(std::move(error)), failed_(true) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return !failed_; }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
  bool failed_ = false;
};

using Status = Result<void>;

}  // namespace touchline
