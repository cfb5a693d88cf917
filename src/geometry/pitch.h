// The one description of a soccer pitch: calibration, analytics and drawing all read it. Metres,
// origin at the centre mark, x along the length to the right, y across it and away from the main
// camera.
#pragma once

#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "geometry/linear.h"

namespace touchline {

struct PitchSpec {
  double length_m = 105, width_m = 68;
  // IFAB Laws of the Game 2024/25, law 1.
  double penalty_area_depth_m = 16.5, penalty_area_width_m = 40.32;
  double goal_area_depth_m = 5.5, goal_area_width_m = 18.32;
  double penalty_spot_m = 11, circle_radius_m = 9.15, goal_width_m = 7.32;
  bool operator==(const PitchSpec&) const = default;

  [[nodiscard]] bool contains(Vec2d p, double margin_m = 0) const {
    return std::abs(p.x) <= length_m / 2 + margin_m && std::abs(p.y) <= width_m / 2 + margin_m;
  }
  /// Distance from the middle axis to where the penalty arc meets the penalty area's line.
  [[nodiscard]] double arc_half_width_m() const {
    const double d = penalty_area_depth_m - penalty_spot_m;
    return std::sqrt(std::max(0.0, circle_radius_m * circle_radius_m - d * d));
  }
};

/// What contradicts itself, as text naming the key; nothing when the pitch can exist.
inline std::optional<std::string> contradiction(const PitchSpec& p) {
  for (const auto& [name, value] :
       {std::pair{"length_m", p.length_m}, std::pair{"width_m", p.width_m}})
    if (!(value >= 15 && value <= 130)) return std::string(name) + " must lie in 15 to 130 metres";
  if (!(p.penalty_area_depth_m > 0 && 2 * p.penalty_area_depth_m < p.length_m))
    return "penalty_area_depth_m must be positive and less than half of length_m";
  if (!(p.penalty_area_width_m > 0 && p.penalty_area_width_m <= p.width_m))
    return "penalty_area_width_m must be positive and at most width_m";
  if (!(p.goal_area_depth_m > 0 && p.goal_area_depth_m <= p.penalty_area_depth_m))
    return "goal_area_depth_m must be positive and at most penalty_area_depth_m";
  if (!(p.goal_area_width_m > 0 && p.goal_area_width_m <= p.penalty_area_width_m))
    return "goal_area_width_m must be positive and at most penalty_area_width_m";
  if (!(p.penalty_spot_m > 0 && p.penalty_spot_m < p.length_m / 2))
    return "penalty_spot_m must be positive and less than half of length_m";
  if (!(p.circle_radius_m > 0 && 2 * p.circle_radius_m < p.width_m))
    return "circle_radius_m must be positive and less than half of width_m";
  if (!(p.goal_width_m > 0 && p.goal_width_m <= p.goal_area_width_m))
    return "goal_width_m must be positive and at most goal_area_width_m";
  return std::nullopt;
}

inline constexpr int kLandmarks = 32;

/// The 32 landmarks in the order the pitch network numbers them (0-based; the labels' point n is n
/// - 1 here): left goal line top to bottom, goal area, spot, area's line, halfway line, then the
/// right side likewise, then the circle's left and right. "Top" is far from the camera (+y). Points
/// 10, 11, 18, 19 are the ends of the penalty arcs.
inline std::vector<Vec2d> landmarks(const PitchSpec& p) {
  const double x0 = p.length_m / 2, y0 = p.width_m / 2, pa = p.penalty_area_width_m / 2,
               ga = p.goal_area_width_m / 2, px = x0 - p.penalty_area_depth_m,
               gx = x0 - p.goal_area_depth_m, arc = p.arc_half_width_m(), r = p.circle_radius_m;
  const double spot = x0 - p.penalty_spot_m;
  return {{-x0, y0},  {-x0, pa},  {-x0, ga}, {-x0, -ga}, {-x0, -pa},  {-x0, -y0}, {-gx, ga},
          {-gx, -ga}, {-spot, 0}, {-px, pa}, {-px, arc}, {-px, -arc}, {-px, -pa}, {0, y0},
          {0, r},     {0, -r},    {0, -y0},  {px, pa},   {px, arc},   {px, -arc}, {px, -pa},
          {spot, 0},  {gx, ga},   {gx, -ga}, {x0, y0},   {x0, pa},    {x0, ga},   {x0, -ga},
          {x0, -pa},  {x0, -y0},  {-r, 0},   {r, 0}};
}

/// landmark -> the landmark it becomes when the picture is mirrored left to right (x -> -x).
inline constexpr int kMirroredLandmark[kLandmarks] = {24, 25, 26, 27, 28, 29, 22, 23, 21, 17, 18,
                                                      19, 20, 13, 14, 15, 16, 9,  10, 11, 12, 8,
                                                      6,  7,  0,  1,  2,  3,  4,  5,  31, 30};

/// The landmarks and 13 further points that a network can see but nobody labelled: the centre mark;
/// the circle at 45 degrees (-,+) (-,-) (+,+) (+,-); the tops of the penalty arcs (left, right);
/// the middles of the penalty areas' lines (left, right); those lines drawn on to the touchlines
/// (left far, left near, right far, right near).
inline constexpr int kFieldPoints = 45;
inline std::vector<Vec2d> field_points(const PitchSpec& p) {
  auto all = landmarks(p);
  const double x0 = p.length_m / 2, y0 = p.width_m / 2, px = x0 - p.penalty_area_depth_m,
               d = p.circle_radius_m / std::numbers::sqrt2,
               top = x0 - p.penalty_spot_m - p.circle_radius_m;
  for (const Vec2d more : {Vec2d{0, 0},
                           {-d, d},
                           {-d, -d},
                           {d, d},
                           {d, -d},
                           {-top, 0},
                           {top, 0},
                           {-px, 0},
                           {px, 0},
                           {-px, y0},
                           {-px, -y0},
                           {px, y0},
                           {px, -y0}})
    all.push_back(more);
  return all;
}

/// A painted line: straight from `a` to `b`, or an arc around `centre`.
struct Marking {
  enum class Kind { segment, arc } kind = Kind::segment;
  Vec2d a, b;    ///< ends of a segment
  Vec2d centre;  ///< of an arc
  double radius_m = 0;
  double from_rad = 0, to_rad = 0;  ///< counter-clockwise; a full circle spans 2 pi
};

/// Everything painted except the two goals' frames: outline, halfway line, areas, circle, arcs.
inline std::vector<Marking> markings(const PitchSpec& p) {
  const double x0 = p.length_m / 2, y0 = p.width_m / 2, pi = std::numbers::pi;
  std::vector<Marking> all;
  const auto line = [&](double ax, double ay, double bx, double by) {
    all.push_back({Marking::Kind::segment, {ax, ay}, {bx, by}, {}, 0, 0, 0});
  };
  const auto arc = [&](double cx, double from, double to) {
    all.push_back({Marking::Kind::arc, {}, {}, {cx, 0}, p.circle_radius_m, from, to});
  };
  line(-x0, y0, x0, y0);
  line(-x0, -y0, x0, -y0);
  line(-x0, -y0, -x0, y0);
  line(x0, -y0, x0, y0);
  line(0, -y0, 0, y0);
  arc(0, 0, 2 * pi);
  const double half = std::atan2(p.arc_half_width_m(), p.penalty_area_depth_m - p.penalty_spot_m);
  for (const double side : {-1.0, 1.0}) {
    for (const auto& [depth, width] : {std::pair{p.penalty_area_depth_m, p.penalty_area_width_m},
                                       std::pair{p.goal_area_depth_m, p.goal_area_width_m}}) {
      const double goal = side * x0, front = side * (x0 - depth), y = width / 2;
      line(goal, y, front, y);
      line(front, y, front, -y);
      line(front, -y, goal, -y);
    }
    const double facing = side < 0 ? 0 : pi;  // the arc bulges towards the centre mark
    arc(side * (x0 - p.penalty_spot_m), facing - half, facing + half);
  }
  return all;
}

}  // namespace touchline
