// Any bytes as a network to be looked at and rewritten in 16 bits: an error or a network, never a
// crash.
#include "infer/onnx_f16.h"
#include "infer/onnx_layout.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view model{reinterpret_cast<const char*>(data), size};
  (void)touchline::fits_channels_last(model);
  (void)touchline::to_f16(model);
  return 0;
}
