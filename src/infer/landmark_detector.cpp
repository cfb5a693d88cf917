#include "infer/landmark_detector.h"

#include <algorithm>

#include "infer/cpu_network.h"
#include "infer/device_decoders.h"
#include "infer/heads/heads.h"

namespace touchline {
namespace {

/// Standard deviation in input pixels by score: read off the held-out pictures, see docs/models.md.
double sigma_of(double score) { return 0.8 + 3.0 * (1 - score); }

/// A support point has a fifth of a landmark's weight in a fit: what scored best, see its card.
constexpr double kSupportSigma = 2.236;

class LandmarkDecoder final : public Decoder<Landmarks> {
 public:
  explicit LandmarkDecoder(ModelManifest manifest) : manifest_(std::move(manifest)) {}
  Status decode(std::span<const TensorView> outputs, int, const InputPlacement& at,
                Landmarks& out) override {
    return decode_landmarks(manifest_, outputs, at.whole, out);
  }

 private:
  ModelManifest manifest_;
};

}  // namespace

Result<int> landmark_channels(const ModelManifest& manifest, std::span<const std::int64_t> shape) {
  const int stride = manifest.strides[0];
  TL_CHECK(
      heads::expect_shape({{shape.begin(), shape.end()}, nullptr}, manifest.outputs[0],
                          {-1, -1, manifest.input.height / stride, manifest.input.width / stride}));
  const int supported =
      manifest.support_points > 0 ? manifest.support_channel + manifest.support_points : 0;
  const int needed = std::max(manifest.landmarks, supported);
  if (shape[1] >= needed) return static_cast<int>(shape[1]);
  return fail(Errc::bad_model, manifest.name,
              "model '{}': output '{}' has {} channels, the manifest needs {}", manifest.name,
              manifest.outputs[0], shape[1], needed);
}

void place_landmarks(const ModelManifest& manifest, std::span<const HeatTop> tops,
                     const LetterboxGeometry& geometry, Landmarks& out) {
  const int stride = manifest.strides[0];
  out.clear();
  for (int i = 0; i < manifest.landmarks + manifest.support_points; ++i) {
    const bool support = i >= manifest.landmarks;
    const int channel = support ? manifest.support_channel + i - manifest.landmarks : i;
    const HeatTop& top = tops[static_cast<std::size_t>(channel)];
    if (!(top.score >= manifest.min_score)) continue;
    const double ix = (top.x + 0.5 + heads::bump_offset(top.left, top.score, top.right)) * stride,
                 iy = (top.y + 0.5 + heads::bump_offset(top.above, top.score, top.below)) * stride;
    out.push_back({i,
                   {(ix - geometry.x) * static_cast<double>(geometry.scale_x),
                    (iy - geometry.y) * static_cast<double>(geometry.scale_y)},
                   static_cast<double>(top.score),
                   (support ? kSupportSigma : 1) * sigma_of(static_cast<double>(top.score)) *
                       static_cast<double>(geometry.scale_x)});
  }
}

Status decode_landmarks(const ModelManifest& manifest, std::span<const TensorView> outputs,
                        const LetterboxGeometry& geometry, Landmarks& out) {
  TL_ASSIGN(const int channels, landmark_channels(manifest, outputs[0].shape));
  const int width = manifest.input.width / manifest.strides[0],
            height = manifest.input.height / manifest.strides[0];
  std::vector<HeatTop> tops;
  for (int i = 0; i < channels; ++i)
    tops.push_back(find_heat_top(
        heads::HeatMap{outputs[0].data + std::ptrdiff_t{i} * width * height, width, height}));
  place_landmarks(manifest, tops, geometry, out);
  return {};
}

Result<std::unique_ptr<LandmarkDetector>> make_landmark_detector(const ModelManifest& manifest,
                                                                 const EngineOptions& options) {
  if (manifest.task != Task::landmarks)
    return fail(Errc::usage, manifest.name, "model '{}' is for '{}', not for landmarks",
                manifest.name, to_string(manifest.task));
  if (manifest.outputs.empty() || manifest.strides.size() != 1)
    return fail(Errc::bad_model, manifest.name,
                "model '{}': a landmark network has the output 'heat' first and one stride",
                manifest.name);
  if (!options.device.is_cuda())
    return CpuNetwork<Landmarks>::create(manifest, options, [manifest] {
      return Result<std::unique_ptr<Decoder<Landmarks>>>(make_landmark_decoder(manifest));
    });
  return DevicePictureNetwork<Landmarks>::create(manifest, options,
                                                 [manifest](DevicePictureSession& pictures) {
                                                   return make_device_landmarks(manifest, pictures);
                                                 });
}

std::unique_ptr<Decoder<Landmarks>> make_landmark_decoder(const ModelManifest& manifest) {
  return std::make_unique<LandmarkDecoder>(manifest);
}

}  // namespace touchline
