// Any bytes as a MOTChallenge file: an error that names the line, or rows that keep what was
// promised.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "analytics/mot_io.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto rows = touchline::parse_mot({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!rows) return 0;
  for (const auto& row : *rows) {
    if (row.frame < 1 || row.id < 0) std::abort();
  }
  return 0;
}
