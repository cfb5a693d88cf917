// Frames in, points of the playing field out.
#pragma once

#include <memory>

#include "infer/picture_network.h"
#include "kernels/heatmap.h"
#include "records/landmark.h"

namespace touchline {

/// One thread's landmark network.
class LandmarkSession {
 public:
  virtual ~LandmarkSession() = default;
  /// At most one observation per landmark, by index, in source pixels.
  virtual Result<InferTimes> detect(const Frame& frame, Landmarks& out) = 0;
  /// As DetectorSession::warm_up().
  virtual Status warm_up() { return {}; }
};

class LandmarkDetector {
 public:
  virtual ~LandmarkDetector() = default;
  virtual Result<std::unique_ptr<LandmarkSession>> session() = 0;
  [[nodiscard]] virtual const EngineInfo& engine() const = 0;
};

/// A landmark detector from a model on disk. Errc::bad_model, Errc::no_device; Errc::usage when the
/// manifest is not one of a landmark network.
Result<std::unique_ptr<LandmarkDetector>> make_landmark_detector(const ModelManifest& manifest,
                                                                 const EngineOptions& options);

/// Reads `heat`, n x C x H/s x W/s with C >= `landmarks`, 0..1, a Gaussian bump per landmark: the
/// highest cell of each channel, refined by place_landmarks(). Errc::bad_model on another shape.
Status decode_landmarks(const ModelManifest& manifest, std::span<const TensorView> outputs,
                        const LetterboxGeometry& geometry, Landmarks& out);

/// C of a heat map's shape. Errc::bad_model when it is not one of the manifest's.
Result<int> landmark_channels(const ModelManifest& manifest, std::span<const std::int64_t> shape);

/// Landmarks from the tops of all channels, each refined by a parabola through the logarithms of
/// its neighbours, which is exact for a Gaussian. Tops below `min_score` are absent.
void place_landmarks(const ModelManifest& manifest, std::span<const HeatTop> tops,
                     const LetterboxGeometry& geometry, Landmarks& out);

}  // namespace touchline
