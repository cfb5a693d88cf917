#include "field/view_filter.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>

namespace touchline {
namespace {

constexpr double kGate2 = 16;         // squared Mahalanobis distance of a landmark that agrees
constexpr double kStillSpeed = 0.01;  // diagonals per second: slower cameras drift less
constexpr int kForSurprise = 4;       // landmarks
constexpr double kSurprise = 1.8;     // chi-square over its degrees of freedom
constexpr double kMemory_s = 1;       // of the misfit

}  // namespace

void ViewFilter::start(const HomographyFit& fitted) {
  take(fitted);
  forget_misfit();
}

void ViewFilter::predict(const std::optional<Mat3>& motion, double sigma_px, double dt,
                         Vec2d size) {
  const CornerFrame frame(size);
  const double diagonal = frame.diagonal();
  double corner = options_.blind * diagonal * std::sqrt(dt);
  if (motion) {
    double moved = 0;
    for (int i = 0; i < 4; ++i)
      moved += distance(project_any(*motion, frame.corner(i)), frame.corner(i)) / 4;
    const double speed = dt > 0 ? moved / (diagonal * dt) : 1;
    const double drift = options_.drift * std::clamp(speed / kStillSpeed, 0.1, 1.0);
    // The root mean square over the picture is two thirds of what the corners have.
    corner = std::hypot(1.5 * sigma_px, drift * diagonal * std::sqrt(dt));
    cov_ = frame.moved(cov_, *motion);
    misfit_ = frame.moved(misfit_, *motion);
    h_ = *motion * h_;
    keep_scale();
  }
  cov_.diagonal().array() += corner * corner;
}

void ViewFilter::keep_scale() {
  const double size = std::max({std::abs(h_(2, 0)), std::abs(h_(2, 1)), std::abs(h_(2, 2)) / 50});
  if (size > 0 && std::isfinite(size)) h_ = scaled(h_, 1 / size);
}

int ViewFilter::agreement(const CornerFrame& frame, std::span<const Correspondence> matches) {
  int count = 0;
  double reach = 1;
  innovation_ = 0;
  const Matrix8d expected_cov = told();
  for (const Correspondence& match : matches) {
    const auto q = project(h_, match.field);
    if (!q) continue;
    const Matrix28d by = frame.at(*q);
    Eigen::Matrix2d s = by * expected_cov * by.transpose();
    const double expected = std::sqrt(s.trace() / 2);
    s.diagonal().array() += match.sigma_px * match.sigma_px;
    const Eigen::Vector2d r(q->x - match.pixel.x, q->y - match.pixel.y);
    const double surprise = r.dot(s.inverse() * r);
    if (surprise > kGate2) continue;
    ++count;
    innovation_ += surprise / 2;
    reach = std::max(reach, expected / match.sigma_px);
  }
  if (count > 0) innovation_ /= count;
  widths_.assign(1, std::min(reach, 30.0));
  if (reach > 2) widths_.push_back(std::sqrt(reach));
  return count;
}

bool ViewFilter::correct(const CornerFrame& frame, std::span<Correspondence> matches, int agree) {
  // Motion that missed something shows as surprise: the prediction is trusted less by as much.
  if (agree >= kForSurprise && innovation_ > kSurprise) cov_ *= std::min(25.0, 4 * innovation_);
  const auto known = prior();
  const auto fitted = fit(frame, h_, matches, &known, widths_);
  if (!fitted || fitted->points < agree / 2) return false;
  take(*fitted);
  return fitted->points >= 2;
}

std::optional<HomographyFit> ViewFilter::with_lines(const CornerFrame& frame,
                                                    std::span<Correspondence> lines,
                                                    double sigma_px) {
  const auto known = prior();
  const double reach = std::clamp(rms() / sigma_px, 1.0, 10.0);
  widths_.assign({reach, std::sqrt(reach)});
  return fit(frame, h_, lines, &known, widths_);
}

void ViewFilter::take(const HomographyFit& fitted) {
  h_ = fitted.h;
  cov_ = fitted.cov;
  if (fitted.spread > 1) cov_ *= std::min(4.0, fitted.spread * fitted.spread);
  keep_scale();
}

HomographyPrior ViewFilter::prior() const {
  Matrix8d information = cov_.ldlt().solve(Matrix8d::Identity());
  information = (0.5 * (information + information.transpose())).eval();
  return {h_, information, Vector8d::Zero()};
}

void ViewFilter::learn_misfit(const Matrix8d& jackknife, double dt) {
  const double fresh = misfit_known_ ? 1 - std::exp(-dt / kMemory_s) : 1;
  misfit_ += fresh * (jackknife - misfit_);
  misfit_known_ = true;
}

}  // namespace touchline
