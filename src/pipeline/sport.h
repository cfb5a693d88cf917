// A sport is data: its classes, and the networks that find them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analytics/pack_keys.h"
#include "infer/detector.h"
#include "infer/manifest.h"
#include "overlay/view.h"
#include "pipeline/clip.h"
#include "pipeline/settings.h"

namespace touchline {

/// A further look that a sport takes at its pictures, beside detector and landmarks.
struct LookData {
  std::map<std::string, std::string> models;  ///< profile -> model name; "": any other profile
  CropRule crops;                             ///< of a network for keypoints
  /// Of whoever stands so near the field, where the camera is known; 0: wherever.
  double near_field_m = 0;
  /// Profiles in which such a network sees each crop mirrored too (ModelManifest::mirrored).
  std::vector<std::string> mirrored;
  int stride = 1;      ///< of one for peaks: new frames of a window
  double every_s = 0;  ///< it sees a frame this often; 0: every frame
};

struct Sport {
  std::string name;
  std::string code;  ///< whose row of sports.cpp: the name, unless the pack says otherwise
  std::vector<std::string> classes;
  int ball = -1;                              ///< index into classes; -1: no ball
  std::map<std::string, std::string> models;  ///< profile -> model name; empty: the user's choice
  /// Profile -> what setting detect.every_s is unless somebody says otherwise; absent: 0.
  std::map<std::string, double> detect_every_s;
  std::map<std::string, std::string> aliases;  ///< another network's class -> one of ours
  /// Classes by role in a game of two teams, -1 where there is none: who guards an end, who plays,
  /// who is in no team. Without `outfield` nobody has a team.
  int guard = -1, outfield = -1, official = -1;
  std::optional<FieldSpec> field;        ///< as in the pack; absent: nothing to calibrate on
  std::vector<LookData> looks;           ///< in their order
  std::string landmarks;                 ///< the landmark network of that field; empty: none
  std::vector<View> views;               ///< beside the general ones, or in place of them
  std::vector<std::string> class_marks;  ///< see OverlayOptions
  PackKeys own;                          ///< what only the sport's code reads
};

/// Errc::bad_config names the file and the key.
Result<Sport> load_sport(const std::string& name);

/// The field with the settings' length and width where they are given; empty where the sport has
/// none. Errc::bad_config names what contradicts itself.
Result<FieldSpec> field_of(const Sport& sport, const Settings& settings);

/// Scores from which a detection counts, per sport class.
struct OperatingPoint {
  ClassMap classes;
  float high = 0, low = 0;  ///< the tracker's two passes, for people
};

/// Joins the network's classes to the sport's. `conf`, `high` and `low` replace the manifest's
/// operating point where they are above 0. Errc::bad_model when the network knows none of the
/// sport's classes.
Result<OperatingPoint> operating_point(const ModelManifest& model, const Sport& sport, float conf,
                                       float high, float low);

}  // namespace touchline
