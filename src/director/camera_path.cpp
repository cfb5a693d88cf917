#include "director/camera_path.h"

#include <algorithm>
#include <cmath>

namespace touchline::director {
namespace {

constexpr double kStep = kPathStep_s;

/// The greatest speed at which something `room` before a wall can still stop, braking by
/// `acceleration` from the next step on.
double stopping_speed(double room, double acceleration) {
  const double slowed = acceleration * kStep / 2;
  return std::sqrt(slowed * slowed + 2 * acceleration * std::max(0.0, room)) - slowed;
}

}  // namespace

CameraPath::CameraPath(const DirectorOptions& options, double height, const PathPoint& start)
    : limits_(options.limits),
      aspect_(options.aspect),
      height_(height),
      widest_(std::log(widest_window(options, height))),
      at_(start) {
  narrowest_ = std::min(std::log(options.narrowest), widest_);
}

void CameraPath::move(double& place, double& velocity, double goal, double goal_speed,
                      const Axis& axis) const {
  const double ahead = goal - place, most = axis.acceleration * kStep;
  // Straight towards it: fast enough to arrive, slow enough to stop there.
  const double closing = std::copysign(
      std::min(limits_.stiffness * std::abs(ahead), stopping_speed(std::abs(ahead), axis.brakes)),
      ahead);
  const double wanted = std::clamp(goal_speed + closing, -axis.speed, axis.speed);
  // Critically damped near the goal: s^2 + 4 k s + 4 k^2.
  const double change = 4 * limits_.stiffness * kStep * (wanted - velocity);
  double next = velocity + std::clamp(change, -most, most);
  next = std::min(next, axis.high_speed + stopping_speed(axis.high - place, axis.brakes));
  next = std::max(next, axis.low_speed - stopping_speed(place - axis.low, axis.brakes));
  velocity = next;
  place += next * kStep;
}

void CameraPath::step(const PathPoint& goal, const PathPoint& last_goal) {
  const auto rate = [](double now, double before) { return (now - before) / kStep; };
  const double width = std::exp(at_.zoom);
  // The zoom brakes gently, since the picture's edges push the centre as it widens.
  move(at_.zoom, velocity_.zoom, goal.zoom, rate(goal.zoom, last_goal.zoom),
       {narrowest_, widest_, 0, 0, limits_.zoom_speed, limits_.zoom_acceleration,
        limits_.zoom_acceleration / 2});
  at_.zoom = std::clamp(at_.zoom, narrowest_, widest_);
  const double wider = (std::exp(at_.zoom) - width) / 2 / kStep;
  const double of_edges = (limits_.zoom_acceleration + limits_.zoom_speed * limits_.zoom_speed) / 2,
               brakes = limits_.acceleration - of_edges;
  const auto centre = [&](double half, double size, double moves) {
    return Axis{half, size - half, moves, -moves, limits_.speed, limits_.acceleration, brakes};
  };
  move(at_.x, velocity_.x, goal.x, rate(goal.x, last_goal.x), centre(width / 2, 1, wider));
  move(at_.y, velocity_.y, goal.y, rate(goal.y, last_goal.y),
       centre(width / 2 / aspect_, height_, wider / aspect_));
  const double half = std::exp(at_.zoom) / 2;
  at_.x = std::clamp(at_.x, half, std::max(half, 1 - half));
  at_.y = std::clamp(at_.y, half / aspect_, std::max(half / aspect_, height_ - half / aspect_));
}

}  // namespace touchline::director
