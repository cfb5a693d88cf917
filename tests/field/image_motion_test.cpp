#include "field/image_motion.h"

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

std::uint32_t hash(int x, int y) {
  std::uint32_t h =
      static_cast<std::uint32_t>(x) * 374761393U + static_cast<std::uint32_t>(y) * 668265263U;
  h = (h ^ (h >> 13)) * 1274126177U;
  return h ^ (h >> 16);
}

/// Smooth noise of one wave length, -1..1.
double waves(double x, double y, double size) {
  const double u = x / size, v = y / size;
  const int ix = static_cast<int>(std::floor(u)), iy = static_cast<int>(std::floor(v));
  const auto ease = [](double t) { return t * t * (3 - 2 * t); };
  const double fx = ease(u - ix), fy = ease(v - iy);
  const auto at = [&](int i, int j) { return hash(ix + i, iy + j) / 2147483648.0 - 1; };
  return (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) +
         (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
}

/// A stand above, a mown pitch with faint texture and lines below.
double scene(double x, double y) {
  if (y < 250) return 110 + 35 * waves(x, y, 11) + 30 * waves(x, y, 37);
  double v = 90 + 5 * waves(x, y, 9) + 4 * (static_cast<int>(std::floor(x / 120)) % 2);
  if (std::abs(y - 300) < 2 || std::abs(x - 640) < 2 ||
      std::abs(std::hypot(x - 640, 2 * (y - 500)) - 200) < 3)
    v = 200;
  return v;
}

using Paint = std::function<void(std::vector<double>&)>;

Frame picture(int width, int height, const Mat3& picture_from_scene, double noise, int seed,
              const std::function<double(double, double)>& what = scene, const Paint& paint = {}) {
  const Mat3 back = *inverse(picture_from_scene);
  std::vector<double> values(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const Vec2d p = *project(back, {x + 0.5, y + 0.5});
      double grain = 0;
      for (int k = 0; k < 3; ++k)
        grain += hash(x + 7919 * (seed + 1), y + 104729 * k) / 4294967296.0 - 0.5;
      values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
             static_cast<std::size_t>(x)] = what(p.x, p.y) + 2 * noise * grain;
    }
  if (paint) paint(values);
  auto bytes = std::make_shared<std::vector<std::uint8_t>>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    (*bytes)[i] = static_cast<std::uint8_t>(std::clamp(std::lround(values[i]), 0L, 255L));
  FrameInfo info;
  info.format = PixelFormat::gray8, info.width = width, info.height = height;
  return {info, {{{bytes->data(), width, height, width}, {}, {}}}, bytes};
}

/// A camera that turns (`pan`, `tilt`, radians) and zooms about the picture's middle.
Mat3 camera(double pan, double tilt, double zoom, double roll = 0) {
  const double f = 1600;
  const Mat3 k{{f * zoom, 0, 640, 0, f * zoom, 360, 0, 0, 1}},
      kinv{{1 / f, 0, -640 / f, 0, 1 / f, -360 / f, 0, 0, 1}};
  const Mat3 y{{std::cos(pan), 0, -std::sin(pan), 0, 1, 0, std::sin(pan), 0, std::cos(pan)}};
  const Mat3 x{{1, 0, 0, 0, std::cos(tilt), -std::sin(tilt), 0, std::sin(tilt), std::cos(tilt)}};
  const Mat3 z{{std::cos(roll), -std::sin(roll), 0, std::sin(roll), std::cos(roll), 0, 0, 0, 1}};
  return k * z * x * y * kinv;
}

/// Root mean square distance over the picture between where two motions put a point.
double apart(const Mat3& a, const Mat3& b, double width = 1280, double height = 720) {
  double sum = 0;
  for (int k = 0; k < 25; ++k) {
    const Vec2d p{(k % 5 + 0.5) / 5 * width, (k / 5 + 0.5) / 5 * height};
    sum += std::pow(distance(*project(a, p), *project(b, p)), 2);
  }
  return std::sqrt(sum / 25);
}

ImageMotion push(ImageMotionEstimator& motion, const Frame& frame,
                 std::span<const Box> people = {}) {
  Glance seen = glance(frame);
  return motion.push(seen, people);
}

struct Followed {
  double worst = 0, drift = 0, sigma = 0, reference = 0;
  int measured = 0;
};

