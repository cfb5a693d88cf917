// The steady state allocates nothing: this program counts every allocation.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "overlay/match.h"

namespace {
std::atomic<long> allocations = 0;
}

// Out of line: inlined halves look like a malloc that meets a delete.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace touchline {
namespace {

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
