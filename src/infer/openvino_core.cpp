#include "infer/openvino_core.h"

#include <cstdlib>
#include <openvino/frontend/manager.hpp>
#include <stdexcept>

namespace touchline {

ov::Core& openvino_core() {
#if defined(__SANITIZE_ADDRESS__)
  ::setenv("TBB_ENABLE_SANITIZERS", "1", 0);  // else TBB opens a library in a way that ASan refuses
#endif
  static auto& instance = *new ov::Core();
  return instance;
}

std::shared_ptr<ov::Model> read_onnx(const std::string& path) {
  static auto& front_ends = *new ov::frontend::FrontEndManager();
  const auto onnx = front_ends.load_by_framework("onnx");
  const auto parsed = onnx ? onnx->load(path) : nullptr;
  if (!parsed) throw std::runtime_error("it is not an ONNX network");
  return onnx->convert(parsed);
}

}  // namespace touchline
