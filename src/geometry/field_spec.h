// The one description of a sport's field: calibration, tracking and drawing all read it. Metres on
// the ground, origin in the middle, x along the length to the right, y across it and away from the
// main camera.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "geometry/linear.h"

namespace touchline {

/// A place of the field that a network can see and number.
struct FieldLandmark {
  Vec2d at;
  std::string
      name;  ///< for whoever marks it by hand; empty: a support point, which nobody labelled
  int mirrored = -1;    ///< the landmark it becomes when the picture is mirrored left to right
  bool painted = true;  ///< false: where lines would meet if they were drawn on, a guess
  bool operator==(const FieldLandmark&) const = default;
};

/// A painted line: straight from `a` to `b`, or an arc around `centre`.
struct Marking {
  enum class Kind { segment, arc } kind = Kind::segment;
  Vec2d a, b;    ///< ends of a segment
  Vec2d centre;  ///< of an arc
  double radius_m = 0;
  double from_rad = 0, to_rad = 0;  ///< counter-clockwise; a full circle spans 2 pi
  bool operator==(const Marking&) const = default;
};

/// Something that stands, seen from above (a goal): its corners with the least and the most x and
/// y.
struct FieldBox {
  Vec2d from, to;
  bool operator==(const FieldBox&) const = default;
};

struct FieldSpec {
  double length_m = 0, width_m = 0;
  std::vector<FieldLandmark> landmarks;  ///< in the network's order; support points come last
  std::vector<Marking> markings;         ///< everything painted
  std::vector<FieldBox> standing;
  std::vector<Vec2d> ball_like;  ///< where paint or a post may be taken for a ball that lies still
  bool operator==(const FieldSpec&) const = default;

  [[nodiscard]] bool contains(Vec2d p, double margin_m = 0) const {
    return std::abs(p.x) <= length_m / 2 + margin_m && std::abs(p.y) <= width_m / 2 + margin_m;
  }
};

}  // namespace touchline
