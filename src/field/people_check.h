// Whether people in the picture are as tall as a view says: a pitch of another size, read as this
// one, makes giants or dwarfs of them.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "geometry/box.h"
#include "records/field.h"

namespace touchline {

struct PeopleCheckOptions {
  int least_people = 5;     ///< fewer say nothing
  double shortest_m = 1.1;  ///< of the median: boxes are cut by others and bent by running,
  double tallest_m = 2.6;   ///< or hold a raised arm; a pitch of 0.65 of the size is told
  double reach_m = 80;      ///< people farther from the middle of the pitch are not looked at
};

/// Median height in metres of the people whose `boxes` (source pixels, feet at the lower edge)
/// stand on the ground that `image_from_field` (undistorted pixels) shows. Nothing when fewer than
/// `least_people` can be told: no camera fits the view, or they are out of reach.
std::optional<double> median_height(const Mat3& image_from_field, const Lens& lens, Vec2d size,
                                    std::span<const Box> boxes, const PeopleCheckOptions& options);
/// Why people of that height cannot be; empty when they can, or are not known.
std::string giants(const std::optional<double>& height, const PeopleCheckOptions& options);

}  // namespace touchline
