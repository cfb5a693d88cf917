// A calibration from pairs of points that somebody marked by hand.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "geometry/field_spec.h"
#include "records/field.h"

namespace touchline {

struct MarkedPoint {
  Vec2d pixel, field;  ///< pixels, metres
  std::string name;    ///< for messages: file, line, and the point as it was written
};

struct MarkedPoints {
  Vec2d size;  ///< the picture they were marked in
  std::vector<MarkedPoint> points;
};

struct PointPairOptions {
  double sigma = 0.0015;     ///< how well somebody marks a point, picture diagonals
  double tolerance = 0.015;  ///< a pair farther off than this contradicts the others, diagonals
  double margin_m = 5;       ///< a field point may lie so far outside the pitch
};

/// Reads YAML: `size: [w, h]`, `pairs:` of `{pixel: [x, y], field: [x, y]}` or `{pixel: [x, y],
/// landmark: NAME or NUMBER}`. Errc::io, Errc::bad_input naming the file and the pair.
Result<MarkedPoints> read_point_pairs(const std::string& path, const FieldSpec& field);

/// The view that agrees with the pairs, its errors held out (one pair left out at a time; 0 with
/// just four pairs). Errc::bad_input naming the pair: outside the picture or the pitch, twice the
/// same, all on one line, mirrored, or contradicting the others.
Result<FieldView> calibrate(const MarkedPoints& marked, const FieldSpec& field,
                            const PointPairOptions& options = {});

}  // namespace touchline
