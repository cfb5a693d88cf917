#include "track/foot.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

constexpr FootOptions kNetwork{1.0, 0.8, 960, 544, false};

Box person(float height) { return {100, 200, height / 3, height}; }

/// Pixels of the picture between the box's lower edge and where its person stands.
double below(const FootOptions& network, float height, int picture_w, int picture_h) {
  const Box box = person(height);
  return 200 + static_cast<double>(height) - foot_of(box, network, picture_w, picture_h).pixel.y;
}

TEST(Foot, IsTheBoxesWhereNothingIsKnownOfTheNetwork) {
  const Foot foot = foot_of({100, 200, 20, 60}, {}, 1280, 720);
  EXPECT_EQ(foot.pixel, (Vec2d{110, 260}));
  EXPECT_NEAR(foot.sigma_px, 1.8, 1e-6);
  EXPECT_EQ(foot.jitter_px, foot.sigma_px);
}

TEST(Foot, ErrsByPixelsOfTheInput) {
  // Somebody of 18 pixels in the input, whatever the picture.
  EXPECT_NEAR(below(kNetwork, 24, 1280, 720), 4.0 / 3, 1e-4);
  EXPECT_NEAR(below(kNetwork, 36, 1920, 1080), 2, 1e-4);
  EXPECT_NEAR(below(kNetwork, 18 * 1280 / 544.F, 720, 1280), 1280.0 / 544, 1e-4)
      << "the longer side fills the input";
  EXPECT_NEAR(foot_of(person(36), kNetwork, 1920, 1080).sigma_px, std::hypot(1.6, 1.08), 1e-6);
}

TEST(Foot, AStretchedInputHasItsOwnRows) {
  FootOptions stretched = kNetwork;
  stretched.stretched = true;
  EXPECT_NEAR(below(stretched, 18, 1920, 544), 1, 1e-4);
}

TEST(Foot, BoxesOfSmallPeopleReachFarther) {
  EXPECT_GT(below(kNetwork, 15, 1280, 720), below(kNetwork, 30, 1280, 720));
  EXPECT_GT(below(kNetwork, 30, 1280, 720), below(kNetwork, 80, 1280, 720));
  EXPECT_GT(below(kNetwork, 200, 1280, 720), 0.5 * 4 / 3);
  EXPECT_NEAR(below(kNetwork, 5, 1280, 720), 0.75, 1e-4) << "and stay a part of the box";
}

TEST(Foot, ASmallPersonIsNotPlacedBetterThanTheNetworkSees) {
  EXPECT_GT(foot_of(person(15), kNetwork, 1280, 720).sigma_px, 1);
  EXPECT_NEAR(foot_of(person(180), kNetwork, 1280, 720).sigma_px, 5.4, 0.2)
      << "its legs, not the network";
}

}  // namespace
}  // namespace touchline
