#include "infer/picture_network.h"

#include <algorithm>

#include "infer/engines.h"

namespace touchline {
namespace {

EngineSpec spec_of(const ModelManifest& manifest) {
  return {manifest.path,
          manifest.input.name,
          {1, 3, manifest.input.height, manifest.input.width},
          manifest.outputs,
          manifest.fingerprint};
}

}  // namespace

PictureSession::PictureSession(const ModelInput& input, std::unique_ptr<EngineSession> network)
    : spec_(input.letterbox()),
      shape_{1, 3, spec_.height, spec_.width},
      pool_(floats() * sizeof(float)),
      buffer_(pool_.acquire()),
      network_(std::move(network)) {}

Result<PictureSession::Outputs> PictureSession::run(const Frame& frame, InferTimes& times) {
  const auto start = wall_now();
  const Letterbox& letterbox = planned(frame.info());
  letterbox.sample(frame, input());
  const auto prepared = wall_now();
  TL_ASSIGN(const auto tensors, network_->run({input(), floats()}, shape_));
  times.prepare_ns += prepared - start;
  times.network_ns += wall_now() - prepared;
  return Outputs{tensors, letterbox.geometry()};
}

/// The plan for this shape of frame; the few shapes of a run stay planned.
const Letterbox& PictureSession::planned(const FrameInfo& info) {
  auto at = std::find_if(plans_.begin(), plans_.end(),
                         [&](const Letterbox& p) { return p.source() == info; });
  if (at == plans_.end()) {
    constexpr std::size_t kMostPlans = 32;
    if (plans_.size() == kMostPlans) plans_.clear();
    at = plans_.emplace(plans_.end(), spec_, info);
    bordered_ = nullptr;
  }
  if (&*at != bordered_) at->fill_border(input());
  bordered_ = &*at;
  return *at;
}

Status verify_unless_kept(const ModelManifest& manifest, const EngineOptions& options) {
  const bool by_openvino =
      options.kind == EngineKind::automatic || options.kind == EngineKind::openvino;
  if (by_openvino && !options.device.is_cuda() && openvino_keeps(spec_of(manifest), options))
    return {};
  return verify(manifest);
}

Result<std::unique_ptr<Engine>> make_picture_engine(const ModelManifest& manifest,
                                                    const EngineOptions& options) {
  return make_engine(spec_of(manifest), options);
}

Frame trial_picture() {
  const FrameInfo info{PixelFormat::gray8, 64, 64, {}, {}};
  Pool pool(image_bytes(info));
  Image image(info, pool);
  std::fill_n(image.plane(0).data, image_bytes(info), std::uint8_t{128});
  return freeze(std::move(image));
}

}  // namespace touchline
