// TL_ASSERT is for bugs only, never for input: input that does not fit is an Error.
#pragma once

namespace touchline {
/// Logs the failed condition and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}  // namespace touchline

#define TL_ASSERT(condition) \
  ((condition) ? void(0) : ::touchline::assertion_failed(#condition, __FILE__, __LINE__))
