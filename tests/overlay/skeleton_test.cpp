// Bodies on the picture: limbs where the joints are, nothing where they are not seen.
#include "overlay/skeleton.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/image_canvas.h"
#include "memory/pool.h"

namespace touchline {
namespace {

const std::vector<std::string> kPoints = {"nose",       "left_shoulder", "right_shoulder",
                                          "left_elbow", "left_wrist",    "antenna"};

class Skeleton : public ::testing::Test {
 protected:
  Skeleton() {
    for (int i = 0; i < 3; ++i)
      for (int y = 0; y < image_.plane(i).height; ++y)
        std::fill_n(image_.plane(i).row(y), image_.plane(i).pitch, std::uint8_t{128});
  }
  static FrameInfo info() {
    FrameInfo info;
    info.width = 320;
    info.height = 320;
    return info;
  }
  void draw(const Body& body) {
    canvas_.draw_on(image_);
    mark_.draw(canvas_, body);
  }
  [[nodiscard]] bool touched(int x, int y) const { return image_.plane(0).row(y)[x] != 128; }
  [[nodiscard]] int touched() const {
    int count = 0;
    for (int y = 0; y < 320; ++y)
      for (int x = 0; x < 320; ++x) count += touched(x, y);
    return count;
  }
  static Body body() {
    Body body;
    for (const Vec2f p : {Vec2f{160, 40}, {200, 100}, {120, 100}, {240, 160}, {240, 240}, {40, 40}})
      body.points.push_back(Keypoint{p, 0.9F});
    return body;
  }

  Theme theme_;
  Pool pool_{image_bytes(info())};
  Image image_{info(), pool_};
  ImageCanvas canvas_{320, 320};
  SkeletonMark mark_{theme_, kPoints, {info().colour, theme_.predicted_opacity}, 320};
};

TEST_F(Skeleton, LimbsLieBetweenTheirJoints) {
  draw(body());
  EXPECT_TRUE(touched(160, 100)) << "shoulder to shoulder";
  EXPECT_TRUE(touched(220, 130)) << "upper arm";
  EXPECT_TRUE(touched(240, 200)) << "forearm";
  EXPECT_TRUE(touched(40, 40)) << "a point of a name of its own is a joint";
  EXPECT_FALSE(touched(160, 70)) << "nothing joins nose and shoulders";
  EXPECT_FALSE(touched(100, 70)) << "nor that point and anything";
}

TEST_F(Skeleton, WhatIsNotSeenWellIsLeftOut) {
  auto unsure = body();
  unsure.points[3]->score = 0.1F;  // the elbow
  unsure.points[5].reset();
  draw(unsure);
  EXPECT_FALSE(touched(220, 130));
  EXPECT_FALSE(touched(240, 200));
  EXPECT_TRUE(touched(240, 240)) << "the wrist is seen";
  EXPECT_FALSE(touched(40, 40));
}

TEST_F(Skeleton, LeftAndRightHaveTheirOwnColours) {
  draw(body());
  const auto u = [&](int x, int y) { return image_.plane(1).row(y / 2)[x / 2]; };
  EXPECT_LT(u(240, 200), 128) << "left: warm";
  EXPECT_GT(u(120, 100), 128) << "right: cool";
}

TEST_F(Skeleton, ABodyWithoutPointsDrawsNothing) {
  draw({});
  EXPECT_EQ(touched(), 0);
}

}  // namespace
}  // namespace touchline
