// Who is in a zone, since when, and for how long: from places in time, whatever the frame rate.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analytics/zones.h"
#include "base/clock.h"

namespace touchline {

/// Between two sightings farther apart than this nobody knows where somebody was: it is never
/// counted as presence.
inline constexpr Nanoseconds kLongestUnseen = kSecond;

/// A frame as a witness.
struct ZoneFrame {
  std::int64_t frame = 0;  ///< source frame number
  Nanoseconds pts_ns = 0;
};

/// Where one track is seen in a frame.
struct ZoneSighting {
  std::int64_t track_id = 0;
  Vec2d at;  ///< in what the zone's corners are in
};

/// The same of a track that is known.
struct ZonePlace : ZoneFrame {
  Vec2d at;
};

/// One track's stay in a zone.
struct ZoneVisit {
  std::int64_t track_id = 0;
  ZonePlace entered;         ///< where it was first seen inside
  ZonePlace left;            ///< where it was last seen inside, until now
  Nanoseconds dwell_ns = 0;  ///< seen inside, gaps of more than kLongestUnseen left out
};

/// What became certain in a frame.
struct ZoneChange {
  bool entered = false;  ///< false: left
  ZoneVisit visit;
};

/// One zone, fed in presentation order. Its memory is bounded by the people who are in it.
///
/// - A visit begins where a track was first seen inside, once it has been seen inside over
///   `enter_s` without being seen outside in between.
/// - It ends where the track was last seen inside, once it was outside or unseen for more than
///   `leave_s`; before, coming back continues it, so somebody at the border does not flicker.
/// - The time between two sightings inside is presence when it is no longer than kLongestUnseen.
class ZonePresence {
 public:
  ZonePresence(Polygon polygon, ZoneTimes times);

  /// One frame and everybody whose place in it is known, each once. What became certain is
  /// appended to `changes`: first who left.
  void push(const ZoneFrame& now, std::span<const ZoneSighting> seen,
            std::vector<ZoneChange>& changes);
  /// Nobody can be followed on: a cut, or the end. Every visit ends where it was last seen.
  void end(std::vector<ZoneChange>& changes);
  /// What it has counted was a replay's.
  void take_back(std::int64_t visits, Nanoseconds dwell_ns) {
    visits_ -= visits;
    dwell_ns_ -= dwell_ns;
  }

  [[nodiscard]] int inside() const;                                 ///< visits that go on
  [[nodiscard]] std::int64_t visits() const { return visits_; }     ///< so far, with those
  [[nodiscard]] Nanoseconds dwell_ns() const { return dwell_ns_; }  ///< of all of them

 private:
  struct Stay {
    ZoneVisit visit;
    bool sure = false;  ///< a visit; else it may become one
  };
  [[nodiscard]] bool over(const Stay& stay, Nanoseconds now) const;
  void see(const ZoneFrame& now, const ZoneSighting& one, std::vector<ZoneChange>& changes);
  void confirm(Stay& stay, std::vector<ZoneChange>& changes);

  Polygon polygon_;
  Nanoseconds enter_ns_, leave_ns_;
  std::vector<Stay> stays_;  ///< in the order in which they began
  std::int64_t visits_ = 0;
  Nanoseconds dwell_ns_ = 0;
};

}  // namespace touchline
