// The homography that agrees best with landmarks, line points and what was known before: robust
// Levenberg-Marquardt over the corners' displacements, its covariance, and its held-out error.
#pragma once

#include <algorithm>
#include <optional>
#include <span>

#include "geometry/homography.h"

namespace touchline {

/// A place on the field and where the picture shows it. With a `normal` only the displacement along
/// it was measured (a point of a line), otherwise both coordinates.
struct Correspondence {
  Vec2d field, pixel;  ///< metres, undistorted pixels
  double sigma_px = 1;
  Vec2d normal;       ///< unit, or (0,0)
  int group = 0;      ///< held out together: a landmark alone, a marking's points as one
  double share = 1;   ///< below 1 when its error is partly that of its neighbours
  double weight = 0;  ///< set by fit(): 0 for an outlier, up to 1
  [[nodiscard]] bool is_line() const { return normal != Vec2d{}; }
};

/// What is known without the matches: the corners' displacement from `h` is normal about `mean`.
struct HomographyPrior {
  Mat3 h;
  Matrix8d information = Matrix8d::Zero();
  Vector8d mean = Vector8d::Zero();
};

struct HomographyFit {
  Mat3 h;
  Matrix8d cov = Matrix8d::Zero();  ///< of the corners, pixels^2
  double cost = 0;                  ///< sum of the robust squared errors in sigmas
  double spread = 1;                ///< error of the matches that agree over what sigmas promised
  int points = 0, lines = 0;        ///< matches that agree
};

/// Squared error of a match in sigmas; a large number at or behind the horizon.
inline double squared_error(const Mat3& h, const Correspondence& match) {
  const auto q = project(h, match.field);
  if (!q) return 1e12;
  const Vec2d r = *q - match.pixel;
  const double e2 = match.is_line() ? dot(match.normal, r) * dot(match.normal, r) : dot(r, r);
  return e2 / (match.sigma_px * match.sigma_px);
}

/// Tukey's biweight: errors beyond `reach` sigmas count for nothing.
inline double tukey_weight(double error2, double reach) {
  const double t = 1 - error2 / (reach * reach);
  return t > 0 ? t * t : 0;
}
inline double tukey_cost(double error2, double reach) {
  const double t = std::max(0.0, 1 - error2 / (reach * reach));
  return reach * reach / 3 * (1 - t * t * t);
}

inline constexpr double kReach = 4;  ///< sigmas beyond which a match is an outlier

/// Refines `start`. `widths`: the reach of the first rounds in multiples of kReach, so that a
/// start that is off still catches its matches. Nothing when the matches and the prior together do
/// not determine eight parameters or nothing agrees.
std::optional<HomographyFit> fit(const CornerFrame& frame, const Mat3& start,
                                 std::span<Correspondence> matches, const HomographyPrior* prior,
                                 std::span<const double> widths = {});

/// Error of the groups predicted by all the others: root of the mean square over matches that
/// agree.
struct HeldOutError {
  double px = 0, m = 0;
  int groups = 0;  ///< groups that the others determine
  /// Covariance of the corners, pixels^2, as the groups disagree about them: the jackknife (Efron
  /// 1982, chapter 3). Far from all groups it grows as it should, whatever sigmas promised.
  Matrix8d jackknife = Matrix8d::Zero();
};

/// Leaves out one group of matches after the other, solves anew from `fit.h` (one exact
/// Gauss-Newton step on the rest, whose weights stay), and measures the group there. `prior` is
/// weakened to `prior_share` of its information, because it may have seen the same landmarks
/// before.
HeldOutError held_out_error(const CornerFrame& frame, const HomographyFit& fit,
                            std::span<const Correspondence> matches, const HomographyPrior* prior,
                            double prior_share, int group_count);

}  // namespace touchline
