#include "sports/soccer/voronoi.h"

#include "base/assert.h"

namespace touchline {

double VoronoiCell::area_m2() const {
  double twice = 0;
  for (std::size_t k = 0; k < corners.size(); ++k)
    twice += cross(corners[k].at, corners[(k + 1) % corners.size()].at);
  return twice / 2;
}

void VoronoiCutter::keep_nearer(Vec2d site, Vec2d other, int other_index) {
  // Positive on the site's side of the bisector.
  const Vec2d middle = 0.5 * (site + other), normal = site - other;
  const auto side = [&](Vec2d p) { return dot(p - middle, normal); };
  before_.swap(cell_.corners);
  cell_.corners.clear();
  for (std::size_t k = 0; k < before_.size(); ++k) {
    const auto& from = before_[k];
    const auto& to = before_[(k + 1) % before_.size()];
    const double here = side(from.at), there = side(to.at);
    if (here >= 0) cell_.corners.push_back(from);
    if ((here >= 0) == (there >= 0)) continue;
    const Vec2d crossing = from.at + here / (here - there) * (to.at - from.at);
    cell_.corners.push_back({crossing, here >= 0 ? other_index : from.beyond});
  }
}

const VoronoiCell& VoronoiCutter::cut(std::span<const Vec2d> sites, int index,
                                      const PitchSpec& pitch) {
  const double x = pitch.length_m / 2, y = pitch.width_m / 2;
  const Vec2d site = sites[static_cast<std::size_t>(index)];
  cell_.corners.assign({{{-x, -y}}, {{x, -y}}, {{x, y}}, {{-x, y}}});
  cell_.sites_here = 1;
  for (int i = 0; i < static_cast<int>(sites.size()); ++i) {
    if (i == index) continue;
    const Vec2d other = sites[static_cast<std::size_t>(i)];
    if (other == site) {
      ++cell_.sites_here;
    } else {
      keep_nearer(site, other, i);
    }
  }
  return cell_;
}

void voronoi_areas(std::span<const Vec2d> sites, const PitchSpec& pitch, std::span<double> areas) {
  TL_ASSERT(areas.size() == sites.size());
  VoronoiCutter cutter;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const auto& cell = cutter.cut(sites, static_cast<int>(i), pitch);
    areas[i] = cell.area_m2() / cell.sites_here;
  }
}

}  // namespace touchline
