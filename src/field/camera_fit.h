// A whole camera from landmarks: what carries a view in which they are few or lie on one line.
#pragma once

#include <span>

#include "geometry/field_spec.h"
#include "geometry/homography_fit.h"
#include "geometry/pinhole.h"

namespace touchline {

/// What is expected of a camera before anything is seen; independent normals.
struct CameraPrior {
  Vector7d mean = Vector7d::Zero(), sigma = Vector7d::Ones();
};

/// The main camera of a broadcast: in the stand beside the halfway line, level, any zoom.
CameraPrior broadcast_camera(const FieldSpec& field);
/// A camera raised behind the end at -x that looks along the field, as courts are filmed.
CameraPrior camera_behind_end(const FieldSpec& field);
/// Any camera above the ground.
CameraPrior any_camera(const FieldSpec& field);

struct CameraFit {
  Pinhole camera;
  double cost = 0;  ///< robust squared errors plus the prior's, in sigmas
  double prior_cost = 0;
  Matrix7d cov = Matrix7d::Zero();
};

/// A camera at the expected place that looks at the matches' middle and zooms so that they span
/// what they span in the picture.
Pinhole look_at(std::span<const Correspondence> matches, const CameraPrior& prior, Vec2d size);

/// Robust Levenberg-Marquardt over the seven camera parameters; sets the matches' weights.
CameraFit fit_camera(std::span<Correspondence> matches, const CameraPrior& prior,
                     const Pinhole& start, Vec2d size);

/// The prior as one over homographies near `camera`: normal along what the camera may do, and
/// `slack_px` across, for what a pinhole with centred axis does not describe.
HomographyPrior homography_prior(const CameraPrior& prior, const Pinhole& camera, Vec2d size,
                                 double slack_px);

}  // namespace touchline
