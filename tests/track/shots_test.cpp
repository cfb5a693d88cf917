#include "track/shots.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "kernels/cuda/glance.h"
#include "kernels/cuda/images.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

struct Sample {
  double y = 0, u = 128, v = 128;
};
/// A picture as a function of 0..1 coordinates.
using Look = std::function<Sample(double, double)>;

double waves(double x, double y, std::uint32_t seed) {
  const auto at = [&](double i, double j) {
    std::uint32_t h = static_cast<std::uint32_t>(static_cast<int>(i)) * 374761393U +
                      static_cast<std::uint32_t>(static_cast<int>(j)) * 668265263U + seed * 40503U;
    h = (h ^ (h >> 13)) * 1274126177U;
    return (h >> 8) / 16777216.0;
  };
  const double ix = std::floor(x), iy = std::floor(y), fx = x - ix, fy = y - iy;
  return (at(ix, iy) * (1 - fx) + at(ix + 1, iy) * fx) * (1 - fy) +
         (at(ix, iy + 1) * (1 - fx) + at(ix + 1, iy + 1) * fx) * fy;
}

/// A stand and a pitch with players; the camera looks at `at` (picture widths) with `zoom`.
Look wide(std::uint32_t seed, double at = 0, double zoom = 1) {
  return [=](double px, double py) -> Sample {
    const double x = at + (px - 0.5) / zoom, y = 0.5 + (py - 0.5) / zoom;
    if (y < 0.25)
      return {60 + 120 * waves(14 * x, 14 * y, seed), 128 + 10 * waves(9 * x, 9 * y, seed + 1),
              130};
    const double player = waves(11 * x, 7 * y, seed + 2);
    if (player > 0.86) return {200, 128, 140};
    return {85 + 18 * waves(5 * x, 3 * y, seed + 3), 112, 112};
  };
}
Look face(std::uint32_t seed) {
  return [=](double x, double y) -> Sample {
    const bool head = std::hypot(x - 0.5, y - 0.55) < 0.33;
    if (head) return {150 - 60 * waves(3 * x, 3 * y, seed), 112, 150};
    return y > 0.6 ? Sample{80, 112, 112} : Sample{50 + 40 * waves(4 * x, 4 * y, seed), 128, 128};
  };
}
Look people_in_stand(std::uint32_t seed) {
  return [=](double x, double y) -> Sample {
    return {30 + 190 * waves(22 * x, 15 * y, seed), 118 + 25 * waves(12 * x, 9 * y, seed + 1),
            120 + 25 * waves(14 * x, 8 * y, seed + 2)};
  };
}
Look mix(const Look& a, const Look& b, double t) {
  return [=](double x, double y) -> Sample {
    const Sample p = a(x, y), q = b(x, y);
    return {p.y + t * (q.y - p.y), p.u + t * (q.u - p.u), p.v + t * (q.v - p.v)};
  };
}
/// A logo of many parts flies over the picture: step 0..7.
Look logo(int step) {
  return [=](double x, double y) -> Sample {
    const auto seed = static_cast<std::uint32_t>(700 + step);
    return {20 + 220 * waves(6 * x, 5 * y, seed), 170, 110 - 20 * waves(3 * x, 3 * y, seed)};
  };
}

