#include "infer/picture_network.h"

#include <algorithm>

#include "base/assert.h"
#include "infer/engines.h"
#include "kernels/crop.h"

namespace touchline {

EngineSpec engine_spec(const ModelManifest& manifest) {
  return {manifest.path,    manifest.input.name,  manifest.input.shape(),
          manifest.outputs, manifest.fingerprint, manifest.files};
}

PictureSession::PictureSession(const ModelInput& input, std::unique_ptr<EngineSession> network)
    : spec_(input.letterbox()),
      gray_(input.gray),
      colours_(gray_ ? 3 * plane() : 0),
      shape_(input.shape()),
      pool_(floats() * sizeof(float) * static_cast<std::size_t>(input.window)),
      buffer_(pool_.acquire()),
      network_(std::move(network)),
      bordered_(static_cast<std::size_t>(input.window)) {}

Result<PictureSession::Outputs> PictureSession::run(std::span<const Picture> pictures,
                                                    InferTimes& times) {
  TL_ASSERT(pictures.size() == bordered_.size());
  const auto start = wall_now();
  InputPlacement placement;
  for (std::size_t i = 0; i < pictures.size(); ++i) placement = place(pictures[i], i);
  const auto prepared = wall_now();
  TL_ASSIGN(const auto tensors, network_->run({input(), pictures.size() * floats()}, shape_));
  times.prepare_ns += prepared - start;
  times.network_ns += wall_now() - prepared;
  return Outputs{tensors, placement};
}

InputPlacement PictureSession::place(const Picture& picture, std::size_t at) {
  if (!gray_) return sample(picture, at, input(at));
  const auto placement = sample(picture, 0, colours_.data());
  const float *red = colours_.data(), *green = red + plane(), *blue = green + plane();
  float* out = input(at);
  for (std::size_t i = 0; i < plane(); ++i)
    out[i] = 0.299F * red[i] + 0.587F * green[i] + 0.114F * blue[i];
  return placement;
}

InputPlacement PictureSession::sample(const Picture& picture, std::size_t at, float* out) {
  if (picture.part) {
    const CropMap upright = crop_map(spec_, *picture.part);
    const CropMap map = picture.mirrored ? mirrored(upright, spec_.width) : upright;
    sample_crop(spec_, *picture.frame, map, out);
    bordered_[at] = nullptr;
    return map;
  }
  const Letterbox& letterbox = planned(picture.frame->info());
  if (&letterbox != std::exchange(bordered_[at], &letterbox)) letterbox.fill_border(out);
  letterbox.sample(*picture.frame, out);
  return letterbox.geometry();
}

/// The plan for this shape of frame; the few shapes of a run stay planned.
const Letterbox& PictureSession::planned(const FrameInfo& info) {
  auto at = std::find_if(plans_.begin(), plans_.end(),
                         [&](const Letterbox& p) { return p.source() == info; });
  if (at == plans_.end()) {
    constexpr std::size_t kMostPlans = 32;
    if (plans_.size() == kMostPlans) plans_.clear();
    at = plans_.emplace(plans_.end(), spec_, info);
    std::fill(bordered_.begin(), bordered_.end(), nullptr);  // plans may have moved
  }
  return *at;
}

bool is_kept(const ModelManifest& manifest, const EngineOptions& options) {
  const auto spec = engine_spec(manifest);
  const auto choice = choose_precision(spec, options);
  const bool by_openvino =
      options.kind == EngineKind::automatic || options.kind == EngineKind::openvino;
  return choice && by_openvino && !options.device.is_cuda() &&
         openvino_keeps(spec, options, *choice);
}

Status verify_unless_kept(const ModelManifest& manifest, const EngineOptions& options) {
  TL_ASSIGN(const auto choice, choose_precision(engine_spec(manifest), options));
  if (is_kept(manifest, options)) return {};
  return verify_file(manifest, choice.file.value_or(PrecisionFile{manifest.path, manifest.sha256}));
}

Result<std::unique_ptr<InferenceEngine>> make_picture_engine(const ModelManifest& manifest,
                                                             const EngineOptions& options) {
  return make_engine(engine_spec(manifest), options);
}

std::vector<Picture> pictures_of(std::span<const Frame> frames) {
  std::vector<Picture> pictures;
  for (const auto& frame : frames) pictures.push_back({&frame});
  return pictures;
}

Picture mirror_of(const Picture& picture) {
  const auto& info = picture.frame->info();
  const Box whole{0, 0, static_cast<float>(info.width), static_cast<float>(info.height)};
  return {picture.frame, picture.part.value_or(whole), !picture.mirrored};
}

Frame trial_picture() {
  const FrameInfo info{PixelFormat::gray8, 64, 64, {}, {}};
  Pool pool(image_bytes(info));
  Image image(info, pool);
  std::fill_n(image.plane(0).data, image_bytes(info), std::uint8_t{128});
  return freeze(std::move(image));
}

}  // namespace touchline
