#include "infer/manifest.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "base/hash.h"
#include "base/log.h"
#include "infer/manifest_reader.h"

namespace touchline {
namespace {

using manifest::Names;
using manifest::Reader;

constexpr Names<Head, 11> kHeads{{{"heatmap_box", Head::heatmap_box},
                                  {"yolox", Head::yolox},
                                  {"nanodet_plus", Head::nanodet_plus},
                                  {"rtmdet_nms", Head::rtmdet_nms},
                                  {"footandball", Head::footandball},
                                  {"heatmap_landmark", Head::heatmap_landmark},
                                  {"heatmap_keypoint", Head::heatmap_keypoint},
                                  {"simcc_keypoint", Head::simcc_keypoint},
                                  {"regressed_keypoint", Head::regressed_keypoint},
                                  {"anchored_keypoint", Head::anchored_keypoint},
                                  {"heatmap_peak", Head::heatmap_peak}}};
constexpr Names<Task, 4> kTasks{{{"detect", Task::detect},
                                 {"landmarks", Task::landmarks},
                                 {"keypoints", Task::keypoints},
                                 {"peaks", Task::peaks}}};
constexpr Names<Fit, 3> kFits{{{"letterbox_center", Fit::letterbox_center},
                               {"letterbox_topleft", Fit::letterbox_topleft},
                               {"stretch", Fit::stretch}}};
enum class Channels { rgb, bgr, gray };
constexpr Names<Channels, 3> kOrders{
    {{"rgb", Channels::rgb}, {"bgr", Channels::bgr}, {"gray", Channels::gray}}};

template <class T, std::size_t N>
const char* name_of(T value, const Names<T, N>& names) {
  for (const auto& [name, which] : names)
    if (which == value) return name;
  return "?";
}

Task task_of(Head head) {
  switch (head) {
    case Head::heatmap_landmark:
      return Task::landmarks;
    case Head::heatmap_keypoint:
    case Head::simcc_keypoint:
    case Head::regressed_keypoint:
    case Head::anchored_keypoint:
      return Task::keypoints;
    case Head::heatmap_peak:
      return Task::peaks;
    default:
      return Task::detect;
  }
}

/// `${NAME:-default}` -> the environment's NAME or the default; nothing when a brace is never
/// closed.
std::optional<std::string> expand(std::string text) {
  for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at)) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) return std::nullopt;
    const auto inside = text.substr(at + 2, end - at - 2);
    const auto cut = inside.find(":-");
    const char* set = std::getenv(inside.substr(0, cut).c_str());
    const auto by = set && *set                ? std::string(set)
                    : cut == std::string::npos ? ""
                                               : inside.substr(cut + 2);
    text.replace(at, end - at + 1, by);
    at += by.size();
  }
  return text;
}

std::string model_path(Reader& of, const std::string& yaml_path) {
  const auto given = of.text("file");
  const auto file = expand(given);
  if (!file || file->empty()) {
    of.fault(of.node("file"), "file", fmt::format("is '{}', which names no file", given));
    return {};
  }
  namespace fs = std::filesystem;
  std::error_code ignored;
  const auto folder = fs::absolute(yaml_path, ignored).parent_path();
  return (fs::path(*file).is_absolute() ? fs::path(*file) : folder / *file)
      .lexically_normal()
      .string();
}

void read_sha256(Reader& of, std::string& out) {
  out = of.text("sha256");
  const bool hex =
      out.size() == 64 && out.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!hex) of.fault(of.node("sha256"), "sha256", "must be 64 lower-case hex digits");
}

