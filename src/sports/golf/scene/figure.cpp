#include "sports/golf/scene/figure.h"

#include <algorithm>
#include <vector>

#include "scene/random.h"

namespace touchline::golf {
namespace {

using scene::Limb;
using scene::Stage;
using scene::Yuv;
using scene::yuv_of;

struct Looks {
  Yuv shirt, sleeve, trousers, shoes, sole, skin, shade, hair, cap, belt, glove, shaft, head;
};

Looks looks_of(std::uint64_t seed, double light) {
  constexpr Rgb kSkins[] = {{226, 178, 150}, {205, 150, 118}, {160, 108, 78}, {112, 76, 56}};
  constexpr Rgb kShirts[] = {{230, 232, 236}, {40, 70, 140}, {178, 40, 44}, {232, 190, 70}};
  constexpr Rgb kTrousers[] = {{50, 52, 60}, {196, 182, 150}, {34, 44, 70}, {120, 122, 126}};
  constexpr Rgb kCaps[] = {{245, 245, 245}, {214, 60, 52}, {240, 214, 90}, {120, 176, 226}};
  const auto pick = [&](int what) { return scene_hash(seed, 7, what) % 4; };
  const Rgb shirt = kShirts[pick(2)], skin = kSkins[pick(1)];
  return {yuv_of(shirt, light),
          yuv_of(shirt, 0.86 * light),
          yuv_of(kTrousers[pick(3)], light),
          yuv_of({236, 236, 236}, light),
          yuv_of({60, 60, 60}, light),
          yuv_of(skin, light),
          yuv_of(skin, 0.55 * light),
          yuv_of({46, 32, 24}, light),
          yuv_of(kCaps[pick(4)], light),
          yuv_of({40, 26, 18}, light),
          yuv_of({244, 244, 240}, light),
          yuv_of({150, 152, 158}, light),
          yuv_of({40, 40, 44}, light)};
}

/// Limbs of one body, drawn from the farthest to the nearest.
class Limbs {
 public:
  explicit Limbs(const Stage& stage) : stage_(stage) {}
  /// `nearer`: metres by which it lies before what it is attached to.
  void add(Limb limb, double nearer = 0) {
    const Vec3d middle = lerp(limb.a, limb.b, 0.5);
    limbs_.push_back({length(middle - stage_.camera.position) - nearer, limb});
  }
  void draw() {
    std::stable_sort(limbs_.begin(), limbs_.end(),
                     [](const Placed& a, const Placed& b) { return a.distance > b.distance; });
    for (const auto& one : limbs_) scene::draw(stage_, one.limb);
  }

