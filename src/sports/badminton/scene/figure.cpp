#include "sports/badminton/scene/figure.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "scene/random.h"
#include "sports/badminton/court.h"

namespace touchline::badminton {
namespace {

using scene::Limb;
using scene::Stage;
using scene::Yuv;
using scene::yuv_of;

struct Dress {
  Yuv shirt, sleeve, shorts, socks, shoes, skin, hair, frame;
};

Dress dress_of(int player, std::uint64_t seed, double light) {
  constexpr Rgb kSkins[] = {{226, 178, 150}, {205, 150, 118}, {160, 108, 78}, {112, 76, 56}};
  constexpr Rgb kShirts[2][3] = {{{40, 90, 180}, {236, 236, 240}, {30, 32, 40}},
                                 {{200, 40, 50}, {240, 200, 60}, {230, 110, 40}}};
  constexpr Rgb kShorts[] = {{28, 30, 38}, {238, 238, 240}, {40, 44, 90}};
  const auto pick = [&](int what, unsigned of) { return scene_hash(seed, player, what) % of; };
  const int first = 2 - player % 2;  // partners wear one shirt
  const Rgb shirt = kShirts[first - 1][scene_hash(seed, first, 1) % 3], skin = kSkins[pick(2, 4)];
  return {yuv_of(shirt, light),
          yuv_of(shirt, 0.85 * light),
          yuv_of(kShorts[pick(3, 3)], light),
          yuv_of({235, 235, 235}, light),
          yuv_of({225, 228, 230}, light),
          yuv_of(skin, light),
          yuv_of({38, 28, 22}, light),
          yuv_of({60, 62, 70}, light)};
}

class Figure {
 public:
  explicit Figure(const Stage& stage) : stage_(stage) {}
  void add(Limb limb, double nearer = 0) {
    parts_.push_back({length(lerp(limb.a, limb.b, 0.5) - stage_.camera.position) - nearer, limb});
  }
  /// From the farthest to the nearest.
  void draw() {
    std::stable_sort(parts_.begin(), parts_.end(),
                     [](const Part& a, const Part& b) { return a.far > b.far; });
    for (const Part& part : parts_) scene::draw(stage_, part.limb);
  }

