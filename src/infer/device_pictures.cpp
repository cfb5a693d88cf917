#include "infer/device_pictures.h"

#include <algorithm>

#include "base/assert.h"

namespace touchline {

Result<std::unique_ptr<DeviceNetwork>> make_picture_network(const ModelManifest& manifest,
                                                            const EngineOptions& options) {
  if (manifest.input.gray)
    return fail(Errc::bad_model, manifest.name,
                "model '{}' sees grey frames, which only the CPU prepares; run it with device=cpu",
                manifest.name);
  TL_ASSIGN(auto context, cuda::Context::open(options.device.index));
  DeviceNetworkSpec spec;
  spec.engine = engine_spec(manifest);
  spec.rows_vary = manifest.head == Head::rtmdet_nms;
  return make_device_network(spec, options, std::move(context));
}

Result<std::unique_ptr<DevicePictureSession>> DevicePictureSession::create(
    const ModelInput& input, DeviceNetwork& network, const cuda::SharedContext& context) {
  std::unique_ptr<DevicePictureSession> session(new DevicePictureSession());
  session->batch_ = network.batch();
  session->window_ = input.window;
  const int most = network.batch() * input.window;
  TL_ASSIGN(session->stream_, cuda::Stream::create(context));
  // An input of several pictures is laid out as so many inputs of one.
  TL_ASSIGN(session->letterbox_,
            DeviceLetterbox::create(input.letterbox(), network.input_type(), most, context));
  TL_ASSIGN(session->network_, network.session(*session->stream_));
  session->frames_.reserve(static_cast<std::size_t>(most));
  session->geometry_.reserve(static_cast<std::size_t>(most));
  return session;
}

Status DevicePictureSession::run(std::span<const Picture> pictures, InferTimes& times) {
  const auto window = static_cast<std::size_t>(window_);
  TL_ASSERT(pictures.size() <= static_cast<std::size_t>(batch_) * window &&
            pictures.size() % window == 0);
  const auto start = wall_now();
  frames_.clear();
  for (const auto& picture : pictures) {
    TL_ASSIGN(auto here, on_device(*picture.frame));
    frames_.push_back(std::move(here));
  }
  crops_.clear();
  TL_CHECK(!pictures.empty() && pictures[0].part ? sample_parts(pictures) : sample_whole());
  const auto prepared = wall_now();
  TL_CHECK(network_->run(static_cast<int>(pictures.size() / window)));
  times.prepare_ns += prepared - start;
  times.network_ns += wall_now() - prepared;
  return {};
}

Status DevicePictureSession::sample_whole() {
  geometry_.resize(frames_.size());
  return letterbox_->sample(frames_, network_->input(), geometry_, *stream_);
}

Status DevicePictureSession::sample_parts(std::span<const Picture> pictures) {
  if (!cropping_) {
    TL_ASSIGN(cropping_,
              DeviceCrops::create(letterbox_->spec(), letterbox_->type(), stream_->context()));
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    TL_ASSERT(pictures[i].part);
    const CropMap map = crop_map(letterbox_->spec(), *pictures[i].part);
    const int width = letterbox_->spec().width;
    crops_.push_back({&frames_[i], pictures[i].mirrored ? mirrored(map, width) : map});
  }
  return cropping_->sample(crops_, network_->input(), *stream_);
}

InputPlacement DevicePictureSession::placement(std::size_t input) const {
  const auto last = (input + 1) * static_cast<std::size_t>(window_) - 1;
  if (!crops_.empty()) return crops_[last].map;
  return geometry_[last];
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

std::shared_mutex& recording_turn() {
  static std::shared_mutex turn;
  return turn;
}

Result<Frame> trial_picture(const cuda::SharedContext& context) {
  return grey_picture(trial_picture().info(), context);
}

}  // namespace touchline
