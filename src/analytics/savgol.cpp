#include "analytics/savgol.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace touchline {
namespace {

/// Takes a window's samples to the coefficients of its polynomial about the middle sample.
Eigen::MatrixXd fit_of(int window, int order) {
  Eigen::MatrixXd powers(window, order + 1);
  for (int i = 0; i < window; ++i)
    for (int k = 0; k <= order; ++k) powers(i, k) = std::pow(i - window / 2, k);
  return powers.colPivHouseholderQr().solve(Eigen::MatrixXd::Identity(window, window));
}

/// Takes coefficients to the polynomial's derivative at `x`.
Eigen::RowVectorXd value_at(double x, int order, int derivative) {
  Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(order + 1);
  for (int k = derivative; k <= order; ++k) {
    double factor = 1;
    for (int j = 0; j < derivative; ++j) factor *= k - j;
    row(k) = factor * std::pow(x, k - derivative);
  }
  return row;
}

}  // namespace

std::vector<double> savgol(std::span<const double> samples, const SavgolRule& rule) {
  TL_ASSERT(rule.window > rule.order && rule.window % 2 == 1 && rule.order >= 0);
  const int count = static_cast<int>(samples.size());
  if (count == 0) return {};
  const int window = std::min(rule.window, count - (count + 1) % 2);
  const int order = std::min(rule.order, window - 1), half = window / 2;
  const Eigen::MatrixXd fit = fit_of(window, order);
  const double unit = std::pow(rule.spacing, -rule.derivative);
  const Eigen::Map<const Eigen::VectorXd> all(samples.data(), count);
  std::vector<double> out(samples.size());

  const Eigen::RowVectorXd inner = value_at(0, order, rule.derivative) * fit * unit;
  for (int i = half; i < count - half; ++i)
    out[static_cast<std::size_t>(i)] = inner.dot(all.segment(i - half, window));
  const auto edge = [&](int first, int from, int to) {
    const Eigen::VectorXd polynomial = fit * all.segment(first, window);
    for (int i = from; i < to; ++i)
      out[static_cast<std::size_t>(i)] =
          value_at(i - first - half, order, rule.derivative).dot(polynomial) * unit;
  };
  edge(0, 0, half);
  edge(count - window, count - half, count);
  return out;
}

}  // namespace touchline
