// Any bytes as a network to be rewritten in 16 bits: an error or a network, never a crash.
#include "infer/onnx_f16.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)touchline::to_f16({reinterpret_cast<const char*>(data), size});
  return 0;
}
