// A soccer pitch: the sizes the Laws of the Game give it, and the field that follows from them.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "geometry/field_spec.h"

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
std::optional<std::string> contradiction(const PitchSpec& pitch);

/// The landmarks that labels name; a pitch's further ones are support points.
inline constexpr int kLandmarks = 32;

/// Where the 32 landmarks lie, in the order the pitch network numbers them (0-based; the labels'
/// point n is n - 1 here): left goal line top to bottom, goal area, spot, area's line, halfway
/// line, then the right side likewise, then the circle's left and right. "Top" is far from the
/// camera
/// (+y). Points 10, 11, 18, 19 are the ends of the penalty arcs.
std::vector<Vec2d> landmarks(const PitchSpec& pitch);

/// Everything painted except the two goals' frames: outline, halfway line, areas, circle, arcs.
std::vector<Marking> markings(const PitchSpec& pitch);

/// As a field: the landmarks with their names, and 13 support points that a network can see but
/// nobody labelled: the centre mark; the circle at 45 degrees (-,+) (-,-) (+,+) (+,-); the tops of
/// the penalty arcs (left, right); the middles of the penalty areas' lines (left, right); those
/// lines drawn on to the touchlines (left far, left near, right far, right near), where nothing is
/// painted: a network that sees just the area's corner guesses them metres off.
FieldSpec field_of(const PitchSpec& pitch);

}  // namespace touchline