/// The same network in other numbers.
void read_files(Reader& top, const std::string& yaml_path, std::optional<Error>& error,
                PrecisionFiles& out) {
  const auto map = top.node("files", true);
  if (!map.IsDefined() || top.failed()) return;
  if (!map.IsMap()) return top.fault(map, "files", "must map precisions to files");
  for (const auto& entry : map) {
    const auto name = entry.first.as<std::string>("");
    const auto key = "files." + name;
    const bool half = name == to_string(Precision::f16);
    if (!half && name != to_string(Precision::int8))
      return top.fault(entry.first, key, "is not known; must be f16 or int8");
    if (!entry.second.IsMap()) return top.fault(entry.second, key, "must be a mapping");
    Reader of(yaml_path, entry.second, key + ".", error);
    auto& file = out[half ? Precision::f16 : Precision::int8];
    file.path = model_path(of, yaml_path);
    read_sha256(of, file.sha256);
    if (half)
      file.channels_last = of.flag("channels_last");
    else
      file.accepted = of.flag("accepted");
    of.no_others();
  }
}

void read_input(Reader& in, ModelInput& input) {
  constexpr int kLargest = 8192;
  input.name = in.text("name");
  input.width = in.number<int>("width", 16, kLargest);
  input.height = in.number<int>("height", 16, kLargest);
  const Channels order = in.one_of("order", kOrders);
  input.bgr = order == Channels::bgr;
  input.gray = order == Channels::gray;
  in.triple("mean", -1e6F, 1e6F, input.mean);
  in.triple("std", 1e-6F, 1e6F, input.std);
  const auto even = [](const float* v) { return v[0] == v[1] && v[1] == v[2]; };
  if (input.gray && !(even(input.mean) && even(input.std)))
    in.fault(in.node("order"), "order",
             "is gray, so 'mean' and 'std' must each be three times the same");
  input.fit = in.one_of("fit", kFits);
  input.pad = in.number<int>("pad", 0, 255, true, 114);
  input.window = in.number<int>("window", 1, 16, true, 1);
  in.no_others();
}

void read_thresholds(Reader& top, ModelManifest& model) {
  const auto map = top.node("threshold", true);
  if (!map.IsDefined() || top.failed()) return;
  if (!map.IsMap()) return top.fault(map, "threshold", "must map class names to scores");
  for (const auto& entry : map) {
    const auto name = entry.first.as<std::string>("");
    if (std::count(model.classes.begin(), model.classes.end(), name) == 0) {
      top.fault(entry.first, "threshold." + name, "is not among the classes");
    }
    model.threshold[name] = top.checked<float>(entry.second, "threshold." + name, 0.0F, 1.0F);
  }
}

/// What only a heat map for each point of a body has.
void read_heat(Reader& top, ModelManifest& model) {
  constexpr int kMostSmoothing = 17;
  model.smoothing = top.number<int>("smoothing", 0, kMostSmoothing, true, 0);
  if (model.smoothing % 2 == 0 && model.smoothing > 0)
    top.fault(top.node("smoothing"), "smoothing", "must be odd");
  model.corners = top.flag("corners");
  model.mirrored = top.flag("mirrored");
  const bool any = model.smoothing > 0 || model.corners || model.mirrored;
  if (any && model.head != Head::heatmap_keypoint)
    top.fault(top.node("head"), "head",
              "has no heat maps, to which 'smoothing', 'corners' and 'mirrored' belong");
}

