#include "records/field.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "geometry/homography.h"
#include "geometry/pinhole.h"

namespace touchline {
namespace {

FieldView view_of(double k1) {
  FieldView view;
  view.state = CalibrationState::measured;
  view.size = {1280, 720};
  view.image_from_field =
      Pinhole::from(Vector7d{0.9, 0.1, 0.27, 0, 0, -65, 18}).image_from_field(view.size);
  view.field_from_image = *inverse(view.image_from_field);
  view.lens = {k1, 0.5 * view.size, length(view.size) / 2};
  for (std::size_t i = 0; i < 8; ++i) view.corner_cov[9 * i] = 4;
  return view;
}

TEST(FieldView, MetresGoToPixelsAndBack) {
  for (const double k1 : {0.0, -0.12, 0.1}) {
    const auto view = view_of(k1);
    for (const Vec2d m : {Vec2d{0, 0}, {15, 20}, {-12, -10}}) {
      const auto pixel = to_image(view, m);
      ASSERT_TRUE(pixel);
      const auto back = to_field(view, *pixel, 1);
      ASSERT_TRUE(back);
      EXPECT_LT(distance(back->m, m), 1e-6) << k1;
    }
  }
}

TEST(FieldView, NothingAboveTheHorizonBehindTheCameraOrWhileLost) {
  auto view = view_of(0);
  EXPECT_FALSE(to_field(view, {640, -800}, 1));
  EXPECT_FALSE(to_image(view, {0, -100}));
  view.state = CalibrationState::lost;
  EXPECT_FALSE(to_field(view, {640, 400}, 1));
  EXPECT_FALSE(to_image(view, {0, 0}));
}

TEST(FieldView, NothingWhereTheLensFoldsThePictureOver) {
  const auto view = view_of(-0.3);
  for (double x = -52; x <= 52; x += 1)
    for (double y = -34; y <= 34; y += 1) {
      const auto pixel = to_image(view, {x, y});
      if (!pixel) continue;
      const auto back = to_field(view, *pixel, 1);
      ASSERT_TRUE(back) << x << " " << y;
      EXPECT_LT(distance(back->m, {x, y}), 1e-3) << x << " " << y;
    }
  EXPECT_FALSE(to_image(view, {50, -30})) << "far to the side";
  EXPECT_FALSE(to_field(view, {1279, 719}, 1)) << "no straight ray ends there";
}

TEST(FieldView, CovarianceIsThatOfSampledCornersAndPixels) {
  const auto view = view_of(0);
  const Vec2d pixel{420, 300};
  const auto told = to_field(view, pixel, 1.5);
  ASSERT_TRUE(told);
  const CornerFrame frame(view.size);
  Cov2 sampled;
  // Each source of error alone, by central differences: corners, then the pixel.
  const auto add = [&](Vec2d plus, Vec2d minus, double sigma, double step) {
    const Vec2d d = (sigma / (2 * step)) * (plus - minus);
    sampled.xx += d.x * d.x, sampled.xy += d.x * d.y, sampled.yy += d.y * d.y;
  };
  constexpr double kStep = 0.01;
  for (int i = 0; i < 8; ++i) {
    const auto at = [&](double by) {
      Vector8d d = Vector8d::Zero();
      d[i] = by;
      return *project(*inverse(frame.displacement(d) * view.image_from_field), pixel);
    };
    add(at(kStep), at(-kStep), 2, kStep);
  }
  for (const Vec2d d : {Vec2d{kStep, 0}, {0, kStep}})
    add(*project(view.field_from_image, pixel + d), *project(view.field_from_image, pixel - d), 1.5,
        kStep);
  EXPECT_NEAR(told->cov.xx, sampled.xx, 1e-3 * sampled.xx);
  EXPECT_NEAR(told->cov.xy, sampled.xy, 1e-3 * sampled.yy);
  EXPECT_NEAR(told->cov.yy, sampled.yy, 1e-3 * sampled.yy);
}

TEST(FieldView, RowsTellWhyAndKeepMissingValuesNull) {
  FieldView lost;
  lost.size = {640, 360};
  lost.why = "no landmarks in view";
  const auto row = nlohmann::json::parse(json_of(lost, "a", 3, 120));
  EXPECT_EQ(row.at("state"), "lost");
  EXPECT_TRUE(row.at("image_from_field").is_null());
  EXPECT_TRUE(row.at("sigma_m").is_null());
  EXPECT_EQ(row.at("why"), "no landmarks in view");
  const auto seen = nlohmann::json::parse(json_of(view_of(-0.02), "a", 4, 160));
  EXPECT_EQ(seen.at("image_from_field").size(), 9U);
  EXPECT_EQ(seen.at("corner_cov").size(), 36U);
  EXPECT_EQ(seen.at("lens_k1"), -0.02);
  EXPECT_TRUE(seen.at("rmse_px").is_null()) << "nothing was held out";
  EXPECT_TRUE(seen.at("why").is_null());
}

}  // namespace
}  // namespace touchline