Followed follow(const std::function<Mat3(int)>& path, int frames, double noise = 1.5,
                const Paint& paint = {}, std::span<const Box> people = {}) {
  ImageMotionEstimator motion;
  Followed run;
  Mat3 total;
  for (int i = 0; i < frames; ++i) {
    const auto& m = push(motion, picture(1280, 720, path(i), noise, i, scene, paint), people);
    if (i == 0 || !m.previous_to_this) continue;
    ++run.measured;
    run.worst = std::max(run.worst, apart(*m.previous_to_this, path(i) * *inverse(path(i - 1))));
    run.sigma = std::max(run.sigma, m.sigma_px);
    total = *m.previous_to_this * total;
  }
  run.drift = apart(total, path(frames - 1) * *inverse(path(0)));
  return run;
}

TEST(ImageMotion, StaticCameraStandsStill) {
  const Followed run = follow([](int) { return camera(0, 0, 1); }, 8);
  EXPECT_EQ(run.measured, 7);
  EXPECT_LT(run.worst, 0.08);
  EXPECT_LT(run.drift, 0.08);
  EXPECT_LT(run.sigma, 0.15);
}

TEST(ImageMotion, PansTiltsAndZoomsAreFollowed) {
  // 8 px a frame and 0.8 % of zoom, without drifting away over the shot.
  const Followed run =
      follow([](int i) { return camera(0.005 * i, 0.001 * i, std::pow(1.008, i), 0.001 * i); }, 20);
  EXPECT_EQ(run.measured, 19);
  EXPECT_LT(run.worst, 0.25);
  EXPECT_LT(run.drift, 0.6);
  std::printf("pan and zoom: worst step %.3f px, drift over 20 frames %.3f px, sigma %.3f px\n",
              run.worst, run.drift, run.sigma);
}

TEST(ImageMotion, FastPanFromRest) {
  const Followed run = follow([](int i) { return camera(0.025 * std::max(0, i - 1), 0, 1); }, 9);
  EXPECT_EQ(run.measured, 8);  // 40 px a frame at once
  EXPECT_LT(run.worst, 0.4);
  std::printf("40 px a frame: worst step %.3f px, drift %.3f px\n", run.worst, run.drift);
}

TEST(ImageMotion, GraphicsDoNotHoldThePicture) {
  const Paint graphics = [](std::vector<double>& v) {
    for (int y = 40; y < 110; ++y)
      for (int x = 60; x < 460; ++x)
        v[static_cast<std::size_t>(y * 1280 + x)] = (x / 12 + y / 14) % 2 ? 235 : 20;
    for (int y = 620; y < 690; ++y)
      for (int x = 800; x < 1240; ++x)
        if ((x / 9 * 5 + y / 11 * 3) % 4 == 0) v[static_cast<std::size_t>(y * 1280 + x)] = 240;
  };
  const Followed run = follow([](int i) { return camera(0.006 * i, 0, 1); }, 14, 1.5, graphics);
  EXPECT_EQ(run.measured, 13);
  EXPECT_LT(run.worst, 0.3);
  EXPECT_LT(run.drift, 0.6);
}

TEST(ImageMotion, PeopleDoNotPull) {
  std::vector<Box> people;
  for (int i = 0; i < 12; ++i)
    people.push_back({60.0F + 100.0F * static_cast<float>(i),
                      300.0F + 25.0F * static_cast<float>(i % 4), 60, 160});
  const Paint crowd = [&, step = 0](std::vector<double>& v) mutable {
    ++step;
    for (const Box& b : people)
      for (int y = 0; y < 160; ++y)
        for (int x = 0; x < 60; ++x)
          v[static_cast<std::size_t>((static_cast<int>(b.y) + y) * 1280 + static_cast<int>(b.x) +
                                     x)] = 120 + 100 * waves(x + 4 * step, y, 8);
  };
  const Followed run = follow([](int) { return camera(0, 0, 1); }, 6, 1.5, crowd, people);
  EXPECT_EQ(run.measured, 5);
  EXPECT_LT(run.worst, 0.1);
}

