// The old rule finds what it found.
#include "sports/golf/seed_rule.h"

#include <gtest/gtest.h>

#include <cstring>

#include "sports/golf/golden_sessions.h"
#include "sports/golf/swing_finder.h"

namespace touchline::golf {
namespace {

using testing::kSessions;
using testing::Session;

std::size_t rejected_as(const std::vector<Swing>& swings, const char* reason) {
  std::size_t count = 0;
  for (const Swing& swing : swings)
    count += swing.rejected && std::strcmp(swing.rejected, reason) == 0;
  return count;
}

TEST(SeedRule, FindsTheFiftyPublishedSwingsSharedData) {
  TL_NEEDS_SHARED_DATA();
  std::size_t found = 0;
  for (const int number : kSessions) {
    SCOPED_TRACE(number);
    const Session golden = testing::session(number);
    const auto swings = find_swings(testing::poses_of(golden), *swing_plan("seed"));
    EXPECT_EQ(rejected_as(swings, "too_close"), golden.too_close);
    EXPECT_EQ(rejected_as(swings, "mad_outlier"), golden.mad_outliers);
    std::vector<Swing> kept;
    for (const Swing& swing : swings)
      if (!swing.rejected) kept.push_back(swing);
    ASSERT_EQ(kept.size(), golden.tops.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      EXPECT_NEAR(*kept[i].at(SwingEvent::top).frame, golden.tops[i], 2);
      EXPECT_NEAR(*kept[i].at(SwingEvent::contact).frame, golden.contacts[i], 5);
      const auto gap = golden.contacts[i] - golden.tops[i];
      EXPECT_EQ(kept[i].confidence < 0.5, gap > 40) << kept[i].reason;
    }
    found += kept.size();
  }
  EXPECT_EQ(found, 50);
}

TEST(SeedRule, OfNothingFindsNothing) {
  EXPECT_TRUE(find_seed_swings({}, {}).empty());
  PoseSeries nobody(1000);
  EXPECT_TRUE(find_seed_swings(nobody, {}).empty());
}

}  // namespace
}  // namespace touchline::golf
