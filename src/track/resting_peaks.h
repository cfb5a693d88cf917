// What was seen of late, by its place: a peak where something was seen a while ago rests.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.h"
#include "records/peak.h"
#include "track/picture_motion.h"

namespace touchline {

/// Shoes, letters and heads look as much like a small ball as the ball does, and stay where they
/// are. A peak within 8/1080 of the picture's height of any that was seen between 0.12 and 1 s
/// earlier, however faint, is no place for a flight to begin. What flew is no such thing: a ball
/// comes back along its own way.
class RestingPeaks {
 public:
  /// The picture moved.
  void carry(const PictureMotion& motion);
  [[nodiscard]] bool rests(Vec2f at, Nanoseconds now, double height_px) const;
  /// A peak of this frame, and the path that took it; 0: none did.
  void see(Vec2f at, Nanoseconds now, std::int64_t path);
  /// That path has flown.
  void excuse(std::int64_t path);
  void clear() { seen_.clear(); }

 private:
  struct Seen {
    Nanoseconds pts_ns;
    Vec2f at;
    std::int64_t path;
  };
  std::vector<Seen> seen_;  ///< by time
};

}  // namespace touchline
