// ONNX Runtime on an NVIDIA GPU: input and outputs bound once to our buffers, every run on our
// stream. One library session per session of ours, because a library session is tied to its stream.
#include <onnxruntime_run_options_config_keys.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "base/log.h"
#include "infer/cuda_provider.h"
#include "infer/device_networks.h"
#include "infer/onnxruntime_common.h"
#include "kernels/half_rows.h"

namespace touchline {
namespace {

constexpr auto kF16 = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16;
constexpr auto kF32 = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

std::size_t element_bytes(ONNXTensorElementDataType type) {
  return type == kF16 ? 2 : type == kF32 ? 4 : 8;
}

/// One output: on the GPU, in pinned memory for those heads that want it there, and as floats.
struct Output {
  ONNXTensorElementDataType type = kF32;
  std::vector<std::int64_t> shape;  ///< of a whole batch
  std::size_t picture = 0;          ///< elements of one picture
  Buffer device, pinned;
  std::vector<float> floats;
};

class CudaSession final : public DeviceNetworkSession {
 public:
  CudaSession(ort::CudaModel model, cuda::Stream& stream)
      : model_(std::move(model)), stream_(stream), memory_(ort::gpu_memory(model_)) {
    // A plain run leaves callbacks on the stream that give pinned memory back: the library waits
    // for them itself. A graph has none, and is waited for by whoever needs its results.
    plain_.AddConfigEntry(kOrtRunOptionsConfigCudaGraphAnnotation, "-1");
    replay_.AddConfigEntry(kOrtRunOptionsConfigDisableSynchronizeExecutionProviders, "1");
    replay_.AddConfigEntry(kOrtRunOptionsConfigCudaGraphAnnotation, "1");
  }

  /// The library's callbacks on the stream may hold the last of its memory, which CUDA forbids them
  /// to free: none may outlive the session.
  ~CudaSession() override {
    if (const auto idle = stream_.synchronize(); !idle) log()->warn("{}", idle.error().message);
  }
  CudaSession(const CudaSession&) = delete;
  CudaSession& operator=(const CudaSession&) = delete;

  /// Makes the buffers; a first run tells the shapes of the outputs.
  Status prepare() {
    const auto& shape = model_.shape;
    const auto bytes = static_cast<std::size_t>(element_count(shape)) * bytes_of(model_.type());
    TL_ASSIGN(input_, device_buffer(bytes, stream_.context()));
    TL_CHECK(stream_.fill(input_.get(), 0, bytes));
    return guarded("load it", [&]() -> Status { return load(); });
  }

  [[nodiscard]] void* input() override { return input_.get(); }

  Status run(int pictures) override {
    pictures_ = pictures;
    fetched_ = false;
    const auto status = guarded("run it", [&]() -> Status {
      if (model_.rows_vary) bind_anywhere(*binding_);
      session().Run(graph_now() ? replay_ : plain_, *binding_);
      return {};
    });
    if (status || !model_.tuning.graph) return status;
    // What cannot be recorded as a graph can still be run kernel by kernel.
    log()->warn("{}; going on without a CUDA graph", status.error().message);
    binding_.reset();
    TL_CHECK(stream_.synchronize());
    TL_CHECK(model_.reload_without_graph());
    TL_CHECK(guarded("load it", [&]() -> Status { return load(); }));
    return run(pictures);
  }
  [[nodiscard]] std::span<const DeviceTensor> outputs() const override { return tensors_; }

  Result<std::span<const TensorView>> results(int picture) override {
    if (!fetched_) TL_CHECK(fetch());
    for (std::size_t i = 0; i < outputs_.size(); ++i) view(outputs_[i], picture, views_[i]);
    return std::span<const TensorView>(views_);
  }

 private:
  Ort::Session& session() { return *model_.session; }

  template <class Work>
  Status guarded(const char* doing, Work&& work) {
    try {
      TL_CHECK(stream_.context()->bind());
      return work();
    } catch (const std::exception& e) {
      return ort::cuda_error(model_.spec, doing, e);
    }
  }

