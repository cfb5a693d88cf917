#include "field/line_points.h"

#include <gtest/gtest.h>

#include <cmath>

#include "field/painted_pitch.h"
#include "kernels/cuda/images.h"
#include "sports/soccer/pitch.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

using testing::broadcast_view;
using testing::PaintedPitch;

struct Errors {
  double rms = 0, bias = 0, worst = 0;
};

/// Distances across the line from where the truth puts each point.
Errors against(const Mat3& truth, const std::vector<LinePoint>& points) {
  Errors e;
  for (const LinePoint& p : points) {
    const double d = dot(p.normal, *project(truth, p.field) - p.pixel);
    e.rms += d * d, e.bias += d, e.worst = std::max(e.worst, std::abs(d));
  }
  e.rms = std::sqrt(e.rms / static_cast<double>(points.size()));
  e.bias /= static_cast<double>(points.size());
  return e;
}

Mat3 shifted(const Mat3& h, double dx, double dy) {
  return Mat3{{1, 0, dx, 0, 1, dy, 0, 0, 1}} * h;
}

std::vector<LinePoint> look(const PaintedPitch& picture, const Mat3& guess, double search,
                            std::span<const Box> people = {}) {
  FrameLineFinder finder(field_of({}));
  const Frame frame = picture.frame();
  finder.look_at(frame, learn_grass(frame), people);
  std::vector<LinePoint> points;
  finder.find(guess, {}, search, points);
  return points;
}

TEST(LinePoints, LieOnThePaint) {
  for (const double pan : {-0.45, -0.2, 0.0, 0.4}) {
    const Mat3 truth = broadcast_view(1280, 720, pan, 1.0);
    const PaintedPitch picture(1280, 720, truth, {.noise = 2});
    const auto points = look(picture, shifted(truth, 4, -3), 12);
    ASSERT_GT(points.size(), 60U) << "pan " << pan;
    const Errors e = against(truth, points);
    EXPECT_LT(e.rms, 0.2) << "pan " << pan;
    EXPECT_LT(std::abs(e.bias), 0.05) << "pan " << pan;
    EXPECT_LT(e.worst, 1.0) << "pan " << pan;
  }
}

TEST(LinePoints, SigmaIsHonest) {
  const Mat3 truth = broadcast_view(1280, 720, -0.3, 1.2);
  for (const double noise : {1.0, 6.0}) {
    const auto points = look(PaintedPitch(1280, 720, truth, {.noise = noise}), truth, 8);
    ASSERT_GT(points.size(), 60U);
    int within = 0;
    for (const LinePoint& p : points)
      within += std::abs(dot(p.normal, *project(truth, p.field) - p.pixel)) < 2 * p.sigma_px;
    EXPECT_GT(within, 0.9 * static_cast<double>(points.size())) << "noise " << noise;
  }
}

TEST(LinePoints, ScaleWithThePicture) {
  for (const double scale : {0.5, 2.0}) {
    const int w = static_cast<int>(1280 * scale), h = static_cast<int>(720 * scale);
    const Mat3 truth = broadcast_view(w, h, -0.3, 1.0);
    const auto points =
        look(PaintedPitch(w, h, truth, {}), shifted(truth, 2 * scale, 0), 8 * scale);
    ASSERT_GT(points.size(), 40U) << "scale " << scale;
    EXPECT_LT(against(truth, points).rms, 0.2 * std::max(1.0, scale)) << "scale " << scale;
  }
}

TEST(LinePoints, MirrorWithThePicture) {
  const Mat3 left = broadcast_view(1280, 720, -0.3, 1.0);
  const Mat3 flip{{-1, 0, 1280, 0, 1, 0, 0, 0, 1}}, mirror_pitch{{-1, 0, 0, 0, 1, 0, 0, 0, 1}};
  const Mat3 right = flip * left * mirror_pitch;
  const auto a = look(PaintedPitch(1280, 720, left, {}), left, 8);
  const auto b = look(PaintedPitch(1280, 720, right, {}), right, 8);
  EXPECT_NEAR(static_cast<double>(a.size()), static_cast<double>(b.size()),
              0.1 * static_cast<double>(a.size()));
  EXPECT_NEAR(against(left, a).rms, against(right, b).rms, 0.06);
}

TEST(LinePoints, GreyNv12AndDarkFramesWorkToo) {
  const Mat3 truth = broadcast_view(1280, 720, 0.3, 1.0);
  testing::PitchLook nv12, grey, dark, dry;
  nv12.format = PixelFormat::nv12;
  grey.format = PixelFormat::gray8;
  dark.grass = {40, 118, 121};
  dark.paint = {110, 124, 127};
  dry.grass = {120, 98, 132};
  for (const auto& how : {nv12, grey, dark, dry}) {
    const auto points = look(PaintedPitch(1280, 720, truth, how), shifted(truth, -3, 2), 10);
    ASSERT_GT(points.size(), 60U);
    EXPECT_LT(against(truth, points).rms, 0.2);
  }
}

