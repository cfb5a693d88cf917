#include "infer/landmark_detector.h"

#include <algorithm>
#include <cmath>

#include "infer/device_detector.h"
#include "infer/heads/heads.h"
#include "infer/kept_session.h"

namespace touchline {
namespace {

/// Where the top of a Gaussian lies between its samples at -1, 0 and +1, in cells.
double bump_offset(float before, float at, float after) {
  constexpr double kLeast = 1e-4;  // of a logarithm's argument
  const double a = std::log(std::max<double>(before, kLeast)),
               b = std::log(std::max<double>(at, kLeast)),
               c = std::log(std::max<double>(after, kLeast));
  const double bend = a - 2 * b + c;
  return bend < -1e-9 ? std::clamp(0.5 * (a - c) / bend, -0.5, 0.5) : 0.0;
}

/// Standard deviation in input pixels by score: read off the held-out pictures, see docs/models.md.
double sigma_of(double score) { return 0.8 + 3.0 * (1 - score); }

/// A support point has a fifth of a landmark's weight in a fit: what scored best, see its card.
constexpr double kSupportSigma = 2.236;

class CpuLandmarkSession final : public LandmarkSession {
 public:
  CpuLandmarkSession(const ModelManifest& manifest, PictureSession network)
      : manifest_(manifest), network_(std::move(network)) {}

  Result<InferTimes> detect(const Frame& frame, Landmarks& out) override {
    InferTimes times;
    TL_ASSIGN(const auto outputs, network_.run(frame, times));
    const auto computed = wall_now();
    TL_CHECK(decode_landmarks(manifest_, outputs.tensors, outputs.geometry, out));
    times.decode_ns += wall_now() - computed;
    return times;
  }

 private:
  const ModelManifest& manifest_;
  PictureSession network_;
};

class CpuLandmarkDetector final : public LandmarkDetector {
 public:
  CpuLandmarkDetector(ModelManifest manifest, std::unique_ptr<Engine> engine)
      : manifest_(std::move(manifest)), engine_(std::move(engine)) {}

  /// One picture through the whole way, as make_detector() does; the session is kept.
  Status try_once() {
    if (engine_->was_tried()) return {};
    Landmarks found;
    TL_ASSIGN(auto first, session());
    TL_CHECK(first->detect(trial_picture(), found));
    tried_.keep(std::move(first));
    engine_->keep_tried();
    return {};
  }
  Result<std::unique_ptr<LandmarkSession>> session() override {
    if (auto tried = tried_.take()) return tried;
    TL_ASSIGN(auto network, engine_->session());
    return std::unique_ptr<LandmarkSession>(std::make_unique<CpuLandmarkSession>(
        manifest_, PictureSession(manifest_.input, std::move(network))));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return engine_->info(); }

 private:
  ModelManifest manifest_;
  std::unique_ptr<Engine> engine_;
  KeptSession<LandmarkSession> tried_;  ///< after engine_, so that it goes first
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
    const double ix = (top.x + 0.5 + bump_offset(top.left, top.score, top.right)) * stride,
                 iy = (top.y + 0.5 + bump_offset(top.above, top.score, top.below)) * stride;
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
  if (options.device.is_cuda()) return make_device_landmark_detector(manifest, options);
  TL_ASSIGN(auto engine, make_picture_engine(manifest, options));
  auto detector = std::make_unique<CpuLandmarkDetector>(manifest, std::move(engine));
  TL_CHECK(detector->try_once());
  return std::unique_ptr<LandmarkDetector>(std::move(detector));
}

}  // namespace touchline
