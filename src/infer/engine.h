// One interface over OpenVINO and ONNX Runtime, fed the same ONNX file. Here tensors are in host
// memory; for networks fed in a GPU's memory see device_network.h.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "infer/precision.h"
#include "memory/device.h"

namespace touchline {

/// `tensorrt` is ONNX Runtime with its TensorRT provider: only on a GPU.
enum class EngineKind { automatic, openvino, onnxruntime, tensorrt };
const char* to_string(EngineKind kind);

struct EngineOptions {
  EngineKind kind = EngineKind::automatic;
  Precision precision = Precision::automatic;
  int streams = 1;        ///< sessions expected to run at the same time, one thread each
  std::string cache_dir;  ///< compiled networks are kept here; empty: no cache
  Device device;      ///< where pictures are prepared and, unless the engine is OpenVINO, computed
  int max_batch = 8;  ///< pictures per run on a GPU, as far as the network takes several
  bool operator==(const EngineOptions&) const = default;
};

/// What was chosen and why: never silent.
struct EngineInfo {
  EngineKind kind = EngineKind::automatic;  ///< never `automatic` once made
  Precision precision =
      Precision::f32;   ///< what the network computes in; never `automatic` once made
  std::string version;  ///< "OpenVINO 2026.4.1-..."
  std::string device;   ///< "CPU"; "NVIDIA H200, cuda:0"
  std::string reason;   ///< why this engine and this precision
  int streams = 1;
};

/// A float tensor the engine owns until the session's next run.
struct TensorView {
  std::vector<std::int64_t> shape;
  const float* data = nullptr;
};

/// One thread's request. Not thread safe; sessions of one engine run at the same time. run()
/// computes on the calling thread, so its CPU time is that thread's.
class EngineSession {
 public:
  virtual ~EngineSession() = default;
  /// `input` is n x c x h x w float32. Outputs come in the order of EngineSpec::outputs.
  virtual Result<std::span<const TensorView>> run(std::span<const float> input,
                                                  std::span<const std::int64_t> shape) = 0;
};

struct EngineSpec {
  std::string model_path;  ///< an ONNX file of f32
  std::string input;       ///< input name
  std::vector<std::int64_t> input_shape =
      {};  ///< the only shape that will be run; empty: any the file allows
  std::vector<std::string>
      outputs;  ///< output names, in the order the head wants them; int64 outputs become float
  /// Tells the way it is read from others: a network tried once so need not be tried again. Empty:
  /// nothing is known of that.
  std::string identity = {};
  PrecisionFiles files = {};  ///< the same network in other numbers
};

class InferenceEngine {
 public:
  virtual ~InferenceEngine() = default;
  virtual Result<std::unique_ptr<EngineSession>> session() = 0;
  [[nodiscard]] virtual const EngineInfo& info() const = 0;
  /// Whether an earlier run tried this very network and found it sound.
  [[nodiscard]] virtual bool was_tried() const { return false; }
  /// It has been tried: the next run need not.
  virtual void keep_tried() {}
};

/// Chooses, loads and compiles. Errc::bad_model names the file; Errc::no_device the engine or
/// precision that is not here, or has no file (an explicit choice is never replaced by another).
Result<std::unique_ptr<InferenceEngine>> make_engine(const EngineSpec& spec,
                                                     const EngineOptions& options);

/// "OpenVINO 2026.4.1-..." and "ONNX Runtime 1.30.0": the libraries in use.
std::string openvino_version();
std::string onnxruntime_version();

}  // namespace touchline
