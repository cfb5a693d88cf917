// The picture shows the truth: paint where markings project, kits where people stand, a ball where
// it is, and nothing changes between two runs.
#include "sports/soccer/scene/render.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "sports/soccer/picture_size.h"
#include "sports/soccer/scene/truth.h"

namespace touchline::testing {
namespace {

struct Picture {
  Match match{[] {
    MatchOptions o;
    o.seconds = 30;
    return o;
  }()};
  RendererOptions options;
  double t = 14;

  [[nodiscard]] Camera camera(CameraKind kind = CameraKind::broadcast, double k1 = 0) const {
    CameraOptions o;
    o.kind = kind;
    o.k1 = k1;
    return camera_at(o, match, t);
  }
  [[nodiscard]] Image draw(const Camera& c) const {
    return Renderer(options).render(match.at(t), c);
  }
};

int luma(const Image& image, Vec2d p) {
  return image.plane(0).row(static_cast<int>(p.y))[static_cast<int>(p.x)];
}

bool inside(Vec2d p, double margin) {
  return p.x > margin && p.y > margin && p.x < kW - margin && p.y < kH - margin;
}

bool on_somebody(const TrueView& view, Vec2d p) {
  for (const TrueBox& b : view.people)
    if (p.x > b.box.x - 8 && p.x < b.box.right() + 8 && p.y > b.box.y - 8 &&
        p.y < b.box.bottom() + 12)
      return true;
  return std::abs(p.x - view.ball.center().x) < 20 && std::abs(p.y - view.ball.center().y) < 20;
}

double mean_luma(const Image& image) {
  double sum = 0;
  for (int y = 0; y < kH; ++y)
    for (int x = 0; x < kW; ++x) sum += image.plane(0).row(y)[x];
  return sum / (kW * kH);
}

bool same(const Image& a, const Image& b) {
  for (int plane = 0; plane < 3; ++plane)
    for (int y = 0; y < a.plane(plane).height; ++y)
      if (std::memcmp(a.plane(plane).row(y), b.plane(plane).row(y),
                      static_cast<std::size_t>(a.plane(plane).width)) != 0)
        return false;
  return true;
}

/// Paint is brighter than the grass half a metre to either side, wherever a marking is seen.
void expect_lines_where_they_project(const Picture& p, const Camera& c) {
  const Image image = p.draw(c);
  const TrueView view = true_view(p.match.at(p.t), c, kW, kH);
  int checked = 0;
  for (const Marking& m : markings(p.options.pitch)) {
    if (m.kind != Marking::Kind::segment) continue;
    const Vec2d along = m.b - m.a;
    const Vec2d side = (0.5 / length(along)) * Vec2d{-along.y, along.x};
    for (double u = 0.13; u < 1; u += 0.19) {
      const Vec2d at = m.a + u * along;
      const auto on = c.project({at.x, at.y, 0}, kW, kH);
      const auto beside = c.project({at.x + side.x, at.y + side.y, 0}, kW, kH);
      const auto line_edge = c.project({at.x + 0.12 * side.x, at.y + 0.12 * side.y, 0}, kW, kH);
      if (!on || !beside || !inside(*on, 5) || !inside(*beside, 5) || on_somebody(view, *on))
        continue;
      if (on_somebody(view, *beside) || distance(*on, *line_edge) < 0.7) continue;
      ++checked;
      EXPECT_GT(luma(image, *on), luma(image, *beside) + 25) << at.x << ", " << at.y;
    }
  }
  EXPECT_GT(checked, 4);
}

TEST(Render, LinesLieWhereTheyProject) {
  const Picture p;
  expect_lines_where_they_project(p, p.camera());
  expect_lines_where_they_project(p, p.camera(CameraKind::broadcast, -0.08));
}

TEST(Render, GrassIsGreenAndStriped) {
  const Picture p;
  const Camera c = p.camera();
  const Image image = p.draw(c);
  const TrueView view = true_view(p.match.at(p.t), c, kW, kH);
  int green = 0, darkest = 255, lightest = 0;
  for (double x = -50; x < 50; x += 1.3) {
    const auto at = c.project({x, 3.7, 0}, kW, kH);
    if (!at || !inside(*at, 5) || on_somebody(view, *at)) continue;
    const int u = image.plane(1).row(static_cast<int>(at->y) / 2)[static_cast<int>(at->x) / 2];
    const int v = image.plane(2).row(static_cast<int>(at->y) / 2)[static_cast<int>(at->x) / 2];
    green += u < 122 && v < 124;
    darkest = std::min(darkest, luma(image, *at));
    lightest = std::max(lightest, luma(image, *at));
  }
  EXPECT_GT(green, 15);
  EXPECT_GT(lightest - darkest, 10);
}

TEST(Render, PeopleWearTheirKits) {
  const Picture p;
  const Camera c = p.camera();
  const Image image = p.draw(c);
  const MatchState s = p.match.at(p.t);
  int red = 0, of_red = 0, blue = 0, of_blue = 0;
  for (const TrueBox& b : true_view(s, c, kW, kH).people) {
    const PersonState& person = s.person(b.person);
    if (b.visible < 1 || person.role != PersonRole::player) continue;
    const int x = static_cast<int>(b.box.center().x) / 2;
    const int y = static_cast<int>(b.box.y + 0.3F * b.box.h) / 2;
    if (person.team == 0) ++of_red, red += image.plane(2).row(y)[x] > 145;
    if (person.team == 1) ++of_blue, blue += image.plane(1).row(y)[x] > 140;
  }
  EXPECT_GT(of_red, 3);
  EXPECT_GT(of_blue, 3);
  EXPECT_GE(red, of_red - 2);
  EXPECT_GE(blue, of_blue - 2);
}

TEST(Render, TheBallIsWhiteWhereItIs) {
  Picture p;
  p.options.noise = 0;
  int checked = 0;
  for (p.t = 3; p.t < 28; p.t += 1) {
    const Camera c = p.camera();
    const BallState3d ball = p.match.ball_at(p.t);
    const TrueView view = true_view(p.match.at(p.t), c, kW, kH);
    if (ball.holder || view.ball_visible < 1) continue;
    const Image image = p.draw(c);
    int brightest = 0;
    for (int dy = -2; dy <= 2; ++dy)
      for (int dx = -2; dx <= 2; ++dx)
        brightest = std::max(brightest,
                             luma(image, {view.ball.center().x + dx, view.ball.center().y + dy}));
    EXPECT_GT(brightest, 180) << p.t;
    ++checked;
  }
  EXPECT_GT(checked, 4);
}

TEST(Render, NightIsDarker) {
  Picture day, night;
  night.options.darkness = 0.8;
  EXPECT_LT(mean_luma(night.draw(night.camera())), 0.7 * mean_luma(day.draw(day.camera())));
}

TEST(Render, TheSameFrameTwiceIsTheSame) {
  const Picture p;
  Renderer reused(p.options);
  reused.render(p.match.at(2), p.camera(CameraKind::wide));
  EXPECT_TRUE(same(reused.render(p.match.at(p.t), p.camera()), p.draw(p.camera())));
  Picture later;
  later.t = p.t + 0.04;
  EXPECT_FALSE(same(later.draw(later.camera()), p.draw(p.camera())));
}

TEST(Render, EveryCameraAndOddShapesWork) {
  Picture p;
  for (const CameraKind kind : {CameraKind::wide, CameraKind::tactical, CameraKind::behind_goal})
    EXPECT_GT(mean_luma(p.draw(p.camera(kind))), 40);
  p.options.width = 402;
  p.options.height = 770;
  EXPECT_TRUE(p.draw(p.camera()));
}

}  // namespace
}  // namespace touchline::testing
