// Tells a gap in a source's time line from a variable frame rate.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "records/event.h"

namespace touchline {

class GapWatch {
 public:
  /// A timeline_gap event when the time since the last frame is far longer than frames were apart.
  std::optional<Event> see(std::int64_t frame, Nanoseconds pts_ns) {
    std::optional<Event> gap;
    if (last_) {
      const Nanoseconds step = pts_ns - last_->pts_ns;
      if (usual_ns_ > 0 && step > std::max(kShortest, kSteps * usual_ns_)) {
        gap.emplace();
        gap->type = "timeline_gap";
        gap->start_ns = last_->pts_ns;
        gap->end_ns = pts_ns;
        gap->evidence = {last_->frame, frame};
      } else {
        usual_ns_ += usual_ns_ ? (step - usual_ns_) / 8 : step;
      }
    }
    last_ = {frame, pts_ns};
    return gap;
  }

 private:
  static constexpr Nanoseconds kShortest = kSecond / 2;
  static constexpr int kSteps = 5;
  struct Row {
    std::int64_t frame;
    Nanoseconds pts_ns;
  };
  std::optional<Row> last_;
  Nanoseconds usual_ns_ = 0;
};

}  // namespace touchline
