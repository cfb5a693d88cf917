// Frames in, detections out, best first.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "infer/manifest.h"
#include "infer/network.h"
#include "records/detection.h"

namespace touchline {

/// Which of a model's classes count, and as which of the sport's classes.
struct ClassMap {
  /// One entry per model class: index into the sport's classes, or -1 to ignore it.
  std::vector<int> to_sport;
  /// One entry per sport class: lowest score kept.
  std::vector<float> threshold;
  int ball = -1;  ///< which sport class is the ball; -1: the sport has none
  bool operator==(const ClassMap&) const = default;
};

using Detector = Network<Detections>;
using DetectorSession = NetworkSession<Detections>;

/// A detector from a model on disk, for frames on options.device. Errc::bad_model, Errc::no_device.
Result<std::unique_ptr<Detector>> make_detector(const ModelManifest& manifest,
                                                const EngineOptions& options,
                                                const ClassMap& classes);

}  // namespace touchline
