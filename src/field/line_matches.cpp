#include "field/line_matches.h"

#include <algorithm>

namespace touchline {
namespace {

/// How the lens squeezes the picture about an undistorted pixel: differently along and across the
/// ray from its centre.
class Squeeze {
 public:
  Squeeze(const Lens& lens, Vec2d straight) {
    constexpr double kFlat = 0.05;  // beyond, the lens folds the picture over
    const Vec2d d = (1 / lens.half_diagonal) * (straight - lens.centre);
    const double r2 = dot(d, d);
    across_ = 1 / std::max(kFlat, 1 + lens.k1 * r2);
    const double along = 1 / std::max(kFlat, 1 + 3 * lens.k1 * r2);
    if (r2 > 0) ray_ = (along - across_) / r2 * d, along_ = d;
  }
  /// What a small step in the distorted picture is in the undistorted one.
  [[nodiscard]] Vec2d undo(Vec2d step) const { return across_ * step + dot(along_, step) * ray_; }

 private:
  double across_ = 1;
  Vec2d along_, ray_;
};

/// Takes the lens off a match: its place, the direction across the line and how well it is known.
void straighten(const Lens& lens, Correspondence& match) {
  if (lens.k1 == 0) return;
  match.pixel = undistort(lens, match.pixel);
  const Squeeze squeeze(lens, match.pixel);
  const Vec2d line = squeeze.undo({-match.normal.y, match.normal.x}),
              across = squeeze.undo(match.normal);
  match.normal = (1 / length(line)) * Vec2d{line.y, -line.x};
  match.sigma_px *= std::abs(dot(match.normal, across));
}

}  // namespace

void append_line_matches(std::span<const LinePoint> points, const Lens& lens,
                         const LineMatchOptions& options, int first_group,
                         std::vector<Correspondence>& matches) {
  const std::size_t begin = matches.size();
  for (const LinePoint& point : points) {
    Correspondence match;
    match.field = point.field;
    match.pixel = point.pixel;
    match.normal = point.normal;
    match.sigma_px = std::hypot(point.sigma_px, options.sigma_floor_px);
    match.group = first_group + point.marking;
    straighten(lens, match);
    matches.push_back(match);
  }
  // Points of one marking follow each other.
  for (std::size_t i = begin; i < matches.size();) {
    std::size_t end = i;
    while (end < matches.size() && matches[end].group == matches[i].group) ++end;
    const double share = std::min(1.0, options.votes / static_cast<double>(end - i));
    for (; i < end; ++i) matches[i].share = share;
  }
}

int markings_that_agree(std::span<const Correspondence> lines) {
  constexpr int kPointsEach = 4;
  int markings = 0, points = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == 0 || lines[i].group != lines[i - 1].group) points = 0;
    markings += lines[i].weight > 0 && ++points == kPointsEach;
  }
  return markings;
}

int group_count(std::span<const Correspondence> matches) {
  int count = 0;
  for (const Correspondence& match : matches) count = std::max(count, match.group + 1);
  return count;
}

}  // namespace touchline
