// Polygons in the plane: what lies inside, whether the outline is sound, and pieces to draw.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "geometry/linear.h"

namespace touchline {

/// Corners in order around it, either way; the last is joined to the first.
using Polygon = std::vector<Vec2d>;

/// Whether `p` lies inside, by the even-odd rule. Of two polygons that share an edge a point on it
/// lies in one; it does not depend on the order of the corners.
bool contains(std::span<const Vec2d> polygon, Vec2d p);

/// Positive where the corners go round from x towards y.
double signed_area(std::span<const Vec2d> polygon);

/// Two edges (edge i goes from corner i to the next) that meet elsewhere than neighbours do, or
/// neighbours of which one runs back over the other; nothing: the outline is sound.
std::optional<std::pair<std::size_t, std::size_t>> crossing(std::span<const Vec2d> polygon);

/// The inside of a polygon whose outline is sound, cut into triangles.
std::vector<std::array<Vec2d, 3>> triangles(std::span<const Vec2d> polygon);

/// A point inside, far from every edge: where a name may stand.
Vec2d inner_point(std::span<const Vec2d> polygon);

}  // namespace touchline
