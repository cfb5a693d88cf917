#include "base/assert.h"

#include <cstdlib>

#include "base/log.h"

namespace touchline {

void assertion_failed(const char* condition, const char* file, int line) {
  log()->critical("internal error: {} is false at {}:{}", condition, file, line);
  log()->flush();
  std::abort();
}

}  // namespace touchline
