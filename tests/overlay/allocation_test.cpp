// The steady state allocates nothing: this program counts every allocation.
#include <gtest/gtest.h>

#include "kernels/cuda/draw_record.h"
#include "overlay/match.h"
#include "support/allocations.h"

namespace touchline {
namespace {

using testing::allocations;

/// Allocations of two seconds of a match that were played twice before; `draw(Match&, seconds)`
/// draws a frame.
template <class Draw>
long allocations_of(Draw draw) {
  OverlayOptions options = overlay_testing::soccer("tactical");
  options.switches["bar"] = options.switches["passes"] = options.switches["lines"] =
      options.switches["speed"] = true;
  overlay_testing::Match match(options);
  match.add_pass(13, 0.8);
  match.scene.caption = "12:34";
  const auto play = [&] {
    for (int n = 0; n < 50; ++n) {
      match.measures.control_ns = from_seconds(n * 0.04);
      match.measures.evaluation.bar = Known<double>(2.0 * n - 50);
      draw(match, n * 0.04);
    }
  };
  play();
  play();
  const long before = allocations;
  EXPECT_GT(before, 0) << "the count works";
  play();
  return allocations - before;
}

TEST(OverlaySteadyState, AllocatesNothing) {
  EXPECT_EQ(allocations_of([](overlay_testing::Match& match, double t) { match.draw(t); }), 0);
}

TEST(OverlaySteadyState, NotingForAGpuAllocatesNothing) {
  DrawRecord record(overlay_testing::frame(1280, 720));
  std::vector<std::uint8_t> memory(std::size_t{8} << 20U);
  const auto draw = [&](overlay_testing::Match& match, double t) {
    match.scene.pts_ns = from_seconds(t);
    record.clear();
    match.overlay->draw(record, match.scene);
    record.write(memory.data());
    record.uploaded();
  };
  EXPECT_EQ(allocations_of(draw), 0);
  EXPECT_GT(record.commands(), 100U);
  EXPECT_LE(record.layout().end, memory.size());
}

}  // namespace
}  // namespace touchline
