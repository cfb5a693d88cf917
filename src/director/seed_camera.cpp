#include "director/seed_camera.h"

#include <algorithm>
#include <cmath>

namespace touchline::director {
namespace {

constexpr std::size_t kPlaces = 10;
constexpr double kSteps = 5;      // it looks so many frames ahead
constexpr double kCurved = 0.01;  // pixels/frame^2
constexpr double kPadding = 1.2;  // of the window, around what is put out
constexpr double kMargin = 30;    // pixels to the picture's edges
constexpr double kProportional = 0.8, kIntegral = 0.01, kDerivative = 0.05;

/// The quadratic through equally spaced values in the sense of least squares: its value `steps`
/// after the last one and its curvature. In u, from the middle, 1, u and u^2 - m2 are orthogonal.
struct Quadratic {
  double ahead = 0, curvature = 0;
};
Quadratic fit(const std::deque<Vec2d>& places, double Vec2d::* axis, double steps) {
  const auto n = static_cast<double>(places.size());
  const double middle = (n - 1) / 2, m2 = (n * n - 1) / 12;
  double sum = 0, slope = 0, bend = 0, of_slope = 0, of_bend = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double u = static_cast<double>(i) - middle, b = u * u - m2, value = places[i].*axis;
    sum += value;
    slope += u * value;
    of_slope += u * u;
    bend += b * value;
    of_bend += b * b;
  }
  const double u = middle + steps;
  return {sum / n + slope / of_slope * u + bend / of_bend * (u * u - m2), 2 * bend / of_bend};
}

double target_zoom(double speed, bool live) {
  if (speed > 900) return live ? 1.20 : 1.15;
  if (speed > 600) return live ? 1.35 : 1.30;
  if (speed > 350) return live ? 1.50 : 1.45;
  return live ? 1.65 : 1.60;
}

OneEuro smoother(SeedMode mode) {
  return mode == SeedMode::batch ? OneEuro(kSeedRate, 1.0, 0.007) : OneEuro(kSeedRate, 2.5, 0.001);
}

Vec2d clamped(Vec2d at, double most) {
  return {std::clamp(at.x, -most, most), std::clamp(at.y, -most, most)};
}

}  // namespace

SeedCamera::SeedCamera(const SeedOptions& options)
    : options_(options),
      tracker_(options.width, options.height, options.mode),
      at_{options.width / 2, options.height / 2},
      smooth_x_(smoother(options.mode)),
      smooth_y_(smoother(options.mode)) {}

std::vector<Framing> SeedCamera::push(const Play& play) {
  std::vector<BallSpot> spots = balls_outside(play, options_.excluded);
  for (auto& spot : spots) spot.at = options_.width * spot.at;
  const auto ball = tracker_.update(spots);
  if (ball) {
    follow(*ball);
  } else {
    drift();
  }
  const double speed = length(velocity_);
  const bool long_enough = ball && ball->tracked >= (live() ? 4 : 8);
  zoom_to(long_enough ? target_zoom(speed, live()) : 1);
  Framing framing = window(!ball || !ball->measured);
  framing.pts_ns = play.pts_ns;
  framing.subject = ball ? Subject::ball : Subject::all;
  if (ball)
    framing.ball = BallView{1 / options_.width * ball->at, 1 / options_.width * ball->velocity,
                            ball->measured};
  return {framing};
}

Vec2d SeedCamera::ahead_of(const SeedBall& ball) const {
  if (places_.size() == kPlaces) {
    const auto x = fit(places_, &Vec2d::x, kSteps), y = fit(places_, &Vec2d::y, kSteps);
    if (std::hypot(x.curvature, y.curvature) > kCurved) return {x.ahead, y.ahead};
  }
  return ball.at + kSteps / kSeedRate * velocity_;
}

void SeedCamera::follow(const SeedBall& ball) {
  velocity_ = 0.7 * velocity_ + 0.3 * ball.velocity;
  places_.push_back(ball.at);
  if (places_.size() > kPlaces) places_.pop_front();
  const double speed = length(velocity_);
  const double anticipation = (live() ? 0.35 : 0.3) * (1 + std::min(speed / 100, 1.0));
  const Vec2d target = ball.at + anticipation * (ahead_of(ball) - ball.at);
  const double dead_zone =
      std::min(0.10 * options_.shown_width * (1 + 0.5 * speed / 100), 0.3 * options_.width);
  const Vec2d error = target - at_;
  if (length(error) <= 0.7 * dead_zone) return;
  sum_ = sum_ + error;
  const Vec2d step = kProportional * error + kIntegral * sum_ + kDerivative * (error - last_error_);
  last_error_ = error;
  at_ = at_ + clamped(step, tracker_.stable() ? 100 : 80);
}

void SeedCamera::drift() {
  places_.clear();
  velocity_ = sum_ = last_error_ = {};
  at_ = at_ + 0.04 * (Vec2d{0.5 * options_.width, 0.40 * options_.height} - at_);
}

/// A spring, damped frame by frame.
void SeedCamera::zoom_to(double target) {
  if (live()) {
    zoom_speed_ += std::clamp(0.06 * (target - zoom_), -0.05, 0.05);
    zoom_speed_ = std::clamp(0.60 * zoom_speed_, -0.10, 0.14);
  } else {
    zoom_speed_ = std::clamp(0.70 * (zoom_speed_ + 0.08 * (target - zoom_)), -0.08, 0.08);
  }
  zoom_ = std::clamp(zoom_ + zoom_speed_, 1.0, live() ? 1.8 : 1.7);
}

Framing SeedCamera::window(bool predicted) {
  const double aspect = options_.shown_width / options_.shown_height;
  const double widest = std::min(options_.width, options_.height * aspect);
  double width = std::min(kPadding * options_.shown_width / zoom_, widest);
  Vec2d centre{smooth_x_.next(at_.x), smooth_y_.next(at_.y)};
  if (live() && shown_) {
    const double most = 0.008 * std::hypot(options_.width, options_.height);
    Vec2d step = (predicted ? 0.02 : 0.12) * (centre - *shown_);
    if (const double far = length(step); far > most) step = most / far * step;
    centre = *shown_ + step;
    width = shown_width_ + (predicted ? 0.02 : 0.10) * (width - shown_width_);
  }
  const auto within = [](double at, double half, double size) {
    const double margin = std::min(kMargin, size / 2 - half);
    return std::clamp(at, half + margin, std::max(half + margin, size - half - margin));
  };
  centre = {within(centre.x, width / 2, options_.width),
            within(centre.y, width / 2 / aspect, options_.height)};
  shown_ = centre;
  shown_width_ = width;
  Framing framing;
  framing.centre = 1 / options_.width * centre;
  framing.width = width / options_.width;
  framing.height = framing.width / aspect;
  return framing;
}

}  // namespace touchline::director
