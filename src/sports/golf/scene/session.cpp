#include "sports/golf/scene/session.h"

#include <algorithm>
#include <cmath>

#include "scene/random.h"

namespace touchline::golf {
namespace {

constexpr double kTopOfArms = 2.25, kEndOfArms = -2.3;  // radians
constexpr double kTopOfWrists = 1.55, kEndOfWrists = -1.9;
constexpr double kToBall = 1.02;  // metres ahead of the feet
constexpr int kLead = 0, kTrail = 1;

/// From 0 to 1 without a jerk at either end.
double eased(double u) {
  u = std::clamp(u, 0.0, 1.0);
  return u * u * u * (10 - 15 * u + 6 * u * u);
}
double share(double t, double from, double to) {
  return std::clamp((t - from) / std::max(1e-9, to - from), 0.0, 1.0);
}

/// Where arms and wrists are at `t` of a swing that begins at `back`.
PlaneAngles phase_at(double t, double back, double top, double contact, double finish) {
  PlaneAngles p;
  if (t <= top) {
    const double u = share(t, back, top);
    p.arms = kTopOfArms * eased(u);
    p.wrists = kTopOfWrists * eased(share(u, 0.15, 1.0));
  } else if (t <= contact) {
    const double u = share(t, top, contact);
    p.arms = kTopOfArms * (1 - std::pow(u, 1.8));
    p.wrists = kTopOfWrists * (1 - std::pow(u, 3.5));
  } else {
    const double v = share(t, contact, finish);
    p.arms = kEndOfArms * (1 - std::pow(1 - v, 2.3));
    p.wrists = kEndOfWrists * eased(share(v, 0.05, 0.9));
  }
  return p;
}

}  // namespace

Session::Session(const SessionOptions& options) : options_(options) {
  build_.left_handed = options.left_handed;
  build_.height_m = 1.66 + 0.24 * scene_random(options.seed, 1);
  SceneRandom random(options.seed + 100);
  for (double t = 0.7;;) {
    Course c{};
    c.setup = t;
    c.address = c.setup + random.between(1.2, 1.8);
    c.back = c.address + random.between(0.8, 1.6);
    c.top = c.back + random.between(0.72, 1.0);
    c.contact = c.top + random.between(0.23, 0.31);
    c.finish = c.contact + random.between(0.5, 0.65);
    c.relax = c.finish + random.between(0.8, 1.3);
    TrueSwing swing;
    swing.practice = random.uniform() < 0.3;
    c.rest = c.relax + 0.9;
    double next = c.rest + random.between(0.8, 1.5);
    if (!swing.practice) {
      swing.score = 1 + static_cast<int>(random.uniform() * 5);
      swing.up_from_s = c.rest + 0.3;
      swing.up_to_s = swing.up_from_s + random.between(1.8, 2.4);
      next = swing.up_to_s + 1.0;
    }
    if (next > options.seconds) break;
    t = next;
    find_moments(swing, c);
    courses_.push_back(c);
    swings_.push_back(swing);
  }
}

/// Arms are parallel to the ground by the lead arm, the club by its shaft: both are looked for in
/// the joints, as a viewer would.
void Session::find_moments(TrueSwing& swing, const Course& c) {
  const auto joints = [&](double t) {
    return joints_of(swinging(phase_at(t, c.back, c.top, c.contact, c.finish)), {});
  };
  const auto shaft = [&](double t) {
    const auto j = joints(t);
    return j.club_head.z - j.grip.z;
  };
  const auto arm = [&](double t) {
    const auto j = joints(t);
    return j.wrist[kLead].z - j.shoulder[kLead].z;
  };
  const auto first_level = [](double from, double to, const auto& height) {
    constexpr double kStep = 0.001;
    const bool below = height(from) < 0;
    for (double t = from; t < to; t += kStep)
      if ((height(t) < 0) != below) return t;
    return to;
  };
  swing.at_s = {c.back,
                first_level(c.back, c.top, shaft),
                first_level(c.back, c.top, arm),
                c.top,
                first_level(c.top, c.contact, arm),
                c.contact,
                first_level(c.contact, c.finish, shaft),
                c.finish};
}

BodyStance Session::stance_at(double t) const {
  for (std::size_t i = courses_.size(); i-- > 0;) {
    const Course& c = courses_[i];
    if (t < c.setup) continue;
    const TrueSwing& swing = swings_[i];
    if (t < c.address) {
      return between(at_rest(), swinging({}), eased(share(t, c.setup, c.address)));
    }
    const BodyStance held = swinging(phase_at(t, c.back, c.top, c.contact, c.finish));
    if (t < c.relax) return held;
    if (t < c.rest) return between(held, at_rest(), eased(share(t, c.relax, c.rest)));
    if (swing.score == 0) return at_rest();
    constexpr double kRaise = 0.5;
    const double up = eased(share(t, swing.up_from_s - kRaise / 2, swing.up_from_s + kRaise / 2));
    const double down = eased(share(t, swing.up_to_s - kRaise / 2, swing.up_to_s + kRaise / 2));
    return hand_up(kLead, up * (1 - down));
  }
  return at_rest();
}

GolferJoints Session::at(double t) const {
  BodyStance stance = stance_at(t);
  // Nobody stands quite still.
  stance.shift_m += 0.006 * scene_wave(options_.seed, 11, 2.3, t);
  stance.bend += 0.008 * scene_wave(options_.seed, 12, 3.1, t);
  stance.shoulder_turn += 0.015 * scene_wave(options_.seed, 13, 2.7, t);
  return joints_of(stance, build_);
}

std::optional<Vec3d> Session::ball_at(double t) const {
  const double mirror = options_.left_handed ? -1 : 1;
  const Vec3d tee{0, -kToBall * build_.height_m / 1.78, 0.025};
  for (std::size_t i = 0; i < courses_.size(); ++i) {
    const double gone = swings_[i].practice ? 1e9 : courses_[i].contact;
    const double back = i + 1 < courses_.size() ? courses_[i + 1].setup : 1e9;
    if (t < gone || t >= back) continue;
    const double s = t - gone;
    if (s > 0.25) return std::nullopt;
    return Vec3d{tee.x + mirror * 45 * s, tee.y, tee.z + 14 * s - 4.9 * s * s};
  }
  return tee;
}

Session::Shown Session::shown_at(double t) const {
  for (const auto& swing : swings_)
    if (swing.score > 0 && t >= swing.up_from_s - 0.1 && t <= swing.up_to_s + 0.1)
      return {swing.score, options_.left_handed ? kTrail : kLead};
  return {};
}

}  // namespace touchline::golf
