// A model is a manifest (share/models/*.yaml, schema share/schema/model.schema.json) plus an ONNX
// file, or a TFLite one of a picture n x height x width x 3.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "infer/precision.h"
#include "kernels/letterbox.h"

namespace touchline {

/// What a network is for: boxes of people and ball, points of the playing field, points of a body,
/// or small things that are no more than a point.
enum class Task { detect, landmarks, keypoints, peaks };
const char* to_string(Task task);
/// How a network's outputs are read: one file of infer/heads each.
enum class Head {
  heatmap_box,
  yolox,
  nanodet_plus,
  rtmdet_nms,
  footandball,
  heatmap_landmark,
  heatmap_keypoint,
  simcc_keypoint,
  regressed_keypoint,
  anchored_keypoint,
  heatmap_peak
};
const char* to_string(Head head);

struct ModelInput {
  std::string name;
  int width = 0, height = 0;
  bool bgr = false;
  bool gray = false;  ///< one channel a frame, its brightness (ITU-R BT.601), in place of three
  float mean[3] = {0, 0, 0};  ///< per channel in network order: (value_0_255 - mean) / std
  float std[3] = {255, 255, 255};
  Fit fit = Fit::letterbox_center;
  int pad = 114;
  int window = 1;  ///< consecutive frames, oldest first, channels() each

  /// The same, as the letterbox wants it.
  [[nodiscard]] LetterboxSpec letterbox() const;
  [[nodiscard]] int channels() const { return gray ? 1 : 3; }
  /// Of the tensor for one input: 1 x channels x height x width, those of the window together.
  [[nodiscard]] std::vector<std::int64_t> shape() const {
    return {1, std::int64_t{channels()} * window, height, width};
  }
};

struct ModelManifest {
  std::string name, path;  ///< path: the ONNX file of f32, absolute
  std::string sha256, license, credit;
  PrecisionFiles files;     ///< the same network in other numbers; paths are absolute
  std::string fingerprint;  ///< SHA-256 of the manifest's text, which names the file's
  Task task = Task::detect;
  Head head = Head::heatmap_box;
  ModelInput input;
  std::vector<std::string> outputs;
  std::vector<int> strides;
  std::vector<std::string> classes;        ///< of a detector
  std::map<std::string, float> threshold;  ///< per class; the manifest's measured operating point
  float nms_iou = 0.6F;
  /// How far the network's boxes of people reach past them, see BoxFit (detections have that taken
  /// off), and how well their lower edges are known; pixels of the input.
  double box_margin = 0, foot_sigma = 0.9;
  int landmarks = 0;  ///< how many points a landmark network knows
  /// Further points of the field, less sure: channels support_channel and on hold as many, whose
  /// indices follow the landmarks'. 0: none.
  int support_channel = 0, support_points = 0;
  std::vector<std::string> keypoints;  ///< of a body, by name
  /// Of heat maps for these. Cells across of the smoothing after which the top is refined as its
  /// logarithm bends (DARK for unbiased data: Zhang et al. 2020, arXiv:1910.06278; Huang et al.
  /// 2020, arXiv:1911.07524); 0: refined along each axis as they are.
  int smoothing = 0;
  bool corners = false;   ///< the outermost cells lie on the input's outermost pixels
  bool mirrored = false;  ///< the mean with what is found in the mirrored crop: twice the work
  /// Of a heat map for peaks: tops are flat. A thing is a connected area of at least min_score, at
  /// the centre of what rises above that; else a cell that no neighbour exceeds, refined along each
  /// axis.
  bool blobs = false;
  /// Of a landmark, keypoint or peak that counts: the measured operating point.
  float min_score = 0.5F;
  /// Of a peak from which a track may start; fainter ones continue it. At least min_score.
  float start_score = 0.5F;
};

/// How many inputs are made of one crop: it, and where the manifest wants the mean with what is
/// found in it, its mirror image.
inline int views_of(const ModelManifest& manifest) { return manifest.mirrored ? 2 : 1; }

/// Reads and validates a manifest. Errc::bad_model names the file, the line and the key; unknown
/// keys are errors. A `file` is relative to the manifest's folder, and `${NAME:-default}` in it is
/// replaced by the environment variable NAME, or by `default` where that is not set.
Result<ModelManifest> load_manifest(const std::string& yaml_path);
/// Checks every file that the manifest names against its sha256.
Status verify(const ModelManifest& manifest);
/// Checks one of them.
Status verify_file(const ModelManifest& manifest, const PrecisionFile& file);

}  // namespace touchline
