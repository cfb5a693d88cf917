#include "infer/openvino_core.h"

#include <cstdlib>
#include <openvino/frontend/manager.hpp>
#include <stdexcept>

namespace touchline {

ov::Core& openvino_core() {
  // Where there is no /sys (a bare container) hwloc, which TBB asks for cores, would complain to
  // the user in lines of its own; what it cannot see there, nobody needs.
  ::setenv("HWLOC_HIDE_ERRORS", "2", 0);
  static auto& instance = *new ov::Core();
  return instance;
}

ov::element::Type to_ov(Precision precision) {
  switch (precision) {
    case Precision::bf16:
      return ov::element::bf16;
    case Precision::f16:
      return ov::element::f16;
    default:
      return ov::element::f32;
  }
}

namespace {

std::shared_ptr<ov::Model> channels_first(const std::shared_ptr<ov::Model>& model) {
  ov::preprocess::PrePostProcessor edges(model);
  edges.input().tensor().set_layout("NCHW");
  edges.input().model().set_layout("NHWC");
  return edges.build();
}

}  // namespace

std::shared_ptr<ov::Model> read_network(const std::string& path) {
  static auto& front_ends = *new ov::frontend::FrontEndManager();
  const bool lite = path.ends_with(".tflite");
  const auto reader = front_ends.load_by_framework(lite ? "tflite" : "onnx");
  const auto parsed = reader ? reader->load(path) : nullptr;
  if (!parsed)
    throw std::runtime_error(lite ? "it is not a TFLite network" : "it is not an ONNX network");
  const auto model = reader->convert(parsed);
  return lite ? channels_first(model) : model;
}

}  // namespace touchline
