// Exact Voronoi cells on the pitch, by cutting the pitch along perpendicular bisectors.
#pragma once

#include <span>
#include <vector>

#include "geometry/linear.h"
#include "sports/soccer/pitch.h"

namespace touchline {

/// One site's part of the pitch: a convex polygon, counter-clockwise.
struct VoronoiCell {
  struct Corner {
    Vec2d at;
    int beyond = -1;  ///< site on the other side of the edge that starts here; -1: the pitch's edge
  };
  std::vector<Corner> corners;  ///< empty when there is nothing nearest to the site
  int sites_here = 1;           ///< at the very same place: they share the area equally

  [[nodiscard]] double area_m2() const;  ///< of the polygon
};

/// Cuts cells one after another into the same memory.
class VoronoiCutter {
 public:
  /// The cell of sites[index]; valid until the next call. Sites must be finite.
  const VoronoiCell& cut(std::span<const Vec2d> sites, int index, const PitchSpec& pitch);

 private:
  void keep_nearer(Vec2d site, Vec2d other, int other_index);

  VoronoiCell cell_;
  std::vector<VoronoiCell::Corner> before_;
};

/// Exact area in square metres of the part of the pitch nearest to each site; sites at one place
/// share their cell's area equally. `areas` has the size of `sites`; together they are the pitch's
/// area. Sites must be finite.
void voronoi_areas(std::span<const Vec2d> sites, const PitchSpec& pitch, std::span<double> areas);

}  // namespace touchline
