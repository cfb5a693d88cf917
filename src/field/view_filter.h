// A view and its covariance through time: carried on by measured motion, corrected by matches.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "geometry/homography_fit.h"

namespace touchline {

/// Lengths are shares of the picture's diagonal.
struct ViewFilterOptions {
  double drift = 0.0015;  ///< corner sigma of what motion misses, per sqrt(second)
  double blind = 0.06;    ///< the same when motion could not be measured
};

class ViewFilter {
 public:
  explicit ViewFilter(const ViewFilterOptions& options) : options_(options) {}

  void start(const HomographyFit& fitted);
  /// `dt` seconds on. `motion`: the last pixels to this picture's, its corners known to `sigma_px`.
  void predict(const std::optional<Mat3>& motion, double sigma_px, double dt, Vec2d size);
  /// How many landmarks lie where they are expected; remembers how well, for correct().
  int agreement(const CornerFrame& frame, std::span<const Correspondence> matches);
  /// Corrects by landmarks after agreement() counted `agree` of them. false: they tell too little.
  bool correct(const CornerFrame& frame, std::span<Correspondence> matches, int agree);
  /// The best view given what is known and line points that are known to `sigma_px` each.
  [[nodiscard]] std::optional<HomographyFit> with_lines(const CornerFrame& frame,
                                                        std::span<Correspondence> lines,
                                                        double sigma_px);
  void take(const HomographyFit& fitted);
  [[nodiscard]] HomographyPrior prior() const;

  /// What leaving out each landmark and marking changes (jackknife), averaged over a second or so:
  /// the errors that repeat in every frame, as those of a lens nobody corrected.
  void learn_misfit(const Matrix8d& jackknife, double dt);
  /// The covariance to be told: the filter's own and the misfit.
  [[nodiscard]] Matrix8d told() const { return cov_ + misfit_; }
  void forget_misfit() { misfit_.setZero(), misfit_known_ = false; }

  [[nodiscard]] const Mat3& h() const { return h_; }  ///< undistorted pixels from metres
  [[nodiscard]] const Matrix8d& cov() const { return cov_; }
  /// Root mean square of the corners' sigmas, pixels.
  [[nodiscard]] double rms() const { return std::sqrt(std::max(0.0, cov_.trace() / 8)); }

 private:
  void keep_scale();

  ViewFilterOptions options_;
  Mat3 h_;
  Matrix8d cov_ = Matrix8d::Zero(), misfit_ = Matrix8d::Zero();
  bool misfit_known_ = false;
  double innovation_ = 0;  ///< mean squared surprise of the landmarks that agree; 1 as promised
  std::vector<double> widths_;
};

}  // namespace touchline
