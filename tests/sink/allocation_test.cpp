// The steady state allocates nothing of ours: libav uses malloc, we would use operator new.
#include <gtest/gtest.h>

#include "base/line_writer.h"
#include "sink/stage_files.h"
#include "sink/video_support.h"
#include "support/allocations.h"

namespace touchline {
namespace {

using testing::allocations;

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
