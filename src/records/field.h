// Where the camera looks: the relation between pixels and metres of one frame, and how far to trust
// it.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json_line.h"
#include "geometry/linear.h"

namespace touchline {

/// `propagated`: carried on by measured camera motion. `stale`: carried on so long that positions
/// are shown but measures are withheld. `lost`: there is no relation.
enum class CalibrationState { measured, propagated, stale, lost };
const char* to_string(CalibrationState state);

/// Radial distortion about the picture's centre: distorted = c + (p - c)(1 + k1 r^2), r in half
/// diagonals (Brown's first term). 0: a pinhole.
struct Lens {
  double k1 = 0;
  Vec2d centre;              ///< pixels
  double half_diagonal = 1;  ///< pixels
  bool operator==(const Lens&) const = default;
};

Vec2d undistort(const Lens& lens, Vec2d pixel);
Vec2d distort(const Lens& lens, Vec2d pixel);

/// A position on the field in metres and its covariance in square metres.
struct FieldPoint {
  Vec2d m;
  Cov2 cov;
  bool operator==(const FieldPoint&) const = default;
};

struct FieldView {
  CalibrationState state = CalibrationState::lost;
  /// Undistorted pixels from metres and back; w > 0 in view. Meaningless while lost.
  Mat3 image_from_field, field_from_image;
  Lens lens;
  /// Covariance (8x8, row-major) of the picture's four corners' undistorted pixels x0 y0 x1 y1 ...
  /// as the homography places them: the corners are (0,0), (w,0), (w,h), (0,h) displaced by a small
  /// pixel error each. It is what to_field() propagates.
  std::array<double, 64> corner_cov{};
  Vec2d size;          ///< the picture, pixels
  int inliers = 0;     ///< landmarks and line points that agree
  double rmse_px = 0;  ///< leave-one-out, pixels; 0 when the others never told where one lies
  double rmse_m = 0;   ///< leave-one-out, metres
  double sigma_m = 0;  ///< standard deviation of a ground point at the middle of the visible field
  Nanoseconds unmeasured_ns = 0;  ///< since the last measured frame
  std::string why;                ///< why it is not `measured`; empty when it is
};

/// Undistorts `pixel`, projects it, and propagates `sigma_px` and the view's own covariance.
/// Nothing while lost, at or above the horizon.
std::optional<FieldPoint> to_field(const FieldView& view, Vec2d pixel, double sigma_px);
/// Metres to source pixels (distorted); nothing while lost or behind the camera.
std::optional<Vec2d> to_image(const FieldView& view, Vec2d metres);
/// Rounds to what calibration.jsonl holds, so that what is drawn by a view is drawn the same from
/// the file.
void quantise(FieldView& view);
/// One line (no newline) of calibration.jsonl, of a view that was quantised.
void append_json(JsonLine& line, const FieldView& view, const std::string& source_id,
                 std::int64_t frame, Nanoseconds pts_ns);

}  // namespace touchline