class Show {
 public:
  explicit Show(double fps = 25, int width = 256, int height = 144)
      : fps_(fps), width_(width), height_(height) {}
  const ShotUpdate& show(const Look& look) {
    const Frame f = frame(look, width_, height_);
    last_ = shots_.push(glance(f), from_seconds(static_cast<double>(count_++) / fps_));
    cuts_ += last_.cut ? 1 : 0;
    if (last_.replay) replay_ = last_.replay;
    return last_;
  }
  void hold(const Look& look, double seconds) {
    for (int i = 0; i < seconds * fps_; ++i) show(look);
  }
  static Frame frame(const Look& look, int w, int h) {
    const std::size_t luma = static_cast<std::size_t>(w * h), chroma = luma / 4;
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(luma + 2 * chroma);
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x) {
        const Sample s = look((x + 0.5) / w, (y + 0.5) / h);
        const auto byte = [](double v) {
          return static_cast<std::uint8_t>(std::clamp(v, 0.0, 255.0));
        };
        (*bytes)[static_cast<std::size_t>(y * w + x)] = byte(s.y);
        const std::size_t c = luma + static_cast<std::size_t>(y / 2 * (w / 2) + x / 2);
        (*bytes)[c] = byte(s.u), (*bytes)[c + chroma] = byte(s.v);
      }
    FrameInfo info;
    info.width = w, info.height = h;
    std::uint8_t* d = bytes->data();
    return {
        info,
        {{{d, w, h, w}, {d + luma, w / 2, h / 2, w / 2}, {d + luma + chroma, w / 2, h / 2, w / 2}}},
        bytes};
  }
  int cuts() const { return cuts_; }
  const ShotUpdate& last() const { return last_; }
  std::optional<ReplayRange> replay() const { return replay_; }

 private:
  ShotDetector shots_;
  ShotUpdate last_;
  std::optional<ReplayRange> replay_;
  double fps_;
  int width_, height_, count_ = 0, cuts_ = 0;
};

TEST(Shots, CutsAreFoundWhereTheyAre) {
  Show show;
  const Look looks[] = {wide(1), face(2), wide(1, 0.4), people_in_stand(3), wide(4)};
  int shot = 0;
  for (const Look& look : looks) {
    const ShotUpdate first = show.show(look);
    EXPECT_EQ(first.cut, shot > 0) << "shot " << shot;
    EXPECT_EQ(first.shot, shot);
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(show.show(look).cut);
    ++shot;
  }
}

TEST(Shots, TheKindFollowsTheField) {
  Show show;
  show.hold(wide(1), 1);
  EXPECT_EQ(show.last().kind, ShotKind::live);
  show.hold(face(2), 1);
  EXPECT_EQ(show.last().kind, ShotKind::close_up);
  show.hold(people_in_stand(3), 1);
  EXPECT_EQ(show.last().kind, ShotKind::crowd);
  Show indoor;
  indoor.hold(people_in_stand(3), 1);
  EXPECT_EQ(indoor.last().kind, ShotKind::unknown);
}

TEST(Shots, PansZoomsAndFlashesAreNoCuts) {
  for (const double fps : {25.0, 50.0}) {
    Show show(fps);
    const int frames = static_cast<int>(2 * fps);
    for (int i = 0; i < frames; ++i) show.show(wide(1, 1.2 * i / fps));  // 60 px of 1280 at 25 fps
    for (int i = 0; i < frames; ++i)
      show.show(wide(1, 2.4, std::pow(2.0, i / static_cast<double>(frames))));
    EXPECT_EQ(show.cuts(), 0) << fps;
  }
  Show flash;
  flash.hold(wide(1), 1);
  const Look here = wide(1), white = [](double, double) { return Sample{250, 128, 128}; };
  flash.show([&](double x, double y) {
    Sample s = here(x, y);
    s.y += 40;
    return s;
  });
  flash.show(white);
  flash.show(white);
  flash.hold(here, 1);
  EXPECT_EQ(flash.cuts(), 0);
}

TEST(Shots, ADissolveIsOneGradualCut) {
  for (const double fps : {25.0, 50.0}) {
    Show show(fps);
    show.hold(wide(1), 1);
    bool gradual = false;
    const int frames = static_cast<int>(0.8 * fps);
    for (int i = 1; i <= frames; ++i)
      if (const ShotUpdate& u = show.show(mix(wide(1), face(5), i / static_cast<double>(frames)));
          u.cut)
        gradual = u.gradual;
    show.hold(face(5), 1);
    EXPECT_EQ(show.cuts(), 1) << fps;
    EXPECT_TRUE(gradual) << fps;
  }
}

