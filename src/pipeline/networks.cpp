#include "pipeline/networks.h"

#include <algorithm>
#include <future>

#include "base/guarded.h"
#include "infer/picture_network.h"
#include "pipeline/between_detections.h"

namespace touchline {
namespace {

/// Of a batch of frames few are due for landmarks at a time, unless every frame is: a smaller batch
/// of their own is padded less.
EngineOptions landmark_engine(const Assembly& assembly) {
  constexpr int kFramesPerLook = 4;  // calibrate.every_s at 25 frames/s: one in five
  EngineOptions engine = assembly.engine;
  if (assembly.settings().calibrate.every_s > 0)
    engine.max_batch = std::max(1, engine.max_batch / kFramesPerLook);
  return engine;
}

Result<std::unique_ptr<LandmarkDetector>> load_landmarks(const Assembly& assembly) {
  if (!assembly.landmarks) return std::unique_ptr<LandmarkDetector>();
  TL_CHECK(verify_unless_kept(*assembly.landmarks, assembly.engine));
  return make_landmark_detector(*assembly.landmarks, landmark_engine(assembly));
}

Status load_further(const Assembly& assembly, Networks& networks) {
  for (const auto& [model, data] : assembly.looks) {
    TL_CHECK(verify_unless_kept(model, assembly.engine));
    if (model.task == Task::keypoints) {
      TL_ASSIGN(auto network, make_keypoint_network(model, assembly.engine));
      networks.bodies.push_back(std::move(network));
    } else {
      TL_ASSIGN(auto network, make_peak_network(model, assembly.engine));
      networks.peaks.push_back(std::move(network));
    }
  }
  return {};
}

}  // namespace

Result<Networks> load_networks(const Assembly& assembly) {
  Networks networks;
  auto beside = start_async("landmarks", [&] { return load_landmarks(assembly); });
  TL_CHECK(verify_unless_kept(assembly.model, assembly.engine));
  TL_ASSIGN(networks.detector,
            make_detector(assembly.model, assembly.engine, assembly.point.classes));
  TL_ASSIGN(networks.landmarks, beside.get());
  TL_CHECK(load_further(assembly, networks));
  return networks;
}

bool networks_kept(const Assembly& assembly) {
  return is_kept(assembly.model, assembly.engine) &&
         (!assembly.landmarks || is_kept(*assembly.landmarks, landmark_engine(assembly))) &&
         std::all_of(assembly.looks.begin(), assembly.looks.end(),
                     [&](const auto& look) { return is_kept(look.model, assembly.engine); });
}

std::vector<double> look_intervals(const Assembly& assembly) {
  std::vector<double> all{assembly.settings().detect.every_s};
  if (assembly.landmarks) all.push_back(assembly.settings().calibrate.every_s);
  for (const auto& look : assembly.looks) all.push_back(look.data.every_s);
  return all;
}

std::vector<LookSetup> looks_of(const Networks& networks, const Assembly& assembly) {
  const auto intervals = look_intervals(assembly);
  std::vector<LookSetup> looks;
  const auto add = [&](const ModelManifest& model, auto open) {
    looks.push_back({model.name, std::move(open), intervals[looks.size()]});
  };
  if (intervals.front() > 0)
    add(assembly.model, with_interpolation(frame_look(*networks.detector)));
  else
    add(assembly.model, frame_look(*networks.detector));
  looks.front().every_s = 0;  // it sees the first frame: nobody waits to open it
  if (networks.landmarks) add(*assembly.landmarks, frame_look(*networks.landmarks, looks.size()));
  auto bodies = networks.bodies.begin();
  auto peaks = networks.peaks.begin();
  for (const auto& [model, data] : assembly.looks) {
    if (model.task == Task::keypoints)
      add(model, crop_look(**bodies++, data.crops, looks.size()));
    else
      add(model, window_look(**peaks++, looks.size()));
  }
  return looks;
}

}  // namespace touchline
