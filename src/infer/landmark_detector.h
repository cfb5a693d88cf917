// Frames in, points of the playing field out.
#pragma once

#include <memory>

#include "infer/decoder.h"
#include "infer/manifest.h"
#include "infer/network.h"
#include "kernels/heatmap.h"
#include "records/landmark.h"

namespace touchline {

/// Of a whole frame: at most one observation per landmark, by index.
using LandmarkDetector = Network<Landmarks>;
using LandmarkSession = NetworkSession<Landmarks>;

/// A landmark detector from a model on disk. Errc::bad_model, Errc::no_device; Errc::usage when the
/// manifest is not one of a landmark network.
Result<std::unique_ptr<LandmarkDetector>> make_landmark_detector(const ModelManifest& manifest,
                                                                 const EngineOptions& options);

/// Reads `heat`, n x C x H/s x W/s with C >= `landmarks`, 0..1, a Gaussian bump per landmark: the
/// highest cell of each channel, refined by place_landmarks(). Errc::bad_model on another shape.
Status decode_landmarks(const ModelManifest& manifest, std::span<const TensorView> outputs,
                        const LetterboxGeometry& geometry, Landmarks& out);

std::unique_ptr<Decoder<Landmarks>> make_landmark_decoder(const ModelManifest& manifest);

/// C of a heat map's shape. Errc::bad_model when it is not one of the manifest's.
Result<int> landmark_channels(const ModelManifest& manifest, std::span<const std::int64_t> shape);

/// Landmarks from the tops of all channels, each refined by a parabola through the logarithms of
/// its neighbours, which is exact for a Gaussian. Tops below `min_score` are absent.
void place_landmarks(const ModelManifest& manifest, std::span<const HeatTop> tops,
                     const LetterboxGeometry& geometry, Landmarks& out);

}  // namespace touchline
