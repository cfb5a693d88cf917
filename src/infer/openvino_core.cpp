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

std::shared_ptr<ov::Model> read_onnx(const std::string& path) {
  static auto& front_ends = *new ov::frontend::FrontEndManager();
  const auto onnx = front_ends.load_by_framework("onnx");
  const auto parsed = onnx ? onnx->load(path) : nullptr;
  if (!parsed) throw std::runtime_error("it is not an ONNX network");
  return onnx->convert(parsed);
}

}  // namespace touchline
