// The steady state allocates nothing: this program counts every allocation.
#include <gtest/gtest.h>

#include "overlay/match.h"
#include "support/allocations.h"

namespace touchline {
namespace {

using testing::allocations;

TEST(OverlaySteadyState, AllocatesNothing) {
  OverlayOptions options = overlay_testing::soccer(View::tactical);
  options.show_bar = options.show_passes = options.show_lines = options.show_speed = true;
  overlay_testing::Match match(options);
  match.add_pass(13, 0.8);
  match.scene.caption = "12:34";
  const auto play = [&] {
    for (int n = 0; n < 50; ++n) {
      match.measures.control_ns = from_seconds(n * 0.04);
      match.measures.evaluation.bar = Known<double>(2.0 * n - 50);
      match.draw(n * 0.04);
    }
  };
  play();
  play();
  const long before = allocations;
  play();
  EXPECT_EQ(allocations - before, 0);
  EXPECT_GT(before, 0) << "the count works";
}

}  // namespace
}  // namespace touchline
