// OpenVINO on the CPU: one compiled network of one stream and one thread per session. Only with a
// single stream does infer() compute on the thread that calls it; with several it hands over to
// threads of its own, which moves the picture to another core's cache and hides the CPU time from
// our accounting. A further copy costs 15 to 35 MB on the networks measured, and no speed.
#include <algorithm>
#include <mutex>
#include <openvino/openvino.hpp>
#include <utility>

#include "base/log.h"
#include "infer/engines.h"
#include "infer/openvino_core.h"
#include "infer/openvino_network.h"
#include "infer/openvino_precision.h"

namespace touchline {
namespace {

ov::AnyMap properties(Precision floats) {
  return {ov::num_streams(ov::streams::Num(1)), ov::inference_num_threads(1),
          ov::hint::num_requests(1U), ov::hint::enable_cpu_pinning(false),
          ov::hint::inference_precision(to_ov(floats))};
}

class OpenvinoSession final : public EngineSession {
 public:
  OpenvinoSession(ov::CompiledModel model, const EngineSpec& spec)
      : model_(std::move(model)), request_(model_.create_infer_request()), spec_(spec) {
    views_.resize(spec.outputs.size());
    converted_.resize(spec.outputs.size());
  }

  Result<std::span<const TensorView>> run(std::span<const float> input,
                                          std::span<const std::int64_t> shape) override {
    TL_CHECK(check_input(input.size(), shape));
    try {
      bind(input.data(), shape);
      request_.infer();
      for (std::size_t i = 0; i < views_.size(); ++i) {
        TL_CHECK(view(request_.get_tensor(spec_.outputs[i]), i));
      }
    } catch (const std::exception& e) {
      const auto shown = redact(spec_.model_path);
      return fail(Errc::bad_model, shown,
                  "model {}: OpenVINO cannot run it on an input of [{}]: {}", shown,
                  fmt::join(shape, ", "), short_reason(e.what()));
    }
    return std::span<const TensorView>(views_);
  }

 private:
  /// The network reads our buffer in place.
  void bind(const float* data, std::span<const std::int64_t> shape) {
    if (data == bound_ &&
        std::equal(shape.begin(), shape.end(), bound_shape_.begin(), bound_shape_.end()))
      return;
    const ov::Shape sizes(shape.begin(), shape.end());
    request_.set_tensor(spec_.input, ov::Tensor(ov::element::f32, sizes, const_cast<float*>(data)));
    bound_ = data;
    bound_shape_.assign(shape.begin(), shape.end());
  }

  Status view(const ov::Tensor& tensor, std::size_t i) {
    const auto& shape = tensor.get_shape();
    views_[i].shape.assign(shape.begin(), shape.end());
    if (tensor.get_element_type() == ov::element::f32) {
      views_[i].data = tensor.data<const float>();
    } else {
      const auto* from = tensor.data<const std::int64_t>();
      converted_[i].assign(from, from + tensor.get_size());
      views_[i].data = converted_[i].data();
    }
    return {};
  }

  ov::CompiledModel model_;
  ov::InferRequest request_;
  EngineSpec spec_;
  std::vector<TensorView> views_;
  std::vector<std::vector<float>> converted_;
  const float* bound_ = nullptr;
  std::vector<std::int64_t> bound_shape_;
};

class OpenvinoEngine final : public InferenceEngine {
 public:
  OpenvinoEngine(std::unique_ptr<OpenvinoNetwork> network, ov::CompiledModel first, EngineSpec spec,
                 EngineInfo info)
      : network_(std::move(network)),
        first_(std::move(first)),
        spec_(std::move(spec)),
        info_(std::move(info)) {}

  /// The first session takes the network that make_engine() compiled; each further one compiles its
  /// own.
  Result<std::unique_ptr<EngineSession>> session() override {
    try {
      auto model = take();
      if (!model) {
        TL_ASSIGN(model, network_->compile());
      }
      return std::unique_ptr<EngineSession>(
          std::make_unique<OpenvinoSession>(std::move(model), spec_));
    } catch (const std::exception& e) {
      return fail(Errc::internal, spec_.model_path, "OpenVINO gives no request: {}",
                  short_reason(e.what()));
    }
  }
  [[nodiscard]] const EngineInfo& info() const override { return info_; }
  [[nodiscard]] bool was_tried() const override { return network_->was_tried(); }
  void keep_tried() override { network_->keep_tried(); }

 private:
  ov::CompiledModel take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(first_, {});
  }

  std::unique_ptr<OpenvinoNetwork> network_;
  std::mutex mutex_;
  ov::CompiledModel first_;
  EngineSpec spec_;
  EngineInfo info_;
};

Result<std::unique_ptr<InferenceEngine>> compile(const EngineSpec& spec,
                                                 const EngineOptions& options,
                                                 const PrecisionChoice& choice,
                                                 const std::string& reason) {
  const auto& path = spec.model_path;
  try {
    auto network = std::make_unique<OpenvinoNetwork>(spec, options, properties(choice.floats));
    TL_ASSIGN(auto compiled, network->compile());
    const auto used = compiled.get_property(ov::hint::inference_precision);
    if (used != to_ov(choice.floats)) {
      return fail(Errc::no_device, "precision",
                  "precision {}: OpenVINO would compute {} in {}; use f32 or auto",
                  to_string(choice.precision), path, used.to_string());
    }
    EngineInfo info{EngineKind::openvino,          choice.precision, openvino_version(), "CPU",
                    reason + "; " + choice.reason, options.streams};
    return std::unique_ptr<InferenceEngine>(std::make_unique<OpenvinoEngine>(
        std::move(network), std::move(compiled), spec, std::move(info)));
  } catch (const std::exception& e) {
    return fail(Errc::bad_model, path, "model {}: OpenVINO cannot load it: {}", path,
                short_reason(e.what()));
  }
}

}  // namespace

bool openvino_keeps(const EngineSpec& spec, const EngineOptions& options,
                    const PrecisionChoice& choice) {
  return OpenvinoNetwork(of_precision(spec, choice), options, properties(choice.floats))
      .was_tried();
}

std::string openvino_version() {
  return fmt::format("OpenVINO {}", ov::get_openvino_version().buildNumber);
}

Result<std::unique_ptr<InferenceEngine>> make_openvino_engine(const EngineSpec& spec,
                                                              const EngineOptions& options,
                                                              const std::string& reason) {
  TL_ASSIGN(const auto choice, choose_precision(spec, options));
  return compile(of_precision(spec, choice), options, choice, reason);
}

}  // namespace touchline
