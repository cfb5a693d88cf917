// A network of 32-bit floats, rewritten to compute in 16.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace touchline {

/// `onnx_model`, the bytes of an ONNX file, with every 32-bit float of it made 16 bits wide:
/// inputs, outputs, weights, constants, and casts to float. Operators that take 32 bits only (the
/// scales of Resize, Range, NonMaxSuppression) keep them, with casts around. Stated shapes of inner
/// tensors are dropped: they name the old types. Single numbers beyond +-65504 are limits and
/// masks: they saturate. Errc::bad_model when a weight lies beyond, for damaged files, and for what
/// is not understood: quantised operators, operators of other domains, subgraphs, weights in other
/// files. It never reads outside `onnx_model`. Format:
/// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
Result<std::string> to_f16(std::string_view onnx_model);

}  // namespace touchline