TEST(ImageMotion, NothingAcrossACut) {
  ImageMotionEstimator motion;
  const auto other = [](double x, double y) {
    return 120 + 60 * waves(y + 500, x - 300, 17) + 20 * waves(x, y, 60);
  };
  EXPECT_FALSE(push(motion, picture(1280, 720, camera(0, 0, 1), 1, 0), {}).previous_to_this);
  EXPECT_TRUE(push(motion, picture(1280, 720, camera(0.002, 0, 1), 1, 1), {}).previous_to_this);
  const auto reference = push(motion, picture(1280, 720, camera(0.004, 0, 1), 1, 2), {}).reference;
  const auto& cut = push(motion, picture(1280, 720, camera(0, 0, 1), 1, 3, other), {});
  EXPECT_FALSE(cut.previous_to_this);
  EXPECT_STREQ(cut.why, "no common motion");
  EXPECT_GT(cut.reference, reference);
  EXPECT_TRUE(push(motion, picture(1280, 720, camera(0, 0, 1), 1, 4, other), {}).previous_to_this);
}

TEST(ImageMotion, FlatPicturesGiveNothing) {
  ImageMotionEstimator motion;
  const auto flat = [](double, double) { return 90.0; };
  for (int i = 0; i < 3; ++i)
    EXPECT_FALSE(
        push(motion, picture(1280, 720, camera(0, 0, 1), 0.5, i, flat), {}).previous_to_this);
  EXPECT_STREQ(push(motion, picture(640, 360, camera(0, 0, 1), 0, 9, flat), {}).why,
               "size changed");
}

TEST(ImageMotion, ScaleAndMirror) {
  for (const double scale : {0.5, 2.0}) {
    const Mat3 s{{scale, 0, 0, 0, scale, 0, 0, 0, 1}};
    const int w = static_cast<int>(1280 * scale), h = static_cast<int>(720 * scale);
    ImageMotionEstimator motion;
    push(motion, picture(w, h, s * camera(0, 0, 1), 1, 0), {});
    const Mat3 next = camera(0.004, 0.002, 1.01);
    const auto& m = push(motion, picture(w, h, s * next, 1, 1), {});
    ASSERT_TRUE(m.previous_to_this);
    EXPECT_LT(apart(*m.previous_to_this, s * next * *inverse(s), w, h), 0.3 * std::max(1.0, scale));
  }
  const Mat3 flip{{-1, 0, 1280, 0, 1, 0, 0, 0, 1}};
  ImageMotionEstimator motion;
  push(motion, picture(1280, 720, flip * camera(0, 0, 1), 1, 0), {});
  const Mat3 next = flip * camera(0.01, 0, 1);
  const auto& m = push(motion, picture(1280, 720, next, 1, 1), {});
  ASSERT_TRUE(m.previous_to_this);
  EXPECT_LT(apart(*m.previous_to_this, next * *inverse(flip)), 0.2);
}

TEST(ImageMotion, TwiceTheSameIsTheSame) {
  ImageMotionEstimator a, b;
  for (int i = 0; i < 4; ++i) {
    const Frame f = picture(1280, 720, camera(0.004 * i, 0, 1), 1.5, i);
    const Mat3 first = push(a, f, {}).previous_to_this.value_or(Mat3{});
    EXPECT_EQ(first, push(b, f, {}).previous_to_this.value_or(Mat3{}));
  }
}

TEST(ImageMotion, OnTheGpuIsTheSame) {
  TL_UPLOADS(gpu);
  DeviceGlance device(gpu.stream());
  ImageMotionEstimator here, there;
  const std::vector<Box> people{{600, 400, 60, 160}, {900, 300, 50, 150}};
  Glance seen;
  const auto before = gpu.traffic().frames_to_host;
  for (int i = 0; i < 16; ++i) {
    const Frame f = picture(1280, 720, camera(0.02 * i, 0.002 * i, 1 + 0.01 * i), 1.5, i);
    ASSERT_TRUE(device.make(gpu(f), true, seen));
    const ImageMotion a = push(here, f, people), b = there.push(seen, people);
    EXPECT_EQ(a.previous_to_this.has_value(), i > 0);
    EXPECT_EQ(a.previous_to_this, b.previous_to_this);
    EXPECT_EQ(a.sigma_px, b.sigma_px);
    EXPECT_EQ(a.inliers, b.inliers);
    EXPECT_EQ(a.covered, b.covered);
    EXPECT_EQ(a.reference, b.reference);
    EXPECT_EQ(a.reference_to_this, b.reference_to_this);
    EXPECT_STREQ(a.why, b.why);
  }
  EXPECT_EQ(gpu.traffic().frames_to_host, before);
}

}  // namespace
}  // namespace touchline