  /// A graph belongs to the thread that recorded it: the first run of every thread is a plain one,
  /// which also allocates what recording must not.
  bool graph_now() {
    const bool known = std::this_thread::get_id() == thread_;
    thread_ = std::this_thread::get_id();
    return model_.tuning.graph && known;
  }

  Status load() {
    const auto& shape = model_.shape;
    const auto bytes = static_cast<std::size_t>(element_count(shape)) * bytes_of(model_.type());
    const auto input =
        Ort::Value::CreateTensor(memory_, input_.get(), bytes, shape.data(), shape.size(),
                                 model_.precision == Precision::f16 ? kF16 : kF32);
    Ort::IoBinding binding(session());
    binding.BindInput(model_.spec.input.c_str(), input);
    bind_anywhere(binding);
    session().Run(plain_, binding);
    thread_ = {};  // whoever runs it next may do so once only, as a trial does
    TL_CHECK(stream_.synchronize());
    if (!model_.rows_vary) TL_CHECK(bind_outputs(binding));
    binding_.emplace(std::move(binding));
    views_.resize(model_.spec.outputs.size());
    outputs_.resize(views_.size());
    return {};
  }

  /// Outputs that the library makes: of every run anew where their shapes vary, and then on the
  /// host, where they are read.
  void bind_anywhere(Ort::IoBinding& binding) {
    const auto host = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    binding.ClearBoundOutputs();
    for (const auto& name : model_.spec.outputs)
      binding.BindOutput(name.c_str(), model_.rows_vary ? host : memory_);
  }

  /// Fixed addresses for the outputs, of the shapes that the first run gave.
  Status bind_outputs(Ort::IoBinding& binding) {
    const auto values = binding.GetOutputValues();
    outputs_.clear();
    tensors_.clear();
    binding.ClearBoundOutputs();
    for (std::size_t i = 0; i < values.size(); ++i) {
      TL_ASSIGN(Output output, describe(values[i], i));
      const auto bytes =
          output.picture * static_cast<std::size_t>(model_.shape[0]) * element_bytes(output.type);
      TL_ASSIGN(output.device, device_buffer(bytes, stream_.context()));
      binding.BindOutput(
          model_.spec.outputs[i].c_str(),
          Ort::Value::CreateTensor(memory_, output.device.get(), bytes, output.shape.data(),
                                   output.shape.size(), output.type));
      tensors_.push_back(
          {output.shape, output.type == kF16 ? TensorType::f16 : TensorType::f32,
           output.type == kF16 || output.type == kF32 ? output.device.get() : nullptr});
      outputs_.push_back(std::move(output));
    }
    return {};
  }

  [[nodiscard]] Result<Output> describe(const Ort::Value& value, std::size_t i) const {
    const auto info = value.GetTensorTypeAndShapeInfo();
    Output output;
    output.type = info.GetElementType();
    output.shape = info.GetShape();
    const auto batch = model_.shape[0], count = element_count(output.shape);
    if (count < 1 || output.shape.empty() || (batch > 1 && output.shape[0] != batch)) {
      const auto shown = redact(model_.spec.model_path);
      return fail(Errc::bad_model, shown,
                  "model {}: output '{}' of {} pictures has the shape [{}]; use detect.max_batch 1",
                  shown, model_.spec.outputs[i], batch, fmt::join(output.shape, ", "));
    }
    output.picture = static_cast<std::size_t>(count / batch);
    return output;
  }

  /// The results of the pictures of the last run to host memory: results, never pictures.
  Status fetch() {
    if (model_.rows_vary) {
      TL_CHECK(stream_.synchronize());
      return guarded("read its outputs", [&]() -> Status { return take_values(); });
    }
    for (auto& output : outputs_) {
      const auto one = output.picture * element_bytes(output.type);
      if (!output.pinned) {
        const auto all = one * static_cast<std::size_t>(model_.shape[0]);
        TL_ASSIGN(output.pinned, pinned_buffer(all, stream_.context()));
      }
      TL_CHECK(stream_.to_host(output.pinned.get(), output.device.get(),
                               one * static_cast<std::size_t>(pictures_)));
    }
    TL_ASSIGN(const auto copied, stream_.record());
    TL_CHECK(copied->wait());
    fetched_ = true;
    return {};
  }

