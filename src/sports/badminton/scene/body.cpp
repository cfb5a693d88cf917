#include "sports/badminton/scene/body.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchline::badminton {
namespace {

// Of somebody 1.78 m tall, metres.
constexpr double kHipsUp = 0.93, kSpine = 0.50, kShoulder = 0.19, kHip = 0.10;
constexpr double kThigh = 0.44, kShin = 0.44, kUpperArm = 0.31, kForearm = 0.27, kAnkle = 0.07;
constexpr double kStance = 0.20, kRacket = 0.60;

const Vec3d kUp{0, 0, 1};

double clamped(double from, double to, double t) {
  return std::clamp((t - from) / (to - from), 0.0, 1.0);
}
double smooth(double u) { return u * u * (3 - 2 * u); }
/// 1 at the contact, 0 half a second before and after.
double around(double tau) { return smooth(1 - std::min(1.0, std::abs(tau) / 0.45)); }
Vec3d unit(Vec3d v) { return (1 / std::max(1e-9, length(v))) * v; }

/// Which way the player looks, and what is beside that.
struct Facing {
  Vec3d ahead, left;
};

/// A joint between `root` and `end`, which is pulled in when it is out of reach; bent to `pole`.
Vec3d middle_joint(Vec3d root, Vec3d& end, Vec3d pole, double upper, double lower) {
  const double far =
      std::clamp(length(end - root), std::abs(upper - lower) + 0.02, upper + lower - 0.004);
  const Vec3d way = unit(end - root);
  end = root + far * way;
  const double along = (far * far + upper * upper - lower * lower) / (2 * far);
  const double off = std::sqrt(std::max(0.0, upper * upper - along * along));
  return root + along * way + off * unit(pole - dot(pole, way) * way);
}

/// A stroke around a moment, in what the body does for it.
struct Action {
  double tau = 9;     ///< seconds after the contact
  double near = 0;    ///< 1 at the contact
  bool high = false;  ///< over the head
  double lunge = 0, jump_m = 0, turn = 0;
  Vec3d contact;
  bool forehand = true;
};

Action action_at(const TrueStroke* stroke, double t_s) {
  Action a;
  if (!stroke) return a;
  a.tau = t_s - stroke->t_s;
  a.near = around(a.tau);
  a.contact = stroke->at();
  a.high = a.contact.z > 1.9;
  a.forehand = stroke->forehand;
  a.lunge = a.near * std::clamp((1.7 - a.contact.z) / 1.0, 0.0, 1.0);
  if (stroke->kind == StrokeKind::smash) {
    constexpr double kRise_s = 0.24, kHigh_m = 0.3;
    const double u = a.tau / kRise_s;
    a.jump_m = std::max(0.0, kHigh_m * (1 - u * u));
  }
  const double back = smooth(clamped(-0.5, -0.2, a.tau)) * (1 - clamped(-0.14, 0.04, a.tau));
  const double through = clamped(0.0, 0.15, a.tau) * (1 - smooth(clamped(0.2, 0.5, a.tau)));
  a.turn = (a.high ? 0.9 : 0.4) * back - 0.5 * through;
  if (!a.forehand) a.turn = -a.turn;
  return a;
}

/// Where the racket's wrist is to be.
Vec3d wrist_goal(const PlayerJoints& j, const Facing& f, const Action& a) {
  const Vec3d right = -1.0 * f.left;
  const Vec3d ready = j.chest + 0.36 * f.ahead + 0.16 * right - 0.16 * kUp;
  if (std::abs(a.tau) > 0.62) return ready;
  const double beside = a.forehand ? 1 : -0.6;
  const Vec3d back = a.high ? j.shoulder[1] - 0.16 * f.ahead + 0.2 * right + 0.24 * kUp
                            : j.shoulder[1] + 0.1 * f.ahead + 0.4 * beside * right - 0.25 * kUp;
  const Vec3d arm = unit(a.contact - j.shoulder[1]);
  const Vec3d struck = a.contact - kRacket * arm;
  const Vec3d through = a.high ? j.chest + 0.42 * f.ahead + 0.15 * f.left - 0.3 * kUp
                               : j.chest + 0.5 * f.ahead + 0.1 * beside * f.left + 0.15 * kUp;
  if (a.tau < -0.13) return lerp(ready, back, smooth(clamped(-0.5, -0.22, a.tau)));
  if (a.tau < 0) return lerp(back, struck, std::pow(clamped(-0.13, 0, a.tau), 1.6));
  if (a.tau < 0.2) return lerp(struck, through, smooth(clamped(0, 0.2, a.tau)));
  return lerp(through, ready, smooth(clamped(0.25, 0.6, a.tau)));
}

/// The strings: in line with arm and shuttle at the contact, ahead and up otherwise.
Vec3d racket_at(const PlayerJoints& j, const Facing& f, const Action& a) {
  const Vec3d forearm = unit(j.wrist[1] - j.elbow[1]);
  const Vec3d held = j.wrist[1] + kRacket * unit(0.6 * f.ahead + 0.5 * kUp + 0.6 * forearm);
  const double struck = 1 - std::min(1.0, std::abs(a.tau) / 0.12);
  if (!(struck > 0)) return held;
  const Vec3d to = a.contact - j.wrist[1];
  const Vec3d reaching = std::abs(a.tau) < 1e-9 ? a.contact : j.wrist[1] + kRacket * unit(to);
  return lerp(held, reaching, smooth(struck));
}

void place_legs(PlayerJoints& j, const Facing& f, const Action& a, Vec3d feet, Vec3d velocity,
                double way_m) {
  const double speed = length(velocity), swing = std::min(1.0, speed / 4);
  const double phase = 2 * std::numbers::pi * way_m / 1.7;
  const Vec3d along = speed > 1e-6 ? (1 / speed) * velocity : f.ahead;
  for (const std::size_t k : {0U, 1U}) {
    const double out = k == 0 ? 1 : -1, step = phase + (k == 0 ? 0 : std::numbers::pi);
    const double lunging = (k == 1 ? 0.42 : -0.42) * a.lunge;
    j.hip[k] = j.pelvis + out * kHip * f.left;
    j.ankle[k] =
        feet + out * kStance * f.left + lunging * f.ahead + 0.3 * swing * std::sin(step) * along;
    j.ankle[k].z = kAnkle + a.jump_m + 0.12 * swing * std::max(0.0, std::cos(step));
    j.knee[k] = middle_joint(j.hip[k], j.ankle[k], f.ahead + 0.3 * out * f.left, kThigh, kShin);
    j.toe[k] = j.ankle[k] + 0.19 * f.ahead + 0.05 * out * f.left - 0.045 * kUp;
  }
}

void place_head(PlayerJoints& j, const Facing& f, Vec3d spine) {
  j.neck = j.chest + 0.08 * spine;
  j.head = j.neck + 0.15 * unit(spine + kUp) + 0.03 * f.ahead;
  j.nose = j.head + 0.115 * f.ahead;
  for (const std::size_t k : {0U, 1U}) {
    const double out = k == 0 ? 1 : -1;
    j.eye[k] = j.head + 0.09 * f.ahead + 0.035 * kUp + out * 0.032 * f.left;
    j.ear[k] = j.head + 0.01 * kUp + out * 0.078 * f.left;
  }
}

}  // namespace

