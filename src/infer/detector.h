// Frames in, detections out: letterbox, network, head. What the pipeline's inference lane calls.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "image/frame.h"
#include "infer/manifest.h"
#include "infer/picture_network.h"
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

/// One thread's view of a network: owns its input tensor and its copy of the network, and on a GPU
/// a stream. There frames may lie on that GPU or on the host (those are uploaded, counted), and
/// detect() returns when the GPU is done with them.
class DetectorSession {
 public:
  virtual ~DetectorSession() = default;
  /// Detections of each frame, in source pixels, best first. Frames may differ in size. The result
  /// for a frame does not depend on the others in the batch.
  virtual Result<InferTimes> detect(std::span<const Frame> frames, std::span<Detections> out) = 0;
  /// Does now what a thread's first calls would have to do before they are as fast as later ones.
  virtual Status warm_up() { return {}; }
};

class Detector {
 public:
  virtual ~Detector() = default;
  virtual Result<std::unique_ptr<DetectorSession>> session() = 0;
  /// What runs the network, for the log, the manifest and doctor.
  [[nodiscard]] virtual const EngineInfo& engine() const = 0;
};

/// A detector from a model on disk, for frames on options.device. Errc::bad_model, Errc::no_device.
Result<std::unique_ptr<Detector>> make_detector(const ModelManifest& manifest,
                                                const EngineOptions& options,
                                                const ClassMap& classes);

}  // namespace touchline
