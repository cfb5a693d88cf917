// Result<T> lives in the public API; rooms add only the two macros that pass an error on.
#pragma once

#include <fmt/format.h>

#include "touchline/result.h"

namespace touchline {

/// An Error with a formatted message: fail(Errc::io, path, "cannot write: {}", reason).
template <class... Args>
Error fail(Errc code, std::string where, fmt::format_string<Args...> format, Args&&... args) {
  return Error{code, fmt::format(format, std::forward<Args>(args)...), std::move(where)};
}

}  // namespace touchline

#define TL_CONCAT_(a, b) a##b
#define TL_CONCAT(a, b) TL_CONCAT_(a, b)

/// Returns the error of a Status or Result to the caller; otherwise goes on.
#define TL_CHECK(expression) \
  if (auto tl_status = (expression); !tl_status) return tl_status.error()

/// TL_ASSIGN(auto x, make()): x is the value, or the error is returned to the caller.
#define TL_ASSIGN(declaration, expression)                                              \
  auto TL_CONCAT(tl_result_, __LINE__) = (expression);                                  \
  if (!TL_CONCAT(tl_result_, __LINE__)) return TL_CONCAT(tl_result_, __LINE__).error(); \
  declaration = std::move(*TL_CONCAT(tl_result_, __LINE__))
