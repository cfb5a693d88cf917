// The steady state allocates nothing of ours: libav uses malloc, we would use operator new.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "sink/line_writer.h"
#include "sink/stage_files.h"
#include "sink/video_support.h"

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

TEST(SteadyState, AllocatesNothing) {
  testing::TempDir dir;
  const auto info = testing::shape(320, 180);
  Pool pool(image_bytes(info));
  std::vector<Frame> frames;
  for (int i = 0; i < 8; ++i) frames.push_back(testing::draw(info, pool, i));
  auto video = VideoWriter::open(testing::options_for(dir / "a.mp4"), testing::media_at(25), info);
  auto lines = LineWriter::open(dir / "a.jsonl");
  auto trace = TraceWriter::open(dir / "trace.json");
  ASSERT_TRUE(video && lines && trace);
  auto& lane = (*trace)->lane("work");
  const std::string line(200, 'x');

  long before = 0;
  for (int i = 0; i < 300; ++i) {
    if (i == 60) before = allocations;
    const auto& frame = frames[static_cast<std::size_t>(i) % frames.size()];
    if (!(*video)->write(frame, i * 40'000'000LL, 40'000'000) || !lines->write(line)) FAIL();
    lane.record({"encode", 0, 1000, 0, i});
  }
  EXPECT_EQ(allocations - before, 0);
}

}  // namespace
}  // namespace touchline
