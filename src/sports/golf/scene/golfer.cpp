#include "sports/golf/scene/golfer.h"

#include <algorithm>
#include <cmath>

namespace touchline::golf {
namespace {

// Lengths of a body 1.78 m tall, metres, by Drillis and Contini's shares of the height.
constexpr double kTall = 1.78, kThigh = 0.435, kShin = 0.44, kAnkle = 0.07;
constexpr double kSpine = 0.50, kShoulderHalf = 0.195, kHipHalf = 0.10;
constexpr double kUpperArm = 0.32, kForearm = 0.26, kHand = 0.09;
constexpr double kFeetHalf = 0.21, kShaft = 1.0;
constexpr double kBendAtAddress = 0.55, kFlexAtAddress = 0.06;

const Vec3d kAhead{0, -1, 0}, kLeft{1, 0, 0}, kUp{0, 0, 1};

/// Rodrigues' formula; `axis` of length 1.
Vec3d turned(Vec3d v, Vec3d axis, double angle) {
  return std::cos(angle) * v + std::sin(angle) * cross(axis, v) +
         (1 - std::cos(angle)) * dot(axis, v) * axis;
}

Vec3d unit(Vec3d v) { return (1 / std::max(1e-9, length(v))) * v; }

/// The middle joint and the end of two bones from `root` towards `goal`, bent towards `pole`.
std::array<Vec3d, 2> two_bones(Vec3d root, Vec3d goal, Vec3d pole, double first, double second) {
  const Vec3d way = unit(goal - root);
  const double reach =
      std::clamp(length(goal - root), std::abs(first - second) + 0.01, first + second - 0.003);
  const double along = (first * first - second * second + reach * reach) / (2 * reach);
  const double aside = std::sqrt(std::max(0.0, first * first - along * along));
  const Vec3d bent = unit(pole - dot(pole, way) * way);
  return {root + along * way + aside * bent, root + reach * way};
}

double mix(double a, double b, double u) { return a + u * (b - a); }

/// Of the hands' way about the chest: down and ahead, and at right angles to it away from the
/// target.
const Vec3d kArmsHang = unit(0.42 * kAhead - kUp), kClubHangs = unit(0.75 * kAhead - kUp);
Vec3d on_plane(Vec3d hang, double angle) {
  return std::cos(angle) * hang - std::sin(angle) * kLeft;
}

}  // namespace

BodyStance between(const BodyStance& a, const BodyStance& b, double u) {
  BodyStance s;
  s.bend = mix(a.bend, b.bend, u);
  s.shoulder_turn = mix(a.shoulder_turn, b.shoulder_turn, u);
  s.hip_turn = mix(a.hip_turn, b.hip_turn, u);
  s.shift_m = mix(a.shift_m, b.shift_m, u);
  s.flex = mix(a.flex, b.flex, u);
  s.look_turn = mix(a.look_turn, b.look_turn, u);
  s.look_down = mix(a.look_down, b.look_down, u);
  for (const std::size_t k : {0U, 1U}) s.hands[k] = lerp(a.hands[k], b.hands[k], u);
  s.club = unit(lerp(a.club, b.club, u) + 1e-3 * kAhead);
  return s;
}

BodyStance at_rest() {
  BodyStance s;
  s.bend = 0.04;
  s.flex = 0.005;
  s.hands = {0.08 * kAhead + 0.24 * kLeft - 0.52 * kUp, 0.08 * kAhead - 0.24 * kLeft - 0.52 * kUp};
  s.club = unit(0.35 * kAhead - kUp);
  return s;
}

BodyStance hand_up(int side, double raise) {
  BodyStance s = at_rest();
  const auto k = static_cast<std::size_t>(side);
  const double out = side == 0 ? 1 : -1;
  s.hands[k] = lerp(s.hands[k], 0.22 * kAhead + out * 0.34 * kLeft + 0.34 * kUp, raise);
  return s;
}

BodyStance swinging(const PlaneAngles& phase) {
  constexpr double kTop = 2.25;  // of the arms: what the turns are shares of
  const double back = std::clamp(phase.arms / kTop, 0.0, 1.0);
  const double on = std::clamp(-phase.arms / kTop, 0.0, 1.1);
  BodyStance s;
  s.shoulder_turn = 1.55 * back - 1.75 * on;
  s.hip_turn = 0.75 * back - 1.6 * on;
  s.shift_m = -0.03 * back + 0.13 * on;
  s.bend = kBendAtAddress * (1 - 0.75 * on * on);
  s.flex = kFlexAtAddress * (1 - 0.8 * on);
  s.look_turn = 1.2 * on * on;
  s.look_down = 0.5 * (1 - std::min(1.0, 1.3 * on));
  const double reach = 0.56 - 0.06 * back - 0.15 * on;
  const Vec3d middle = reach * on_plane(kArmsHang, phase.arms) + 0.05 * on * kAhead;
  s.club = on_plane(kClubHangs, phase.arms + phase.wrists);
  for (const std::size_t k : {0U, 1U}) s.hands[k] = middle + (k == 0 ? -0.03 : 0.05) * s.club;
  return s;
}

GolferJoints joints_of(const BodyStance& s, const Build& build) {
  GolferJoints j;
  const double straight = kThigh + kShin + kAnkle - 0.005;
  j.pelvis = {s.shift_m, 0.35 * s.bend * 0.3, straight - s.flex};
  const Vec3d spine = std::cos(s.bend) * kUp + std::sin(s.bend) * kAhead;
  j.chest = j.pelvis + kSpine * spine;
  const Vec3d left = turned(kLeft, spine, -s.shoulder_turn);
  const Vec3d front = turned(cross(kLeft, spine), spine, -s.shoulder_turn);
  j.neck = j.chest + 0.07 * spine;
  const Vec3d gaze = turned(turned(kAhead, kLeft, s.look_down), kUp, s.look_turn);
  j.head = j.neck + 0.15 * unit(spine + 0.4 * kUp) + 0.03 * gaze;
  const Vec3d aside = unit(cross(gaze, kUp)), above = cross(aside, gaze);
  j.nose = j.head + 0.115 * gaze - 0.01 * above;
  for (const std::size_t k : {0U, 1U}) {
    const double out = k == 0 ? 1 : -1;
    j.eye[k] = j.head + 0.09 * gaze + 0.03 * above - out * 0.032 * aside;
    j.ear[k] = j.head + 0.01 * above - out * 0.078 * aside;
    j.shoulder[k] = j.chest + out * kShoulderHalf * left;
    j.hip[k] = j.pelvis + out * kHipHalf * turned(kLeft, kUp, -s.hip_turn);
    // The trail heel rises as the hips turn through.
    const double heel = k == 1 ? 0.14 * std::clamp(-s.hip_turn - 0.5, 0.0, 1.0) : 0;
    j.ankle[k] = {out * kFeetHalf, 0.03, kAnkle + heel};
    j.toe[k] = {out * (kFeetHalf + 0.05), -0.17, 0.03};
    const auto leg = two_bones(j.hip[k], j.ankle[k], kAhead + out * 0.15 * kLeft, kThigh, kShin);
    j.knee[k] = leg[0];
    const Vec3d goal = j.chest + s.hands[k];
    const Vec3d pole = -0.8 * kUp + out * 0.7 * left - 0.3 * front;
    const auto arm = two_bones(j.shoulder[k], goal, pole, kUpperArm, kForearm);
    j.elbow[k] = arm[0];
    j.wrist[k] = arm[1];
    j.hand[k] = j.wrist[k] + 0.6 * kHand * unit(j.wrist[k] - j.elbow[k]);
  }
  j.grip = j.wrist[1] - 0.02 * s.club;
  j.club_head = j.grip + kShaft * s.club;
  const double scale = build.height_m / kTall, mirror = build.left_handed ? -1 : 1;
  const auto place = [&](Vec3d& p) { p = {scale * mirror * p.x, scale * p.y, scale * p.z}; };
  for (Vec3d* p : {&j.head, &j.nose, &j.neck, &j.chest, &j.pelvis, &j.grip, &j.club_head})
    place(*p);
  for (auto* pair : {&j.eye, &j.ear, &j.shoulder, &j.elbow, &j.wrist, &j.hand, &j.hip, &j.knee,
                     &j.ankle, &j.toe}) {
    for (auto& p : *pair) place(p);
    if (build.left_handed) std::swap((*pair)[0], (*pair)[1]);
  }
  return j;
}

}  // namespace touchline::golf