 private:
  struct Placed {
    double distance;
    Limb limb;
  };
  const Stage& stage_;
  std::vector<Placed> limbs_;
};

void add_leg(Limbs& all, const GolferJoints& j, const Looks& c, std::size_t k) {
  const Vec3d hip = j.hip[k], knee = j.knee[k], ankle = j.ankle[k], toe = j.toe[k];
  all.add({hip, knee, 0.092, 0.068, c.trousers, 0.16F});
  all.add({knee, lerp(knee, ankle, 0.92), 0.066, 0.055, c.trousers, 0.16F});
  const Vec3d heel = ankle + Vec3d{0, 0.04, -0.035};
  all.add({heel, toe, 0.042, 0.036, c.shoes});
  all.add({heel + Vec3d{0, 0, -0.03}, toe + Vec3d{0, 0, -0.018}, 0.02, 0.018, c.sole}, -0.01);
}

void add_arm(Limbs& all, const GolferJoints& j, const Looks& c, std::size_t k, bool glove) {
  const Vec3d shoulder = j.shoulder[k], elbow = j.elbow[k], wrist = j.wrist[k], hand = j.hand[k];
  all.add({elbow, wrist, 0.042, 0.029, c.skin});
  all.add({wrist, hand, 0.034, 0.036, glove ? c.glove : c.skin}, 0.02);
  all.add({lerp(shoulder, elbow, 0.5), elbow, 0.046, 0.042, c.skin});
  all.add({shoulder, lerp(shoulder, elbow, 0.62), 0.064, 0.058, c.sleeve}, 0.01);
}

void add_trunk(Limbs& all, const GolferJoints& j, const Looks& c) {
  const Vec3d hips = lerp(j.hip[0], j.hip[1], 0.5);
  const Vec3d waist = lerp(hips, j.chest, 0.3);
  all.add({lerp(j.hip[0], j.hip[1], 0.12), lerp(j.hip[0], j.hip[1], 0.88), 0.118, 0.118, c.trousers,
           0.1F});
  all.add({lerp(waist, j.hip[0], 0.35), lerp(waist, j.hip[1], 0.35), 0.1, 0.1, c.belt, 0.05F},
          0.005);
  for (const std::size_t k : {0U, 1U}) {
    const Vec3d top = lerp(j.chest, j.shoulder[k], 0.62);
    all.add({top, lerp(waist, j.hip[k], 0.42), 0.098, 0.094, c.shirt, 0.1F}, 0.01);
  }
  all.add({lerp(j.chest, j.shoulder[0], 0.8), lerp(j.chest, j.shoulder[1], 0.8), 0.07, 0.07,
           c.shirt, 0.1F},
          0.012);
  all.add({lerp(j.chest, waist, 0.1), waist, 0.118, 0.112, c.shirt, 0.08F}, 0.012);
}

void add_head(Limbs& all, const GolferJoints& j, const Looks& c) {
  const Vec3d face = lerp(j.head, j.nose, 0.25), middle = lerp(j.ear[0], j.ear[1], 0.5);
  const Vec3d above = lerp(j.eye[0], j.eye[1], 0.5) - lerp(j.nose, middle, 0.2);
  const Vec3d up = (1 / std::max(1e-6, length(above))) * above;
  all.add({j.chest, lerp(j.neck, j.head, 0.5), 0.06, 0.055, c.skin});
  all.add({face - 0.05 * up, face + 0.04 * up, 0.075, 0.085, c.skin, 0.14F}, 0.02);
  const Vec3d back = middle + 0.25 * (middle - j.nose);
  all.add({back, back + 0.03 * up, 0.083, 0.083, c.hair, 0.1F}, 0.01);
  for (const std::size_t k : {0U, 1U}) {
    all.add({j.ear[k], j.ear[k] + 0.02 * up, 0.018, 0.018, c.skin, 0.1F}, 0.03);
    all.add({j.eye[k], j.eye[k] + 0.2 * (j.eye[1 - k] - j.eye[k]), 0.011, 0.011, c.shade, 0}, 0.08);
  }
  all.add({j.nose, lerp(j.nose, face, 0.3), 0.013, 0.017, c.skin, 0.3F}, 0.06);
  const Vec3d mouth = lerp(j.nose, face, 0.25) - 0.045 * up;
  all.add({mouth, mouth + 0.15 * (j.eye[0] - j.eye[1]), 0.008, 0.008, c.shade, 0}, 0.06);
  const Vec3d crown = j.head + 0.075 * up;
  all.add({crown, crown - 0.02 * (j.nose - j.head), 0.085, 0.08, c.cap, 0.15F}, 0.045);
  const Vec3d brim = j.head + 1.15 * (j.nose - j.head) + 0.055 * up;
  const Vec3d wide = 0.6 * (j.ear[0] - j.ear[1]);
  all.add({brim - 0.5 * wide, brim + 0.5 * wide, 0.018, 0.018, c.cap, 0.1F}, 0.05);
  all.add({crown, lerp(crown, brim, 0.6), 0.075, 0.05, c.cap, 0.1F}, 0.048);
}

/// Fingers spread about the way from wrist to hand.
void add_fingers(Limbs& all, const GolferJoints& j, const Looks& c, Session::Shown shown) {
  const auto k = static_cast<std::size_t>(shown.side);
  const Vec3d palm = j.hand[k], up{0, 0, 1}, out{k == 0 ? 1.0 : -1.0, 0, 0};
  constexpr double kSpread[] = {-0.25, 0.0, 0.25, 0.5, -0.9};
  for (int i = 0; i < shown.fingers; ++i) {
    const Vec3d way = up + kSpread[i] * out;
    all.add({palm + 0.03 * way, palm + (i == 4 ? 0.075 : 0.11) * way, 0.011, 0.01, c.skin}, 0.02);
  }
}

}  // namespace

void draw_golfer(const Stage& stage, const GolferJoints& j, Session::Shown shown,
                 std::uint64_t seed) {
  const Looks c = looks_of(seed, stage.light);
  Limbs all(stage);
  for (const std::size_t k : {0U, 1U}) {
    add_leg(all, j, c, k);
    add_arm(all, j, c, k, k == 0);
  }
  add_trunk(all, j, c);
  add_head(all, j, c);
  all.add({j.grip, lerp(j.grip, j.club_head, 0.28), 0.013, 0.011, c.head, 0}, 0.01);
  all.add({lerp(j.grip, j.club_head, 0.28), j.club_head, 0.008, 0.007, c.shaft, 0.1F});
  all.add({j.club_head, j.club_head + Vec3d{0.05, -0.03, 0}, 0.028, 0.032, c.head}, 0.01);
  if (shown.fingers > 0) add_fingers(all, j, c, shown);
  all.draw();
}

void draw_golfer_shadow(const Stage& s, const GolferJoints& j) {
  const double scale = s.camera.pixels_per_metre({0, 0, 0}, s.width);
  for (const std::size_t k : {0U, 1U}) {
    const auto foot = s.camera.project({j.ankle[k].x, j.ankle[k].y, 0}, s.width, s.height);
    const auto head = s.camera.project({j.head.x + 0.5, j.head.y + 1.5, 0}, s.width, s.height);
    if (!foot || !head) continue;
    s.canvas.shade({*foot, *head, 0.1 * scale, 0.13 * scale}, 0.2F,
                   2 + static_cast<float>(0.06 * scale));
  }
}

void draw_golf_ball(const Stage& s, Vec3d ball) {
  scene::draw(s, {ball, ball, 0.0214, 0.0214, yuv_of({250, 250, 250}, s.light), 0.2F});
}

}  // namespace touchline::golf