std::array<Vec3d, 17> PlayerJoints::coco() const {
  std::array<Vec3d, 17> all;
  all[0] = nose;
  std::size_t next = 1;
  for (const auto* pair : {&eye, &ear, &shoulder, &elbow, &wrist, &hip, &knee, &ankle})
    for (const Vec3d& point : *pair) all[next++] = point;
  return all;
}

PlayerJoints joints_of(const RallyMatch& match, int player, double t_s) {
  const double side = half_of(player);
  const Facing f{{-side, 0, 0}, {0, -side, 0}};
  const Action a = action_at(match.stroke_near(player, t_s, 0.65), t_s);
  constexpr double kStep_s = 0.02;
  const Vec2d place = match.place_of(player, t_s);
  const Vec2d moved = match.place_of(player, t_s + kStep_s) - match.place_of(player, t_s - kStep_s);
  const Vec3d velocity{moved.x / (2 * kStep_s), moved.y / (2 * kStep_s), 0};
  const double crouch = 0.09 * (1 - (a.high ? a.near : 0)) + 0.2 * a.lunge;
  const double lean = 0.28 + 0.35 * a.lunge - (a.high ? 0.35 * a.near : 0);
  PlayerJoints j;
  j.pelvis = {place.x, place.y, kHipsUp - crouch + a.jump_m};
  const Vec3d spine = std::cos(lean) * kUp + std::sin(lean) * f.ahead;
  j.chest = j.pelvis + kSpine * spine;
  // Turned to the right the right shoulder goes back.
  const Vec3d level = std::cos(a.turn) * f.left + std::sin(a.turn) * f.ahead;
  for (const std::size_t k : {0U, 1U})
    j.shoulder[k] = j.chest + (k == 0 ? 1 : -1) * kShoulder * level;
  place_head(j, f, spine);
  place_legs(j, f, a, {place.x, place.y, 0}, velocity, match.way_of(player, t_s));
  j.wrist[1] = wrist_goal(j, f, a);
  j.elbow[1] =
      middle_joint(j.shoulder[1], j.wrist[1], -1.0 * f.left - 0.6 * kUp, kUpperArm, kForearm);
  const double raised =
      a.high ? smooth(clamped(-0.5, -0.25, a.tau)) * (1 - clamped(-0.1, 0.1, a.tau)) : 0;
  j.wrist[0] = lerp(j.chest + 0.3 * f.ahead + 0.28 * f.left - 0.15 * kUp,
                    j.shoulder[0] + 0.25 * f.ahead + 0.1 * f.left + 0.42 * kUp, raised);
  j.elbow[0] = middle_joint(j.shoulder[0], j.wrist[0], f.left - 0.6 * kUp, kUpperArm, kForearm);
  j.racket = racket_at(j, f, a);
  return j;
}

}  // namespace touchline::badminton