  /// Outputs whose shape is another every time: the library has them on the host.
  Status take_values() {
    values_ = binding_->GetOutputValues();
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const auto info = values_[i].GetTensorTypeAndShapeInfo();
      auto& output = outputs_[i];
      output.type = info.GetElementType();
      output.shape = info.GetShape();
      output.picture = info.GetElementCount();
      output.pinned =
          Buffer(Buffer(), static_cast<std::uint8_t*>(values_[i].GetTensorMutableRawData()));
    }
    fetched_ = true;
    return {};
  }

  void view(Output& output, int picture, TensorView& view) const {
    const auto* at = output.pinned.get() + static_cast<std::size_t>(picture) * output.picture *
                                               element_bytes(output.type);
    view.shape = output.shape;
    if (!model_.rows_vary && model_.shape[0] > 1) view.shape[0] = 1;
    if (output.type == kF32) {
      view.data = reinterpret_cast<const float*>(at);
      return;
    }
    output.floats.resize(output.picture);
    if (output.type == kF16) {
      const auto* from = reinterpret_cast<const std::uint16_t*>(at);
      widen_halves({from, output.picture}, output.floats.data());
    } else {
      const auto* from = reinterpret_cast<const std::int64_t*>(at);
      std::copy_n(from, output.picture, output.floats.begin());
    }
    view.data = output.floats.data();
  }

  ort::CudaModel model_;
  cuda::Stream& stream_;
  Ort::MemoryInfo memory_;
  Ort::RunOptions plain_, replay_;
  Buffer input_;
  std::vector<Output> outputs_;
  std::vector<Ort::Value> values_;
  std::optional<Ort::IoBinding> binding_;
  std::vector<DeviceTensor> tensors_;
  std::vector<TensorView> views_;
  std::thread::id thread_;  ///< that ran it last
  int pictures_ = 0;
  bool fetched_ = false;
};

class CudaNetwork final : public DeviceNetwork {
 public:
  CudaNetwork(ort::CudaSetup setup, EngineInfo info)
      : setup_(std::move(setup)), info_(std::move(info)) {}

  Result<std::unique_ptr<DeviceNetworkSession>> session(cuda::Stream& stream) override {
    TL_ASSIGN(auto model, ort::load_cuda(setup_, stream));
    auto session = std::make_unique<CudaSession>(std::move(model), stream);
    TL_CHECK(session->prepare());
    return std::unique_ptr<DeviceNetworkSession>(std::move(session));
  }
  [[nodiscard]] const EngineInfo& info() const override { return info_; }
  [[nodiscard]] int batch() const override { return setup_.batch; }
  [[nodiscard]] TensorType input_type() const override { return setup_.type(); }

 private:
  ort::CudaSetup setup_;
  EngineInfo info_;
};

}  // namespace

Result<std::unique_ptr<DeviceNetwork>> make_cuda_network(const DeviceNetworkSpec& spec,
                                                         const EngineOptions& options,
                                                         const cuda::SharedContext& context,
                                                         const CudaTuning& tuning) {
  TL_ASSIGN(auto setup, ort::cuda_setup(spec, options, context, tuning));
  EngineInfo info;
  info.kind = setup.kind;
  info.precision = setup.precision;
  info.version = onnxruntime_version();
  info.device = fmt::format("{}, cuda:{}", context->info().name, context->info().index);
  info.reason = setup.reason;
  info.streams = options.streams;
  return std::unique_ptr<DeviceNetwork>(
      std::make_unique<CudaNetwork>(std::move(setup), std::move(info)));
}

}  // namespace touchline
