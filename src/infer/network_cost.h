// What one call of a network has to compute and to move, counted from its graph.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace touchline {

/// A convolution or matrix product. Everything else of a network is counted as nothing: engines
/// compute it while they write a layer's result.
struct LayerCost {
  double operations = 0;  ///< two for each multiplication with its addition
  /// Elements, each counted once: what is read of the layer's own, read of the picture, written.
  double weights = 0, input = 0, output = 0;
  [[nodiscard]] double elements() const { return weights + input + output; }
};

/// In the graph's order.
struct NetworkCost {
  std::vector<LayerCost> layers;
  [[nodiscard]] double operations() const;
  [[nodiscard]] double elements() const;
};

/// Of the ONNX file for one input of `shape` (n x c x h x w). Errc::bad_model when it cannot be
/// read, does not take that shape, or has a layer of no one size.
Result<NetworkCost> network_cost(const std::string& onnx_path,
                                 const std::vector<std::int64_t>& shape);

}  // namespace touchline