void read_model(Reader& top, const std::string& yaml_path, std::optional<Error>& error,
                ModelManifest& model) {
  top.number<int>("schema", 1, 1);
  model.name = top.text("name");
  model.path = model_path(top, yaml_path);
  read_sha256(top, model.sha256);
  read_files(top, yaml_path, error, model.files);
  model.license = top.text("license");
  model.credit = top.text("credit");
  model.task = top.one_of("task", kTasks);
  model.head = top.one_of("head", kHeads);
  if (task_of(model.head) != model.task)
    top.fault(top.node("head"), "head", "does not do what 'task' says");
  const auto input = top.node("input");
  if (!top.failed() && !input.IsMap()) top.fault(input, "input", "must be a mapping");
  if (top.failed()) return;
  Reader in(yaml_path, input, "input.", error);
  read_input(in, model.input);
  model.outputs = top.texts("outputs");
  const auto strides = top.list("strides", true);
  for (std::size_t i = 0; !top.failed() && strides.IsDefined() && i < strides.size(); ++i) {
    model.strides.push_back(top.checked<int>(strides[i], "strides", 1, 256));
  }
  if (model.task != Task::detect) model.min_score = top.number<float>("min_score", 0.0F, 1.0F);
  if (model.task == Task::landmarks) {
    constexpr int kMostLandmarks = 256;
    model.landmarks = top.number<int>("landmarks", 4, kMostLandmarks);
    model.support_channel = top.number<int>("support_channel", 0, 2 * kMostLandmarks, true, 0);
    model.support_points = top.number<int>("support_points", 0, kMostLandmarks, true, 0);
  } else if (model.task == Task::keypoints) {
    model.keypoints = top.texts("keypoints");
    read_heat(top, model);
  } else if (model.task == Task::peaks) {
    model.blobs = top.flag("blobs");
    model.start_score =
        top.number<float>("start_score", model.min_score, 1.0F, true, model.min_score);
  } else if (model.task == Task::detect) {
    model.classes = top.texts("classes");
    read_thresholds(top, model);
    model.nms_iou = top.number<float>("nms_iou", 0.0F, 1.0F, true, 0.6F);
    model.box_margin = top.number<double>("box_margin", -20, 20, true, model.box_margin);
    model.foot_sigma = top.number<double>("foot_sigma", 0, 20, true, model.foot_sigma);
  }
  top.no_others();
}

/// No manifest, but what a manifest is written for: binary, or called so.
bool holds_a_network(std::ifstream& file, const std::string& path) {
  std::array<char, 4096> start{};
  file.read(start.data(), start.size());
  const std::string_view text(start.data(), static_cast<std::size_t>(file.gcount()));
  file.clear();
  file.seekg(0);
  return path.ends_with(".onnx") || text.find('\0') != std::string_view::npos;
}

}  // namespace

const char* to_string(Head head) { return name_of(head, kHeads); }
const char* to_string(Task task) { return name_of(task, kTasks); }

LetterboxSpec ModelInput::letterbox() const {
  LetterboxSpec spec{width, height, bgr, {}, {}, fit, pad};
  std::copy(std::begin(mean), std::end(mean), std::begin(spec.mean));
  std::copy(std::begin(std), std::end(std), std::begin(spec.std));
  return spec;
}

Result<ModelManifest> load_manifest(const std::string& yaml_path) {
  const auto shown = redact(yaml_path);
  std::ifstream file(yaml_path);
  if (!file) return fail(Errc::bad_model, shown, "model manifest {}: cannot be read", shown);
  if (holds_a_network(file, yaml_path))
    return fail(
        Errc::bad_model, shown,
        "{}: is a network, expected its manifest, the YAML file that says how it is fed and "
        "read; 'touchline models describe {} > net.yaml' drafts one, then use "
        "'--model ./net.yaml'",
        shown, shown);
  try {
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap())
      return fail(Errc::bad_model, shown, "model manifest {}: is not a YAML mapping", shown);
    ModelManifest model;
    std::optional<Error> error;
    Reader top(shown, root, "", error);
    read_model(top, yaml_path, error, model);
    if (error) return *error;
    model.fingerprint = sha256(text);
    return model;
  } catch (const std::exception& e) {
    return fail(Errc::bad_model, shown, "model manifest {}: is not valid YAML: {}", shown,
                e.what());
  }
}

Status verify_file(const ModelManifest& manifest, const PrecisionFile& file) {
  const auto shown = redact(file.path);
  auto found = sha256_file(file.path);
  if (!found) {
    return fail(Errc::bad_model, shown, "model '{}': {} cannot be read: {}", manifest.name, shown,
                found.error().message);
  }
  if (*found == file.sha256) return {};
  return fail(Errc::bad_model, shown,
              "model '{}': {} has SHA-256 {}, the manifest says {}; fetch the file again or "
              "correct the manifest",
              manifest.name, shown, *found, file.sha256);
}

Status verify(const ModelManifest& manifest) {
  TL_CHECK(verify_file(manifest, {manifest.path, manifest.sha256}));
  for (const auto& [precision, file] : manifest.files) TL_CHECK(verify_file(manifest, file));
  return {};
}

}  // namespace touchline
