#include "track/association.h"

#include <gtest/gtest.h>

#include <cmath>

namespace touchline {
namespace {

struct Fixture {
  std::vector<BoxFilter> filters;
  std::vector<TrackView> views;
  void add(const Box& box) { filters.emplace_back(box, 0.9F, PersonNoise{}); }
  std::span<const TrackView> all() {
    views.clear();
    for (BoxFilter& filter : filters) {
      filter.predict(0.04, true);
      views.push_back({&filter, filter.box()});
    }
    return views;
  }
};

Detection seen(float x, float y, float h = 100) { return {{x, y, 0.4F * h, h}, 0.9F, 0}; }

TEST(MatchCost, ZeroOnTheSpotAndGrowingWithDistance) {
  Fixture f;
  f.add({100, 100, 40, 100});
  const TrackView track = f.all()[0];
  EXPECT_NEAR(match_cost(track, seen(100, 100)), 0, 1e-6);
  double last = 0;
  for (float x = 105; x <= 130; x += 5) {
    const double cost = match_cost(track, seen(x, 100));
    EXPECT_GT(cost, last);
    last = cost;
  }
}

TEST(MatchCost, GatesDistanceAndHeight) {
  Fixture f;
  f.add({100, 100, 40, 100});
  const TrackView track = f.all()[0];
  EXPECT_TRUE(std::isinf(match_cost(track, seen(400, 100))));
  EXPECT_TRUE(std::isinf(match_cost(track, {{115, 125, 10, 45}, 0.9F, 0})));
}

TEST(MatchCost, ReachGrowsWithTheTimeUnseen) {
  BoxFilter filter({100, 100, 40, 100}, 0.9F, PersonNoise{});
  filter.predict(0.04, true);
  const Detection far = seen(180, 100);
  EXPECT_TRUE(std::isinf(match_cost({&filter, filter.box()}, far)));
  for (int k = 0; k < 12; ++k) filter.predict(0.04, false);
  EXPECT_LT(match_cost({&filter, filter.box()}, far), 0.8);
}

TEST(Associator, PrefersTheLeastTotalOverTheNearestPair) {
  // The left track is nearest to the right one's only choice: greedy would leave the right track
  // alone.
  Fixture f;
  f.add({100, 100, 40, 100});
  f.add({112, 100, 40, 100});
  const Detections detections = {seen(106, 100), seen(85, 100)};
  Associator associator;
  const auto matches = associator.match(f.all(), detections, 0.8);
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0].detection, 1);
  EXPECT_EQ(matches[1].detection, 0);
}

TEST(Associator, LeavesOutWhatIsBeyondTheLimit) {
  Fixture f;
  f.add({100, 100, 40, 100});
  f.add({500, 100, 40, 100});
  Associator associator;
  const auto matches = associator.match(f.all(), Detections{seen(102, 100), seen(900, 100)}, 0.8);
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].track, 0);
  EXPECT_EQ(matches[0].detection, 0);
}

TEST(Associator, CrowdedResultIsTheSameForEveryOrderOfTracks) {
  const std::vector<Box> boxes = {
      {100, 100, 40, 100}, {112, 104, 40, 100}, {125, 98, 42, 102}, {131, 110, 40, 100}};
  const Detections detections = {seen(103, 101), seen(115, 103), seen(128, 99), seen(134, 109)};
  std::vector<std::size_t> order = {0, 1, 2, 3};
  do {
    Fixture f;
    for (const std::size_t k : order) f.add(boxes[k]);
    Associator associator;
    const auto matches = associator.match(f.all(), detections, 0.8);
    ASSERT_EQ(matches.size(), 4U);
    for (const TrackMatch& m : matches)
      EXPECT_EQ(static_cast<std::size_t>(m.detection), order[static_cast<std::size_t>(m.track)]);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Associator, EmptySides) {
  Fixture f;
  Associator associator;
  EXPECT_TRUE(associator.match(f.all(), Detections{seen(1, 1)}, 0.8).empty());
  f.add({100, 100, 40, 100});
  EXPECT_TRUE(associator.match(f.all(), {}, 0.8).empty());
}

}  // namespace
}  // namespace touchline
