// What a network's file allows of the order in which its tensors lie in memory.
#pragma once

#include <string_view>

#include "base/result.h"

namespace touchline {

/// Whether the network of `onnx_model`, the bytes of an ONNX file, may be computed channels last.
/// ONNX Runtime's CUDA provider (1.30) then takes every normalisation for one of four dimensions
/// and ends the process when it has fewer, as after a fully connected layer; one that follows a
/// convolution has them. Errc::bad_model for damaged files and for what to_f16() refuses.
Result<bool> fits_channels_last(std::string_view onnx_model);

}  // namespace touchline
