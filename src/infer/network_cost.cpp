#include "infer/network_cost.h"

#include <functional>
#include <numeric>
#include <openvino/op/matmul.hpp>
#include <openvino/openvino.hpp>
#include <optional>

#include "infer/engines.h"
#include "infer/openvino_core.h"

namespace touchline {
namespace {

double product(const ov::Shape& shape, std::size_t from = 0) {
  return std::accumulate(
      shape.begin() + static_cast<std::ptrdiff_t>(from), shape.end(), 1.0,
      [](double all, std::size_t size) { return all * static_cast<double>(size); });
}

/// Channels and taps of a filter that one result, or of a transposed convolution one sample, meets.
/// Filters are [out, in, taps...], transposed ones [in, out, taps...], those of groups have the
/// groups before.
double meets(const ov::Shape& filter, bool grouped) { return product(filter, grouped ? 2 : 1); }

std::optional<LayerCost> cost_of(const ov::Node& op) {
  const std::string type = op.get_type_name();
  const bool grouped = type.starts_with("Group"), transposed = type.ends_with("BackpropData");
  const bool convolution = type.find("Convolution") != std::string::npos;
  const bool matrices = type == "MatMul";
  if (!convolution && !matrices) return std::nullopt;
  const auto &first = op.get_input_shape(0), &second = op.get_input_shape(1);
  const auto& out = op.get_output_shape(0);
  LayerCost cost;
  cost.weights = product(second);
  cost.input = product(first);
  cost.output = product(out);
  if (convolution) {
    cost.operations = 2 * meets(second, grouped) * (transposed ? cost.input : cost.output);
    return cost;
  }
  const auto& matmul = static_cast<const ov::op::v0::MatMul&>(op);
  const auto inner =
      first.size() < 2 || !matmul.get_transpose_a() ? first.size() - 1 : first.size() - 2;
  cost.operations = 2 * static_cast<double>(first[inner]) * cost.output;
  return cost;
}

}  // namespace

double NetworkCost::operations() const {
  return std::accumulate(layers.begin(), layers.end(), 0.0,
                         [](double all, const auto& layer) { return all + layer.operations; });
}

double NetworkCost::elements() const {
  return std::accumulate(layers.begin(), layers.end(), 0.0,
                         [](double all, const auto& layer) { return all + layer.elements(); });
}

Result<NetworkCost> network_cost(const std::string& path, const std::vector<std::int64_t>& shape) {
  try {
    const auto model = read_network(path);
    model->reshape(ov::PartialShape(std::vector<ov::Dimension>(shape.begin(), shape.end())));
    NetworkCost cost;
    for (const auto& op : model->get_ordered_ops())
      if (auto layer = cost_of(*op)) cost.layers.push_back(*layer);
    return cost;
  } catch (const std::exception& e) {
    return fail(Errc::bad_model, path, "model {}: what it computes cannot be counted: {}", path,
                short_reason(e.what()));
  }
}

}  // namespace touchline