 private:
  struct Part {
    double far;
    Limb limb;
  };
  const Stage& stage_;
  std::vector<Part> parts_;
};

void add_limbs(Figure& figure, const PlayerJoints& j, const Dress& d) {
  for (const std::size_t k : {0U, 1U}) {
    figure.add({j.hip[k], lerp(j.hip[k], j.knee[k], 0.62), 0.1, 0.092, d.shorts}, 0.01);
    figure.add({lerp(j.hip[k], j.knee[k], 0.5), j.knee[k], 0.078, 0.058, d.skin});
    figure.add({j.knee[k], lerp(j.knee[k], j.ankle[k], 0.75), 0.06, 0.048, d.skin});
    figure.add({lerp(j.knee[k], j.ankle[k], 0.72), j.ankle[k], 0.05, 0.045, d.socks});
    figure.add({j.ankle[k] - Vec3d{0, 0, 0.03}, j.toe[k], 0.045, 0.04, d.shoes});
    figure.add({j.shoulder[k], lerp(j.shoulder[k], j.elbow[k], 0.6), 0.066, 0.058, d.sleeve}, 0.01);
    figure.add({lerp(j.shoulder[k], j.elbow[k], 0.5), j.elbow[k], 0.047, 0.042, d.skin});
    figure.add({j.elbow[k], j.wrist[k], 0.042, 0.032, d.skin});
    figure.add({j.wrist[k], j.wrist[k], 0.045, 0.045, d.skin}, 0.01);
  }
}

void add_trunk(Figure& figure, const PlayerJoints& j, const Dress& d) {
  figure.add({j.hip[0], j.hip[1], 0.115, 0.115, d.shorts, 0.1F});
  for (const std::size_t k : {0U, 1U})
    figure.add({lerp(j.chest, j.shoulder[k], 0.6), lerp(j.pelvis, j.hip[k], 0.5), 0.1, 0.095,
                d.shirt, 0.1F},
               0.01);
  figure.add(
      {lerp(j.chest, j.pelvis, 0.08), lerp(j.chest, j.pelvis, 0.85), 0.12, 0.11, d.shirt, 0.1F},
      0.012);
  figure.add({j.shoulder[0], j.shoulder[1], 0.066, 0.066, d.shirt, 0.1F}, 0.012);
  figure.add({j.chest, j.head, 0.055, 0.055, d.skin});
  figure.add({lerp(j.head, j.nose, 0.25), j.head, 0.078, 0.085, d.skin, 0.15F}, 0.02);
  const Vec3d back = j.head + 0.3 * (j.head - j.nose) + Vec3d{0, 0, 0.04};
  figure.add({back, back + Vec3d{0, 0, 0.025}, 0.085, 0.08, d.hair, 0.1F}, 0.02);
}

void add_racket(Figure& figure, const PlayerJoints& j, const Dress& d) {
  const Vec3d shaft = lerp(j.wrist[1], j.racket, 0.78);
  figure.add({j.wrist[1], lerp(j.wrist[1], j.racket, 0.3), 0.016, 0.014, d.hair, 0}, 0.01);
  figure.add({lerp(j.wrist[1], j.racket, 0.3), shaft, 0.006, 0.006, d.frame, 0});
  const Vec3d way = j.racket - j.wrist[1];
  figure.add({j.racket - 0.12 * way, j.racket + 0.12 * way, 0.09, 0.09, d.frame, 0});
}

}  // namespace

void draw_player(const Stage& stage, const PlayerJoints& joints, int player, std::uint64_t seed) {
  const Dress dress = dress_of(player, seed, stage.light);
  Figure figure(stage);
  add_limbs(figure, joints, dress);
  add_trunk(figure, joints, dress);
  add_racket(figure, joints, dress);
  figure.draw();
}

void draw_official(const Stage& stage, const Seated& official) {
  Dress dress = dress_of(1, 0, stage.light);
  dress.shirt = dress.sleeve = yuv_of({70, 74, 120}, stage.light);
  dress.shorts = dress.socks = dress.shoes = yuv_of({34, 34, 40}, stage.light);
  const Vec3d seat = official.joints.pelvis - Vec3d{0, 0, 0.12};
  const Yuv chair = yuv_of({90, 92, 98}, stage.light);
  scene::draw(stage, {seat, {seat.x, seat.y, 0}, 0.2, 0.25, chair, 0.1F});
  Figure figure(stage);
  add_limbs(figure, official.joints, dress);
  add_trunk(figure, official.joints, dress);
  figure.draw();
}

void draw_player_shadow(const Stage& s, const PlayerJoints& j) {
  for (const std::size_t k : {0U, 1U}) {
    const Vec3d under{j.ankle[k].x, j.ankle[k].y, 0}, aside{j.pelvis.x, j.pelvis.y, 0};
    const auto a = s.camera.project(under, s.width, s.height),
               b = s.camera.project(aside, s.width, s.height);
    const double scale = s.camera.pixels_per_metre(under, s.width);
    if (a && b)
      s.canvas.shade({*a, *b, 0.1 * scale, 0.12 * scale}, 0.22F,
                     2 + static_cast<float>(0.1 * scale));
  }
}

void draw_net(const Stage& s) {
  constexpr double kPosts = kWidth_m / 2, kDeep = 0.76;  // of the mesh, below the tape
  const auto line = [&](Vec3d a, Vec3d b, double radius, Rgb colour, float alpha) {
    const auto pa = s.camera.project(a, s.width, s.height),
               pb = s.camera.project(b, s.width, s.height);
    if (!pa || !pb) return;
    const double scale = s.camera.pixels_per_metre(lerp(a, b, 0.5), s.width);
    s.canvas.paint({*pa, *pb, radius * scale, radius * scale}, yuv_of(colour, s.light), alpha, 0);
  };
  constexpr int kMeshes = 61, kRows = 8;
  constexpr Rgb kCord{96, 92, 84};
  for (int i = 0; i <= kMeshes; ++i) {
    const double y = -kPosts + 2 * kPosts * i / kMeshes, top = net_height_m(y);
    line({0, y, top - kDeep}, {0, y, top}, 0.004, kCord, 0.35F);
  }
  for (int row = 0; row <= kRows; ++row)
    for (int i = 0; i < 8; ++i) {
      const double y0 = -kPosts + 2 * kPosts * i / 8, y1 = -kPosts + 2 * kPosts * (i + 1) / 8;
      const double down = kDeep * row / kRows;
      line({0, y0, net_height_m(y0) - down}, {0, y1, net_height_m(y1) - down}, 0.004, kCord, 0.35F);
      if (row == 0)
        line({0, y0, net_height_m(y0) - 0.02}, {0, y1, net_height_m(y1) - 0.02}, 0.028,
             {246, 246, 246}, 1);
    }
  for (const double y : {-kPosts, kPosts})
    line({0, y, 0}, {0, y, kNetAtPosts_m}, 0.03, {40, 60, 120}, 1);
}

void draw_shuttle(const Stage& s, const ShuttleState& shuttle, double exposure_s) {
  constexpr double kRadius = 0.032;
  const auto begin = s.camera.project(shuttle.at - (exposure_s / 2) * shuttle.velocity, s.width,
                                      s.height),
             end = s.camera.project(shuttle.at + (exposure_s / 2) * shuttle.velocity, s.width,
                                    s.height);
  if (!begin || !end) return;
  const double radius = std::max(0.7, kRadius * s.camera.pixels_per_metre(shuttle.at, s.width));
  // What moves over more than its own width lights each pixel for a shorter time.
  const double way = distance(*begin, *end);
  const auto alpha = static_cast<float>(std::clamp(2.4 * radius / (2 * radius + way), 0.25, 1.0));
  s.canvas.paint({*begin, *end, radius, radius}, yuv_of({252, 252, 250}, s.light), alpha, 0);
}

}  // namespace touchline::badminton
