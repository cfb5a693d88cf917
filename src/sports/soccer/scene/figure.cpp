#include "sports/soccer/scene/figure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "scene/random.h"

namespace touchline::scene {
namespace {

constexpr double kGoalHeight = 2.44;

double far_from(const Stage& s, Vec3d p) {
  const Vec3d& c = s.camera.position;
  return std::hypot(p.x - c.x, p.y - c.y, p.z - c.z);
}

struct Looks {
  Yuv shirt, dark_shirt, shorts, socks, skin, hair, boots, number;
};

Looks looks_of(const PersonState& p, const Kit& kit, double light) {
  constexpr Rgb kSkins[] = {{226, 178, 150}, {205, 150, 118}, {160, 108, 78}, {104, 68, 50}};
  constexpr Rgb kHairs[] = {{30, 22, 18}, {60, 42, 28}, {20, 18, 18}, {120, 90, 55}};
  constexpr Rgb kBoots[] = {{20, 20, 20}, {235, 235, 235}, {210, 60, 40}, {225, 220, 60}};
  const auto pick = [&](int what) { return scene_hash(91, p.id, what) % 4; };
  const bool pale = kit.shirt.r + kit.shirt.g + kit.shirt.b > 380;
  return {yuv_of(kit.shirt, light),
          yuv_of(kit.shirt, 0.8 * light),
          yuv_of(kit.shorts, light),
          yuv_of(kit.socks, light),
          yuv_of(kSkins[pick(1)], light),
          yuv_of(kHairs[pick(2)], light),
          yuv_of(p.team == kNoTeam ? kBoots[0] : kBoots[pick(3)], light),
          yuv_of(pale ? Rgb{25, 25, 30} : Rgb{240, 240, 240}, light)};
}

Vec3d joint(const Body& b, int j) { return b.joints[static_cast<std::size_t>(j)]; }

void draw_leg(const Stage& s, const Body& b, const Looks& c, int k) {
  const Vec3d hip = joint(b, kHipL + k), knee = joint(b, kKneeL + k), ankle = joint(b, kAnkleL + k),
              toe = joint(b, kToeL + k);
  draw(s, {ankle, toe, 0.045, 0.04, c.boots});
  draw(s, {lerp(knee, ankle, 0.12), ankle, 0.06, 0.045, c.socks});
  draw(s, {lerp(hip, knee, 0.5), lerp(knee, ankle, 0.1), 0.075, 0.055, c.skin});
  draw(s, {hip, lerp(hip, knee, 0.72), 0.105, 0.098, c.shorts});
}

void draw_arm(const Stage& s, const Body& b, const Looks& c, int k, bool gloves) {
  const Vec3d shoulder = joint(b, kShoulderL + k), elbow = joint(b, kElbowL + k),
              hand = joint(b, kHandL + k);
  draw(s, {elbow, hand, 0.044, 0.036, c.skin});
  draw(s, {hand, hand, gloves ? 0.065 : 0.045, 0.045, gloves ? c.number : c.skin});
  draw(s, {shoulder, elbow, 0.05, 0.045, c.skin});
  draw(s, {shoulder, lerp(shoulder, elbow, gloves ? 1.0 : 0.72), 0.068, 0.06, c.dark_shirt});
}

void draw_trunk(const Stage& s, const Body& b, const Looks& c, bool back, bool numbered) {
  const Vec3d sl = joint(b, kShoulderL), sr = joint(b, kShoulderR), hl = joint(b, kHipL),
              hr = joint(b, kHipR), chest = lerp(sl, sr, 0.5), waist = lerp(hl, hr, 0.5);
  draw(s, {hl, hr, 0.105, 0.105, c.shorts});
  const Vec3d low = lerp(waist, chest, 0.12);
  draw(s, {lerp(sl, sr, 0.16), lerp(low, hl, 0.55), 0.1, 0.09, c.shirt, 0.1F});
  draw(s, {lerp(sl, sr, 0.84), lerp(low, hr, 0.55), 0.1, 0.09, c.shirt, 0.1F});
  draw(s, {lerp(chest, waist, 0.1), low, 0.12, 0.11, c.shirt, 0.12F});
  if (!numbered) return;
  // Back: the number as a broad mark. Chest: a small one.
  const Vec3d up = lerp(chest, waist, back ? 0.22 : 0.3),
              down = lerp(chest, waist, back ? 0.6 : 0.4);
  draw(s, {lerp(up, sl, back ? 0.22 : 0.0), lerp(down, sl, back ? 0.12 : 0.0), 0.028, 0.028,
           c.number, 0});
  if (back) draw(s, {lerp(up, sr, 0.22), lerp(down, sr, 0.12), 0.028, 0.028, c.number, 0});
}

void draw_head(const Stage& s, const Body& b, const Looks& c, double heading) {
  const Vec3d neck = joint(b, kNeck), head = joint(b, kHead);
  draw(s, {neck, head, 0.055, 0.055, c.skin});
  draw(s, {{head.x, head.y, head.z - 0.03}, {head.x, head.y, head.z + 0.03}, 0.09, 0.1, c.skin});
  const double back = 0.045;
  const Vec3d crown = {head.x - back * std::cos(heading), head.y - back * std::sin(heading),
                       head.z + 0.055};
  draw(s, {crown, {crown.x, crown.y, crown.z - 0.03}, 0.088, 0.082, c.hair});
}

}  // namespace

void draw_person(const Stage& s, const PersonState& p, const Kit& kit) {
  const Body b = body_of(p);
  const Looks c = looks_of(p, kit, s.light);
  const Vec2d view = p.position_m - Vec2d{s.camera.position.x, s.camera.position.y};
  const Vec2d face = {std::cos(p.heading_rad), std::sin(p.heading_rad)};
  const bool back = dot(view, face) > 0;
  const bool gloves = p.role == PersonRole::goalkeeper;
  const int near = far_from(s, joint(b, kShoulderL)) < far_from(s, joint(b, kShoulderR)) ? 0 : 1;
  draw_arm(s, b, c, 1 - near, gloves);
  draw_leg(s, b, c, 1 - near);
  draw_leg(s, b, c, near);
  if (!back) draw_trunk(s, b, c, back, p.number > 0);
  draw_head(s, b, c, p.heading_rad);
  if (back) draw_trunk(s, b, c, back, p.number > 0);
  draw_arm(s, b, c, near, gloves);
}

void draw_person_shadow(const Stage& s, const PersonState& p) {
  // Floodlights: a short soft one to either side, and the dark under the feet.
  const double scale = s.camera.pixels_per_metre({p.position_m.x, p.position_m.y, 0}, s.width);
  const auto foot = s.camera.project({p.position_m.x, p.position_m.y, 0}, s.width, s.height);
  if (!foot) return;
  for (const Vec2d way : {Vec2d{0.9, 0.5}, Vec2d{-0.8, 0.45}}) {
    const auto tip =
        s.camera.project({p.position_m.x + way.x, p.position_m.y + way.y, 0}, s.width, s.height);
    if (tip)
      s.canvas.shade({*foot, *tip, 0.1 * scale, 0.07 * scale}, 0.22F,
                     2 + static_cast<float>(0.12 * scale));
  }
  s.canvas.shade(
      {*foot - Vec2d{0.16 * scale, 0}, *foot + Vec2d{0.16 * scale, 0}, 0.06 * scale, 0.06 * scale},
      0.3F, 2 + static_cast<float>(0.08 * scale));
}

void draw_ball(const Stage& s, const BallState3d& ball) {
  constexpr double kExposure = 0.006;  // seconds
  const Vec3d now{ball.x, ball.y, ball.z},
      then{ball.x - kExposure * ball.vx, ball.y - kExposure * ball.vy,
           ball.z - kExposure * ball.vz};
  draw(s, {then, now, kBallRadius, kBallRadius, yuv_of({244, 244, 244}, s.light), 0.16F});
  const double turn = (ball.x + ball.y) / kBallRadius;
  const Vec3d mark = {ball.x + 0.05 * std::sin(turn), ball.y - 0.06,
                      ball.z + 0.05 * std::cos(turn)};
  draw(s, {mark, mark, 0.028, 0.028, yuv_of({120, 120, 125}, s.light), 0});
}

void draw_ball_shadow(const Stage& s, const BallState3d& ball) {
  const double scale = s.camera.pixels_per_metre({ball.x, ball.y, 0}, s.width);
  const auto at =
      s.camera.project({ball.x + 0.3 * (ball.z - kBallRadius), ball.y, 0}, s.width, s.height);
  const double r = 0.09 * scale;
  if (at) s.canvas.shade({*at - Vec2d{r / 2, 0}, *at + Vec2d{r, 0}, r / 2, r / 2}, 0.35F, 2);
}

void draw_goal(const Stage& s, const PitchSpec& pitch, double side) {
  const double x = side * pitch.length_m / 2, back = x + side * 2, y = pitch.goal_width_m / 2;
  const auto line = [&](Vec3d a, Vec3d b, double r, float alpha) {
    const auto pa = s.camera.project(a, s.width, s.height),
               pb = s.camera.project(b, s.width, s.height);
    if (!pa || !pb) return;
    const double scale = s.camera.pixels_per_metre(a, s.width);
    s.canvas.paint({*pa, *pb, r * scale, r * scale}, yuv_of({238, 238, 238}, s.light), alpha);
  };
  constexpr int kMeshes = 16;
  for (int i = 0; i <= kMeshes; ++i) {  // the net: back, then sides
    const double u = i / static_cast<double>(kMeshes), ny = -y + 2 * y * u;
    line({back, ny, 0}, {back, ny, kGoalHeight * 0.9}, 0.01, 0.22F);
    line({back, ny, kGoalHeight * 0.9}, {x, ny, kGoalHeight}, 0.01, 0.2F);
    line({back, -y, kGoalHeight * 0.9 * u}, {back, y, kGoalHeight * 0.9 * u}, 0.01, 0.2F);
    for (const double end : {-y, y})
      line({x, end, kGoalHeight * u}, {back, end, kGoalHeight * 0.9 * u}, 0.01, 0.2F);
  }
  for (const double end : {-y, y}) line({x, end, 0}, {x, end, kGoalHeight}, 0.06, 1);
  line({x, -y, kGoalHeight}, {x, y, kGoalHeight}, 0.06, 1);
}

}  // namespace touchline::scene
