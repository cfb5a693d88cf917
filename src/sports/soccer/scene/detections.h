// What imperfect networks would say about a frame of the match: trackers, team finders and
// calibration are tested on it without any network. Pure functions of the options and the instant.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/linear.h"
#include "records/detection.h"
#include "records/kit.h"
#include "sports/soccer/scene/truth.h"

namespace touchline {

struct DetectionOptions {
  double miss_share = 0.05;   ///< of the time a person is missed, in spells of 0.12 s
  double hidden_below = 0.3;  ///< visible share under which nobody is found
  double jitter = 0.02;       ///< of boxes, standard deviation in body heights
  double confusion = 0.05;    ///< of the time a goalkeeper or referee is called a player
  double false_per_frame = 0.1;
  double ball_miss_share = 0.15;
  double ball_jitter_px = 0.6;
  double false_balls_per_frame = 0.05;
  std::uint64_t seed = 1;
};

struct SceneDetections {
  Detections detections;   ///< in no meaningful order
  std::vector<int> truth;  ///< beside each: person id, 0 for the ball, -1 for a false one
};

SceneDetections detect(const MatchState& state, const TrueView& view, int width, int height,
                       const DetectionOptions& options = {});

struct LandmarkOptions {
  double noise_px = 0.8;  ///< standard deviation per axis
  double miss_share = 0.05;
  double outlier_share = 0;  ///< that lie anywhere within 80 pixels
  std::uint64_t seed = 1;
};

struct SceneLandmark {
  int index = 0;  ///< into landmarks(pitch)
  Vec2d pixel;    ///< distorted, as in the picture
  double score = 0;
  bool outlier = false;
};

/// The landmarks that are in the picture.
std::vector<SceneLandmark> find_landmarks(const PitchSpec& pitch, const Camera& camera, int width,
                                          int height, double t,
                                          const LandmarkOptions& options = {});

struct KitSampling {
  double noise = 4;             ///< standard deviation per channel, CIELAB
  double shade_L = 5;           ///< lightness changes across the pitch by up to this
  double outlier_share = 0.03;  ///< samples that are somebody else's colours
  std::uint64_t seed = 1;
};

/// The kit colours measured on a person, `visible` of whom shows.
KitSample measure_kit(const Kits& kits, const PersonState& person, double visible, double t,
                      const KitSampling& options = {});

const Kit& kit_of(const Kits& kits, const PersonState& person);

}  // namespace touchline
