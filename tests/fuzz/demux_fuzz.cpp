// Any bytes as a video file: an error or pictures in order, never a crash.
#include <cstdint>
#include <cstdlib>

#include "memory_file.h"
#include "source/source.h"

namespace {

constexpr int kPictures = 50;  // enough for the decoder to see damage, few enough to keep trying

void play(touchline::Source& source) {
  std::int64_t last = -1;
  for (int i = 0; i < kPictures; ++i) {
    const auto picture = source.read();
    if (!picture || !*picture) return;
    if ((*picture)->index <= last) std::abort();
    last = (*picture)->index;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const touchline::testing::MemoryFile file(data, size);
  touchline::SourceOptions options;
  options.url = file.path();
  options.open_timeout_s = 2;
  if (auto source = touchline::Source::open(options)) play(**source);
  return 0;
}
