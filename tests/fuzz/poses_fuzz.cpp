// Any bytes as a poses.bin: an error, or frames that keep what was promised, from any frame on.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "memory_file.h"
#include "records/pose_file.h"

namespace {

void expect_sound(const touchline::PoseHeader& header, const touchline::Observation& seen) {
  if (!seen.bodies) return;
  if (seen.bodies->size() != seen.detections.size()) std::abort();
  for (const auto& body : *seen.bodies) {
    if (body.track_id < -1 || body.points.size() != header.points.size()) std::abort();
    for (const auto& point : body.points)
      if (point && !(std::isfinite(point->pixel.x) && std::isfinite(point->pixel.y))) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const touchline::testing::MemoryFile file(data, size);
  auto reader = touchline::PoseReader::open(file.path());
  if (!reader) return 0;
  touchline::Observation seen;
  for (const std::int64_t from : {0, 7}) {
    reader->seek(from);
    for (;;) {
      const auto any = reader->next(seen);
      if (!any || !*any) break;
      if (seen.frame < from) std::abort();
      expect_sound(reader->header(), seen);
    }
  }
  return 0;
}
