#include "sports/soccer/motion_filter.h"

#include <algorithm>

namespace touchline {

void MotionFilter::Axis::predict(double dt, double q) {
  p += v * dt;
  pp += dt * (2 * pv + dt * vv) + q * dt * dt * dt / 3;
  pv += dt * vv + q * dt * dt / 2;
  vv += q * dt;
}

void MotionFilter::Axis::update(double z, double r) {
  const double scale = 1 / (pp + r), k = pp * scale, l = pv * scale, innovation = z - p;
  p += k * innovation;
  v += l * innovation;
  vv -= l * pv;
  pv -= k * pv;
  pp -= k * pp;
}

void MotionFilter::start(const FieldPoint& at, double min_sigma, double sigma_v) {
  const double least = min_sigma * min_sigma;
  x_ = {at.m.x, 0, std::max(at.cov.xx, least), 0, sigma_v * sigma_v};
  y_ = {at.m.y, 0, std::max(at.cov.yy, least), 0, sigma_v * sigma_v};
}

void MotionFilter::predict(double dt, double q) {
  x_.predict(dt, q);
  y_.predict(dt, q);
}

double MotionFilter::distance2(const FieldPoint& at, double min_sigma) const {
  const double least = min_sigma * min_sigma, dx = at.m.x - x_.p, dy = at.m.y - y_.p;
  return dx * dx / (x_.pp + std::max(at.cov.xx, least)) +
         dy * dy / (y_.pp + std::max(at.cov.yy, least));
}

void MotionFilter::update(const FieldPoint& at, double min_sigma) {
  const double least = min_sigma * min_sigma;
  x_.update(at.m.x, std::max(at.cov.xx, least));
  y_.update(at.m.y, std::max(at.cov.yy, least));
}

void MotionFilter::loosen(double sigma_v) {
  x_.vv += sigma_v * sigma_v;
  y_.vv += sigma_v * sigma_v;
}

}  // namespace touchline
