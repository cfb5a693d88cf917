// The seams of a source's time line as events: what the source says of them, and gaps, told from a
// variable frame rate.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "records/event.h"
#include "records/media.h"

namespace touchline {

class GapWatch {
 public:
  /// A timeline_gap event where parts were joined ("joined", with how far the clock jumped), where
  /// pictures are missing ("missing", with how many), a lost connection is back ("reconnected"), or
  /// when the time since the last frame is far longer than frames were apart ("gap").
  std::optional<Event> see(std::int64_t frame, Nanoseconds pts_ns, const Seam& seam = {}) {
    std::optional<Event> event;
    if (last_) {
      const Nanoseconds step = pts_ns - last_->pts_ns;
      const bool gap = usual_ns_ > 0 && step > std::max(kShortest, kSteps * usual_ns_);
      if (gap || !seam.empty()) event = event_at(frame, pts_ns, seam);
      if (!gap) usual_ns_ += usual_ns_ ? (step - usual_ns_) / 8 : step;
    }
    last_ = {frame, pts_ns};
    return event;
  }

 private:
  [[nodiscard]] Event event_at(std::int64_t frame, Nanoseconds pts_ns, const Seam& seam) const {
    Event event;
    event.type = "timeline_gap";
    event.subtype = seam.reconnected ? "reconnected"
                    : seam.joined_by ? "joined"
                    : seam.missing   ? "missing"
                                     : "gap";
    event.start_ns = last_->pts_ns;
    event.end_ns = pts_ns;
    event.evidence = {last_->frame, frame};
    if (seam.joined_by) event.values.emplace_back("clock_jump_s", to_seconds(*seam.joined_by));
    if (seam.missing)
      event.values.emplace_back("missing_pictures", static_cast<double>(seam.missing));
    return event;
  }

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
