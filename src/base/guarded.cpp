#include "base/guarded.h"

#include <new>

namespace touchline {
namespace {

/// May itself run out of memory.
Error described(const std::string& where) {
  try {
    throw;
  } catch (const std::exception& error) {
    return fail(Errc::internal, where, "{} threw: {}", where, error.what());
  } catch (...) {
    return fail(Errc::internal, where, "{} threw something that is no std::exception", where);
  }
}

}  // namespace

Error caught(std::string where) noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    // Texts as short as these are not allocated.
    return {Errc::internal, "out of memory", std::move(where)};
  } catch (...) {
    try {
      return described(where);
    } catch (...) {
      return {Errc::internal, "out of memory", std::move(where)};
    }
  }
}

}  // namespace touchline
