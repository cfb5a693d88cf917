// Any bytes as a theme: an error or a theme, never a crash.
#include "overlay/theme.h"

#include "memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const touchline::testing::MemoryFile file(data, size);
  (void)touchline::load_theme(file.path());
  return 0;
}
