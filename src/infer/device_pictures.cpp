#include "infer/device_pictures.h"

#include <algorithm>

#include "base/assert.h"

namespace touchline {

Result<std::unique_ptr<DeviceNetwork>> make_picture_network(const ModelManifest& manifest,
                                                            const EngineOptions& options) {
  TL_ASSIGN(auto context, cuda::Context::open(options.device.index));
  DeviceNetworkSpec spec;
  spec.engine = {manifest.path,
                 manifest.input.name,
                 {1, 3, manifest.input.height, manifest.input.width},
                 manifest.outputs};
  spec.rows_vary = manifest.head == Head::rtmdet_nms;
  return make_device_network(spec, options, std::move(context));
}

Result<std::unique_ptr<DevicePictureSession>> DevicePictureSession::create(
    const ModelInput& input, DeviceNetwork& network, const cuda::SharedContext& context) {
  std::unique_ptr<DevicePictureSession> session(new DevicePictureSession());
  session->batch_ = network.batch();
  TL_ASSIGN(session->stream_, cuda::Stream::create(context));
  TL_ASSIGN(session->letterbox_, DeviceLetterbox::create(input.letterbox(), network.input_type(),
                                                         network.batch(), context));
  TL_ASSIGN(session->network_, network.session(*session->stream_));
  session->frames_.reserve(static_cast<std::size_t>(network.batch()));
  session->geometry_.reserve(static_cast<std::size_t>(network.batch()));
  return session;
}

Status DevicePictureSession::run(std::span<const Frame> frames, InferTimes& times) {
  TL_ASSERT(frames.size() <= static_cast<std::size_t>(batch_));
  const auto start = wall_now();
  frames_.clear();
  for (const auto& frame : frames) {
    TL_ASSIGN(auto here, on_device(frame));
    frames_.push_back(std::move(here));
  }
  geometry_.resize(frames.size());
  TL_CHECK(letterbox_->sample(frames_, network_->input(), geometry_, *stream_));
  const auto prepared = wall_now();
  TL_CHECK(network_->run(static_cast<int>(frames.size())));
  times.prepare_ns += prepared - start;
  times.network_ns += wall_now() - prepared;
  return {};
}

void DevicePictureSession::release(bool waiting) {
  if (waiting) (void)stream_->synchronize();
  frames_.clear();
}

Result<Frame> DevicePictureSession::on_device(const Frame& frame) {
  if (frame.info().device.is_cuda()) return frame;
  auto at = std::find_if(uploads_.begin(), uploads_.end(),
                         [&](const auto& known) { return known.first == frame.info(); });
  if (at == uploads_.end()) {
    constexpr std::size_t kMostShapes = 32;
    if (uploads_.size() == kMostShapes) uploads_.clear();
    at = uploads_.emplace(uploads_.end(), frame.info(),
                          picture_pool(frame.info(), stream_->context()));
  }
  return upload(frame, at->second, *stream_);
}

Result<Frame> trial_picture(const cuda::SharedContext& context) {
  return grey_picture(trial_picture().info(), context);
}

}  // namespace touchline
