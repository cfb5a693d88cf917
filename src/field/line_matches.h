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

/// Appends the points to `matches` as the picture without its lens would show them, one group per
/// marking: group = first_group + marking.
void append_line_matches(std::span<const LinePoint> points, const Lens& lens,
                         const LineMatchOptions& options, int first_group,
                         std::vector<Correspondence>& matches);

/// Markings of which some points agree with the fit.
int markings_that_agree(std::span<const Correspondence> lines);

/// One more than the highest group.
int group_count(std::span<const Correspondence> matches);

}  // namespace touchline
