// The margin that a detector leaves around people.
#include "infer/box_fit.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

constexpr int kPlayer = 2, kBall = 0;
constexpr BoxFit kFit{1.0, kBall};

LetterboxGeometry into_960x544(int width, int height, Fit fit = Fit::letterbox_center) {
  LetterboxSpec spec;
  spec.width = 960;
  spec.height = 544;
  spec.fit = fit;
  return letterbox_geometry(spec, width, height);
}

Box fitted(const Box& box, const LetterboxGeometry& geometry, int class_id = kPlayer,
           const BoxFit& fit = kFit) {
  Detections one{{box, 0.9F, class_id}};
  fit_boxes(one, fit, geometry);
  return one[0].box;
}

TEST(BoxFit, TakesAPixelOfTheInputOffHeadAndFeetOfSomebodyOf18AndHalfOfItOffTheSides) {
  const auto geometry = into_960x544(1920, 1080);  // two pixels of the source each
  const Box box = fitted({300, 200, 16, 36}, geometry);
  EXPECT_NEAR(box.y, 202, 1e-4);
  EXPECT_NEAR(box.bottom(), 234, 1e-4);
  EXPECT_NEAR(box.x, 301, 1e-4);
  EXPECT_NEAR(box.right(), 315, 1e-4);
}

TEST(BoxFit, AStretchedInputHasItsOwnRowsAndColumns) {
  const Box box = fitted({300, 200, 16, 18}, into_960x544(1920, 544, Fit::stretch));
  EXPECT_NEAR(box.y, 201, 1e-4);
  EXPECT_NEAR(box.x, 301, 1e-4);
}

TEST(BoxFit, TheMarginOfSmallPeopleIsLargerButStaysAPartOfTheBox) {
  EXPECT_GT(margin_along(1, 12), margin_along(1, 18));
  EXPECT_GT(margin_across(1, 12), margin_across(1, 18));
  EXPECT_NEAR(margin_along(1, 400), 0.5, 0.03);
  EXPECT_NEAR(margin_across(1, 400), 0, 0.03);
  const Box box = fitted({100, 100, 2, 5}, into_960x544(960, 540));
  EXPECT_NEAR(box.h, 5 * 0.7, 1e-4);
  EXPECT_NEAR(box.w, 1, 1e-4);
}

TEST(BoxFit, SidesThatThePictureCutsStay) {
  const auto geometry = into_960x544(960, 540);
  const Box low = fitted({950, 510, 10, 30}, geometry), high = fitted({0, 0, 10, 30}, geometry);
  EXPECT_EQ(low.right(), 960);
  EXPECT_EQ(low.bottom(), 540);
  EXPECT_GT(low.x, 950);
  EXPECT_GT(low.y, 510);
  EXPECT_EQ(high.x, 0);
  EXPECT_EQ(high.y, 0);
}

TEST(BoxFit, TheBallAndDetectorsWithoutAMarginStayAsTheyAre) {
  const auto geometry = into_960x544(1920, 1080);
  const Box box{300, 200, 16, 36};
  EXPECT_EQ(fitted(box, geometry, kBall), box);
  EXPECT_EQ(fitted(box, geometry, kPlayer, {}), box);
}

}  // namespace
}  // namespace touchline
