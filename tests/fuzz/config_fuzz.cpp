// Any bytes as a configuration file: an error or settings, never a crash.
#include "pipeline/settings.h"

#include "memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const touchline::testing::MemoryFile file(data, size);
  touchline::Config config;
  if (config.load(file.path())) (void)config.hash();
  return 0;
}
