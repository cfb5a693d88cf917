#include "sports/soccer/scene/truth.h"

#include <cmath>

#include "sports/soccer/scene/body.h"

namespace touchline {
namespace {

struct Seen {
  Box box;
  double depth;  // along the ground from the camera, metres
};

double depth_of(Vec2d p, const Camera& c) {
  return std::hypot(p.x - c.position.x, p.y - c.position.y);
}

/// The part of a box that its body fills: half its width.
bool covers(const Box& b, double x, double y) {
  const double inset = 0.25 * b.w;
  return x > b.x + inset && x < b.right() - inset && y > b.y && y < b.bottom();
}

/// Share of a grid of points on `me` that are in the picture and not on someone nearer.
double visible_share(const Seen& me, const std::vector<Seen>& others, int width, int height) {
  constexpr int kColumns = 5, kRows = 10;
  int seen = 0;
  for (int i = 0; i < kRows * kColumns; ++i) {
    const double x = me.box.x + me.box.w * (0.25 + 0.5 * (i % kColumns + 0.5) / kColumns);
    const double y = me.box.y + me.box.h * (i / kColumns + 0.5) / kRows;
    bool shows = x >= 0 && y >= 0 && x < width && y < height;
    for (const Seen& other : others)
      shows = shows && !(other.depth < me.depth && covers(other.box, x, y));
    seen += shows;
  }
  return static_cast<double>(seen) / (kRows * kColumns);
}

}  // namespace

int class_of(PersonRole role) {
  if (role == PersonRole::goalkeeper) return 1;
  return role == PersonRole::player ? 2 : 3;
}

TrueView true_view(const MatchState& state, const Camera& camera, int width, int height) {
  TrueView view;
  std::vector<Seen> seen;
  for (const PersonState& p : state.people) {
    const Box box = scene::body_box(scene::body_of(p), camera, width, height);
    seen.push_back({box, depth_of(p.position_m, camera)});
  }
  const Box picture{0, 0, static_cast<float>(width), static_cast<float>(height)};
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (intersection_area(seen[i].box, picture) <= 0) continue;
    view.people.push_back(
        {state.people[i].id, seen[i].box, visible_share(seen[i], seen, width, height)});
  }
  const BallState3d& b = state.ball;
  const Vec3d centre{b.x, b.y, b.z};
  const auto at = camera.project(centre, width, height);
  if (!at) return view;
  const auto r = static_cast<float>(kBallRadius * camera.pixels_per_metre(centre, width));
  const Box box{static_cast<float>(at->x) - r, static_cast<float>(at->y) - r, 2 * r, 2 * r};
  if (intersection_area(box, picture) <= 0) return view;
  view.ball = box;
  view.ball_visible = visible_share({box, depth_of(b.ground(), camera)}, seen, width, height);
  return view;
}

}  // namespace touchline
