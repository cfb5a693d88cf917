// Points of painted lines as matches for a fit.
#pragma once

#include <span>
#include <vector>

#include "field/line_points.h"
#include "geometry/homography_fit.h"
#include "records/field.h"

namespace touchline {

struct LineMatchOptions {
  double sigma_floor_px = 0.5;  ///< no point is placed better
  int votes = 6;                ///< points of one marking err together: it counts as so many
};

/// Appends the points to `matches`, one group per marking from `first_group` on; returns the number
/// of groups.
int append_line_matches(std::span<const LinePoint> points, const std::vector<Marking>& markings,
                        const Lens& lens, const LineMatchOptions& options, int first_group,
                        std::vector<Correspondence>& matches);

/// Metres from `p` to the nearest place of the marking.
double distance_to(const Marking& marking, Vec2d p);

}  // namespace touchline
