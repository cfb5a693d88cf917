#include "track/foot.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

constexpr FootOptions kNetwork{0.8, 960, 544, false};

Box person(float height) { return {100, 200, height / 3, height}; }

TEST(Foot, IsTheMiddleOfTheLowerEdge) {
  const Foot foot = foot_of({100, 200, 20, 60}, {}, 1280, 720);
  EXPECT_EQ(foot.pixel, (Vec2d{110, 260}));
  EXPECT_NEAR(foot.sigma_px, 1.8, 1e-6);
  EXPECT_EQ(foot.jitter_px, foot.sigma_px);
}

TEST(Foot, ErrsByPixelsOfTheInput) {
  EXPECT_NEAR(foot_of(person(36), kNetwork, 1920, 1080).sigma_px, std::hypot(1.6, 1.08), 1e-6);
  EXPECT_NEAR(foot_of(person(36), kNetwork, 720, 1280).sigma_px, std::hypot(0.8 * 1280 / 544, 1.08),
              1e-6)
      << "the longer side fills the input";
}

TEST(Foot, AStretchedInputHasItsOwnRows) {
  FootOptions stretched = kNetwork;
  stretched.stretched = true;
  EXPECT_NEAR(foot_of(person(10), stretched, 1920, 544).sigma_px, std::hypot(0.8, 0.3), 1e-6);
}

TEST(Foot, ASmallPersonIsNotPlacedBetterThanTheNetworkSees) {
  EXPECT_GT(foot_of(person(15), kNetwork, 1280, 720).sigma_px, 1);
  EXPECT_NEAR(foot_of(person(180), kNetwork, 1280, 720).sigma_px, 5.4, 0.2)
      << "its legs, not the network";
}

}  // namespace
}  // namespace touchline
