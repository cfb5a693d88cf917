#include "infer/device_network.h"

#include "base/assert.h"
#include "infer/device_networks.h"
#include "infer/engines.h"

namespace touchline {
namespace {

/// Networks on the CPU, run picture by picture on what the letterbox of a GPU left.
class HostNetworkSession final : public DeviceNetworkSession {
 public:
  static Result<std::unique_ptr<DeviceNetworkSession>> create(std::vector<std::int64_t> shape,
                                                              int batch,
                                                              std::unique_ptr<EngineSession> engine,
                                                              cuda::Stream& stream) {
    auto session =
        std::make_unique<HostNetworkSession>(std::move(shape), std::move(engine), stream);
    const auto bytes = session->floats_ * sizeof(float) * static_cast<std::size_t>(batch);
    TL_ASSIGN(session->device_, device_buffer(bytes, stream.context()));
    TL_ASSIGN(session->host_, pinned_buffer(bytes, stream.context()));
    return std::unique_ptr<DeviceNetworkSession>(std::move(session));
  }
  HostNetworkSession(std::vector<std::int64_t> shape, std::unique_ptr<EngineSession> engine,
                     cuda::Stream& stream)
      : shape_(std::move(shape)),
        floats_(static_cast<std::size_t>(element_count(shape_))),
        engine_(std::move(engine)),
        stream_(stream) {}

  [[nodiscard]] void* input() override { return device_.get(); }

  Status run(int pictures) override {
    const auto bytes = floats_ * sizeof(float) * static_cast<std::size_t>(pictures);
    TL_CHECK(stream_.to_host(host_.get(), device_.get(), bytes));
    for (int i = 0; i < pictures; ++i) stream_.context()->count_frame_to_host();
    TL_ASSIGN(copied_, stream_.record());
    return {};
  }
  [[nodiscard]] std::span<const DeviceTensor> outputs() const override { return {}; }

  Result<std::span<const TensorView>> results(int picture) override {
    TL_CHECK(copied_->wait());
    const auto* tensor =
        reinterpret_cast<const float*>(host_.get()) + floats_ * static_cast<std::size_t>(picture);
    return engine_->run({tensor, floats_}, shape_);
  }

 private:
  std::vector<std::int64_t> shape_;
  std::size_t floats_;
  std::unique_ptr<EngineSession> engine_;
  cuda::Stream& stream_;
  Buffer device_, host_;
  cuda::SharedEvent copied_;
};

class HostNetwork final : public DeviceNetwork {
 public:
  HostNetwork(std::vector<std::int64_t> shape, int batch, std::unique_ptr<InferenceEngine> engine,
              EngineInfo info)
      : shape_(std::move(shape)),
        batch_(batch),
        engine_(std::move(engine)),
        info_(std::move(info)) {}

  Result<std::unique_ptr<DeviceNetworkSession>> session(cuda::Stream& stream) override {
    TL_ASSIGN(auto engine, engine_->session());
    return HostNetworkSession::create(shape_, batch_, std::move(engine), stream);
  }
  [[nodiscard]] const EngineInfo& info() const override { return info_; }
  [[nodiscard]] int batch() const override { return batch_; }
  [[nodiscard]] TensorType input_type() const override { return TensorType::f32; }

 private:
  std::vector<std::int64_t> shape_;
  int batch_;
  std::unique_ptr<InferenceEngine> engine_;
  EngineInfo info_;
};

Result<Buffer> buffer_of(std::shared_ptr<Allocator> allocator, std::size_t bytes,
                         const cuda::SharedContext& context) {
  if (Buffer buffer = Pool(bytes, std::move(allocator)).acquire()) return buffer;
  return fail(Errc::no_device, "device",
              "no memory left on {} (cuda:{}) for a network's tensor of {} bytes; a smaller "
              "detect.max_batch needs less",
              context->info().name, context->info().index, bytes);
}

}  // namespace

Result<Buffer> device_buffer(std::size_t bytes, const cuda::SharedContext& context) {
  return buffer_of(cuda::device_allocator(context), bytes, context);
}
Result<Buffer> pinned_buffer(std::size_t bytes, const cuda::SharedContext& context) {
  return buffer_of(cuda::pinned_allocator(context), bytes, context);
}

Result<std::unique_ptr<DeviceNetwork>> make_host_network(const DeviceNetworkSpec& spec,
                                                         const EngineOptions& options,
                                                         const cuda::SharedContext& context) {
  EngineOptions on_host = options;
  on_host.device = {};
  TL_ASSIGN(auto engine, make_engine(spec.engine, on_host));
  EngineInfo info = engine->info();
  info.device =
      fmt::format("{} (pictures prepared on cuda:{})", info.device, context->info().index);
  return std::unique_ptr<DeviceNetwork>(std::make_unique<HostNetwork>(
      spec.engine.input_shape, options.max_batch, std::move(engine), std::move(info)));
}

Result<std::unique_ptr<DeviceNetwork>> make_device_network(const DeviceNetworkSpec& spec,
                                                           const EngineOptions& options,
                                                           cuda::SharedContext context) {
  TL_ASSERT(spec.engine.input_shape.size() == 4 && spec.engine.input_shape[0] == 1);
  constexpr int kMostBatch = 64;
  if (options.max_batch < 1 || options.max_batch > kMostBatch)
    return fail(Errc::usage, "max_batch", "{} pictures in a batch: 1 to {}", options.max_batch,
                kMostBatch);
  if (options.kind == EngineKind::openvino) return make_host_network(spec, options, context);
  return make_cuda_network(spec, options, context);
}

}  // namespace touchline
