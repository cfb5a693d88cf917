// touchline models: what ships, what it is, whether it is sound.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "infer/detector.h"
#include "infer/landmark_detector.h"
#include "infer/manifest_draft.h"
#include "infer/point_networks.h"
#include "pipeline/share.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Result<ModelManifest> find_model(const std::string& name) {
  TL_ASSIGN(const std::string path, find_shared("models", name));
  return load_manifest(path);
}

Json bytes_of(const std::string& path) {
  std::error_code missing;
  const auto bytes = fs::file_size(path, missing);
  return missing ? Json(nullptr) : Json(bytes);
}

Json describe(const ModelManifest& model) {
  Json files = Json::object();
  for (const auto& [precision, file] : model.files)
    files[to_string(precision)] = {
        {"file", file.path}, {"bytes", bytes_of(file.path)}, {"sha256", file.sha256}};
  return {{"name", model.name},
          {"file", model.path},
          {"bytes", bytes_of(model.path)},
          {"license", model.license},
          {"credit", model.credit},
          {"sha256", model.sha256},
          {"files", std::move(files)},
          {"task", to_string(model.task)},
          {"head", to_string(model.head)},
          {"input",
           {{"width", model.input.width},
            {"height", model.input.height},
            {"order", model.input.gray  ? "gray"
                      : model.input.bgr ? "bgr"
                                        : "rgb"}}},
          {"classes", model.classes},
          {"threshold", model.threshold},
          {"nms_iou", model.nms_iou},
          {"box_margin", model.box_margin},
          {"foot_sigma", model.foot_sigma},
          {"landmarks", model.landmarks},
          {"keypoints", model.keypoints},
          {"min_score", model.min_score},
          {"start_score", model.task == Task::peaks ? Json(model.start_score) : Json(nullptr)}};
}

/// Making a network runs it once.
Result<EngineInfo> try_model(const ModelManifest& model, const EngineOptions& options) {
  if (model.task == Task::keypoints) {
    TL_ASSIGN(const auto bodies, make_keypoint_network(model, options));
    return bodies->engine();
  }
  if (model.task == Task::peaks) {
    TL_ASSIGN(const auto peaks, make_peak_network(model, options));
    return peaks->engine();
  }
  if (model.task == Task::landmarks) {
    TL_ASSIGN(const auto landmarks, make_landmark_detector(model, options));
    return landmarks->engine();
  }
  const ClassMap all{std::vector<int>(model.classes.size(), 0), {0.5F}};
  TL_ASSIGN(const auto detector, make_detector(model, options, all));
  return detector->engine();
}

}  // namespace

Result<std::string> list_models() try {
  std::vector<std::string> paths;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(share_dir() / "models", ignored))
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  Json all = Json::array();
  for (const auto& path : paths) {
    TL_ASSIGN(const auto model, load_manifest(path));
    all.push_back(describe(model));
  }
  return json_dump(all, 2);
} catch (...) {
  return caught("list_models");
}

Result<std::string> show_model(const std::string& name) try {
  TL_ASSIGN(const auto model, find_model(name));
  return json_dump(describe(model), 2);
} catch (...) {
  return caught("show_model");
}

Result<std::string> describe_network(const std::string& onnx_path, int width, int height) try {
  // The names that most public detectors were trained on.
  std::ifstream file(share_dir() / "models" / "classes" / "coco80.txt");
  std::vector<std::string> names;
  for (std::string name; std::getline(file, name);) names.push_back(name);
  return draft_manifest(onnx_path, {names, width, height});
} catch (...) {
  return caught("describe_network");
}

Result<std::string> verify_model(const std::string& name) try {
  TL_ASSIGN(const auto model, find_model(name));
  TL_CHECK(verify(model));
  Json engines = Json::array();
  for (const auto kind : {EngineKind::openvino, EngineKind::onnxruntime}) {
    EngineOptions options;
    options.kind = kind;
    TL_ASSIGN(const EngineInfo engine, try_model(model, options));
    engines.push_back({{"engine", to_string(kind)},
                       {"version", engine.version},
                       {"precision", to_string(engine.precision)},
                       {"runs", true}});
  }
  return json_dump(Json{{"name", model.name}, {"sha256", "matches"}, {"engines", engines}}, 2);
} catch (...) {
  return caught("verify_model");
}

}  // namespace touchline
