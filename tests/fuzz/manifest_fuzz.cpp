// Any bytes as a model manifest: an error or a manifest, never a crash.
#include "infer/manifest.h"

#include "memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const touchline::testing::MemoryFile file(data, size);
  (void)touchline::load_manifest(file.path());
  return 0;
}
