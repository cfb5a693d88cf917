// Networks that find points: of bodies, and small things of which a point is all there is.
#pragma once

#include <memory>
#include <vector>

#include "infer/decoder.h"
#include "infer/manifest.h"
#include "infer/network.h"
#include "records/keypoint.h"
#include "records/peak.h"

namespace touchline {

/// Of the body in a picture, which is usually a part of a frame. Errc::bad_model, Errc::no_device;
/// Errc::usage when the manifest is of another task.
Result<std::unique_ptr<Network<Keypoints>>> make_keypoint_network(const ModelManifest& manifest,
                                                                  const EngineOptions& options);

/// The peaks of each frame of a window, oldest first.
using WindowPeaks = std::vector<Peaks>;
/// Of whole frames; errors as make_keypoint_network()'s.
Result<std::unique_ptr<Network<WindowPeaks>>> make_peak_network(const ModelManifest& manifest,
                                                                const EngineOptions& options);

/// The heads whose names end in `_keypoint`. Errc::bad_model when the manifest does not
/// fit its head.
Result<std::unique_ptr<Decoder<Keypoints>>> make_keypoint_decoder(const ModelManifest& manifest);
/// The head `heatmap_peak`.
Result<std::unique_ptr<Decoder<WindowPeaks>>> make_peak_decoder(const ModelManifest& manifest);

}  // namespace touchline
