// make_detector() and make_landmark_detector() for pictures on a GPU. Private to infer.
#pragma once

#include "infer/detector.h"
#include "infer/landmark_detector.h"

namespace touchline {

Result<std::unique_ptr<Detector>> make_device_detector(const ModelManifest& manifest,
                                                       const EngineOptions& options,
                                                       const ClassMap& classes);
Result<std::unique_ptr<LandmarkDetector>> make_device_landmark_detector(
    const ModelManifest& manifest, const EngineOptions& options);

}  // namespace touchline
