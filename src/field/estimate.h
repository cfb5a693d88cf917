// One frame's landmarks -> where the camera looks, or why that cannot be told.
#pragma once

#include <optional>
#include <string>

#include "field/camera_fit.h"
#include "records/field.h"
#include "records/landmark.h"

namespace touchline {

struct EstimateOptions {
  FieldSpec field;
  double min_score = 0.1;  ///< landmarks below are not looked at
  /// No landmark is placed better than this, picture diagonals: on real pictures two sigmas
  /// then cover 89 % of the labelled points, with 0.0004 80 %.
  double sigma_floor = 0.0012;
  double support_sigma = 1;      ///< more, and the unlabelled points count for less
  double drawn_on_sigma = 0.02;  ///< of the points no paint marks, picture diagonals
  double slack = 0.003;          ///< what a centred pinhole does not describe, picture diagonals
  double max_sigma_m = 2.0;      ///< worse over the visible field: not usable
  int min_inliers = 4;           ///< landmarks that agree
  double min_agreement = 0.5;    ///< share of the landmarks that agree
  int samples = 300;             ///< sets of four landmarks that are tried
  std::optional<CameraPrior> camera = {};  ///< expected; null: that of a broadcast beside the field
};

struct Estimate {
  bool usable = false;
  bool found = false;     ///< a best guess exists: h, cov and prior are set
  HomographyFit fit;      ///< covariance widened when the errors are larger than promised
  HomographyPrior prior;  ///< what was assumed of the camera, for another fit with line points
  CameraFit camera;
  HeldOutError error;
  double sigma_m = 0;  ///< at the middle of the visible field
  std::string why;     ///< why it is not usable
};

/// Landmarks as matches in undistorted pixels, one group each, in the landmarks' order; those below
/// the lowest score left out.
void to_matches(const Landmarks& seen, const EstimateOptions& options, const Lens& lens, Vec2d size,
                std::vector<Correspondence>& out);

/// `matches`: landmarks. Tries sets of four (deterministically) and whole cameras, keeps what most
/// agree with, refines it with all of them.
Estimate estimate(std::span<Correspondence> matches, const EstimateOptions& options, Vec2d size);

/// A pixel at the middle of the field that is in view; nothing when none of it is.
std::optional<Vec2d> middle_of_view(const Mat3& image_from_field, const FieldSpec& field,
                                    Vec2d size);
/// Root mean square of ground_sigma() over the field in view; a large number when there is none.
double sigma_over_view(const Mat3& image_from_field, const Matrix8d& cov, const FieldSpec& field,
                       Vec2d size);
/// Standard deviation in metres of the ground at `pixel`, from the corners' covariance alone.
double ground_sigma(const Mat3& image_from_field, const Matrix8d& cov, Vec2d size, Vec2d pixel);

}  // namespace touchline