TEST(Shots, TwoLikeWipesEncloseAReplay) {
  Show show;
  const auto wipe = [&] {
    for (int i = 0; i < 8; ++i) show.show(logo(i));
  };
  show.hold(wide(1), 1);
  wipe();
  show.hold(wide(8, 0.3, 2), 2.5);
  EXPECT_EQ(show.cuts(), 1);  // the wipe counts once
  EXPECT_NE(show.last().kind, ShotKind::replay);
  EXPECT_FALSE(show.replay());
  wipe();
  show.hold(wide(1), 1);
  ASSERT_TRUE(show.replay());
  EXPECT_EQ(*show.replay(), (ReplayRange{1, 1}));
  EXPECT_EQ(show.last().kind, ShotKind::live);
  wipe();  // known by now
  show.hold(wide(9, 0.5, 2), 2.5);
  EXPECT_EQ(show.last().kind, ShotKind::replay);
  EXPECT_EQ(*show.replay(), (ReplayRange{3, 3})) << "what passed before it was known";
  wipe();
  show.hold(wide(1), 1);
  EXPECT_EQ(show.last().kind, ShotKind::live);
}

TEST(Shots, RepeatedPicturesAreSlowMotion) {
  Show show;
  for (int i = 0; i < 60; ++i) show.show(wide(1, 0.008 * i));
  for (int i = 0; i < 60; ++i) show.show(wide(2, 0.008 * i));
  EXPECT_EQ(show.last().kind, ShotKind::live);
  EXPECT_FALSE(show.replay());
  for (int i = 0; i < 60; ++i) show.show(wide(3, 0.012 * (i / 3)));
  EXPECT_EQ(show.last().kind, ShotKind::replay);
  ASSERT_TRUE(show.replay());
  EXPECT_EQ(*show.replay(), (ReplayRange{2, 2})) << "its first second was not known to be one";
  for (int i = 0; i < 60; ++i) show.show(wide(1, 0.008 * i));
  EXPECT_EQ(show.last().kind, ShotKind::live);
  EXPECT_EQ(show.cuts(), 3);
}

TEST(Shots, SizeAndMirrorDoNotMatter) {
  for (const int size : {1, 3}) {
    Show plain(25, 160 * size, 90 * size), mirrored(25, 160 * size, 90 * size);
    const auto flip = [](const Look& l) { return [l](double x, double y) { return l(1 - x, y); }; };
    for (const Look& look : {wide(1), face(2), wide(3)})
      for (int i = 0; i < 8; ++i) EXPECT_EQ(plain.show(look).cut, mirrored.show(flip(look)).cut);
    EXPECT_EQ(plain.cuts(), 2);
  }
}

TEST(Shots, OnTheGpuAreTheSame) {
  TL_UPLOADS(gpu);
  DeviceGlance device(gpu.stream());
  ShotDetector here, there;
  Glance seen;
  int frame = 0, cuts = 0;
  const auto before = gpu.traffic().frames_to_host;
  const auto show = [&](const Look& look) {
    const Frame picture = Show::frame(look, 256, 144);
    ASSERT_TRUE(device.make(gpu(picture), false, seen));
    const Nanoseconds at = from_seconds(0.04 * frame++);
    const ShotUpdate a = here.push(glance(picture), at), b = there.push(seen, at);
    EXPECT_EQ(a.cut, b.cut);
    EXPECT_EQ(a.gradual, b.gradual);
    EXPECT_EQ(a.shot, b.shot);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_STREQ(a.why, b.why);
    EXPECT_EQ(a.replay, b.replay);
    EXPECT_EQ(a.grass, b.grass);
    cuts += a.cut ? 1 : 0;
  };
  for (int i = 0; i < 30; ++i) show(wide(1, 0.01 * i));
  for (int i = 0; i < 30; ++i) show(face(2));
  for (int i = 0; i <= 20; ++i) show(mix(face(2), wide(4), i / 20.0));
  for (int i = 0; i < 30; ++i) show(wide(4));
  for (int i = 0; i < 8; ++i) show(logo(i));
  for (int i = 0; i < 10; ++i) show(people_in_stand(3));
  EXPECT_GE(cuts, 3);
  EXPECT_EQ(gpu.traffic().frames_to_host, before);
}

}  // namespace
}  // namespace touchline
