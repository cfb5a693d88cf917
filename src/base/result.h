// Result<T> lives in the public API; rooms add only the two macros that pass an error on.
#pragma once

#include <fmt/format.h>

#include "touchline/result.h"

namespace touchline {

/// Every error is made here, so none holds a secret of an address, bytes that are no UTF-8 or a
/// control character, whatever the names are that it speaks of (base/address.h: shown()).
Error make_error(Errc code, const std::string& where, const std::string& message);

/// An Error with a formatted message: fail(Errc::io, path, "cannot write: {}", reason).
template <class... Args>
Error fail(Errc code, const std::string& where, fmt::format_string<Args...> format,
           Args&&... args) {
  return make_error(code, where, fmt::format(format, std::forward<Args>(args)...));
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