TEST(LinePoints, NothingIsFoundWhereNothingIsPainted) {
  const Mat3 truth = broadcast_view(1280, 720, -0.3, 1.0);
  testing::PitchLook bare;
  bare.paint = bare.grass;
  bare.noise = 4;
  EXPECT_LT(look(PaintedPitch(1280, 720, truth, bare), truth, 12).size(), 4U);
  testing::PitchLook court;  // lines, but on no grass
  court.grass = {90, 150, 110};
  const PaintedPitch picture(1280, 720, truth, court);
  EXPECT_FALSE(learn_grass(picture.frame()).found());
}

TEST(LinePoints, PeopleAreLeftOut) {
  const Mat3 truth = broadcast_view(1280, 720, -0.3, 1.0);
  PaintedPitch picture(1280, 720, truth, {});
  std::vector<Box> people;
  for (int i = 0; i < 8; ++i) {
    const Box box{100.0F + 130.0F * static_cast<float>(i), 250, 40, 200};
    picture.stand({box.x + 5, box.y, 9, box.h}, {230, 128, 128});  // a white line of its own
    people.push_back(box);
  }
  const auto points = look(picture, shifted(truth, 2, 2), 10, people);
  ASSERT_GT(points.size(), 40U);
  EXPECT_LT(against(truth, points).worst, 1.0);
  for (const LinePoint& p : points)
    for (const Box& b : people)
      EXPECT_FALSE(
          p.pixel.x > static_cast<double>(b.x) && p.pixel.x < static_cast<double>(b.right()) &&
          p.pixel.y > static_cast<double>(b.y) && p.pixel.y < static_cast<double>(b.bottom()));
}

TEST(LinePoints, ColourSmearedOverTheGrassOfALargePictureHidesNone) {
  const Mat3 truth = broadcast_view(2560, 1440, -0.3, 1.0);
  PaintedPitch picture(2560, 1440, truth, {.paint = {210, 150, 128}});
  const auto sharp = look(picture, truth, 16);
  picture.shift_colour(0, 6);
  const auto smeared = look(picture, truth, 16);
  ASSERT_GT(sharp.size(), 60U);
  EXPECT_GT(smeared.size(), 0.9 * static_cast<double>(sharp.size()));
}

TEST(LinePoints, OnTheGpuAreTheSame) {
  TL_UPLOADS(gpu);
  FrameSampler sampler(gpu.stream());
  FrameLineFinder here(field_of({})), there(field_of({}));
  const std::vector<Box> people{{500, 200, 40, 110}, {900, 350, 60, 160}};
  std::size_t found = 0;
  for (const PixelFormat format : {PixelFormat::i420, PixelFormat::nv12, PixelFormat::gray8})
    for (const auto& [width, height, pan] : {std::tuple{1280, 720, -0.3}, {1919, 1079, 0.4}}) {
      const Mat3 truth = broadcast_view(width, height, pan, 1.0);
      const Frame frame =
          PaintedPitch(width, height, truth, {.noise = 2, .format = format}).frame();
      const GrassColour grass = learn_grass(frame);
      const Frame uploaded = gpu(frame);
      here.look_at(frame, grass, people);
      there.look_at(uploaded, grass, people, &sampler);
      const auto before = gpu.traffic().frames_to_host;
      for (const double search : {4.0, 16.0, 45.0})
        for (const Lens& lens :
             {Lens{}, Lens{0.02, {width / 2.0, height / 2.0}, std::hypot(width, height) / 2}}) {
          std::vector<LinePoint> a, b;
          here.find(shifted(truth, 2, 1), lens, search, a);
          there.find(shifted(truth, 2, 1), lens, search, b);
          ASSERT_TRUE(there.status()) << there.status().error().message;
          ASSERT_EQ(a.size(), b.size());
          for (std::size_t i = 0; i < a.size(); ++i) {
            EXPECT_EQ(a[i].pixel, b[i].pixel);
            EXPECT_EQ(a[i].normal, b[i].normal);
            EXPECT_EQ(a[i].field, b[i].field);
            EXPECT_EQ(a[i].sigma_px, b[i].sigma_px);
            EXPECT_EQ(a[i].marking, b[i].marking);
          }
          for (std::size_t i = 0; i < here.counts().size(); ++i) {
            EXPECT_EQ(here.counts()[i].looked, there.counts()[i].looked);
            EXPECT_EQ(here.counts()[i].found, there.counts()[i].found);
          }
          found += a.size();
        }
      EXPECT_EQ(gpu.traffic().frames_to_host, before);
    }
  EXPECT_GT(found, 2000U);
}

}  // namespace
}  // namespace touchline
