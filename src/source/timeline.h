// Repairs of time stamps, as little as possible: sound stamps pass through untouched.
#pragma once

#include <vector>

#include "base/clock.h"

namespace touchline {

/// Joins the parts of a stream whose decode stamps jump back (files glued together, a clock that
/// was reset). Works on packets, so that pictures and audio of one part move together. Units:
/// nanoseconds.
class PartJoiner {
 public:
  /// Stamps may run this far backwards before it is a new part rather than a muxer's untidiness.
  static constexpr Nanoseconds kBackward = kSecond / 2;

  /// What to add to the stamps of a packet of `stream`; counts a join the first time a part is
  /// seen.
  Nanoseconds offset_for(int stream, Nanoseconds dts, Nanoseconds duration);
  [[nodiscard]] int joins() const { return joins_; }

 private:
  struct Clock {
    Nanoseconds last = kNoTime, next = kNoTime;  // in joined time
  };
  std::vector<Clock> clocks_;
  Nanoseconds offset_ = 0, previous_offset_ = 0;
  int joins_ = 0;
};

/// Makes presentation stamps strictly increasing and fills in missing ones. Units: nanoseconds.
class StampRepair {
 public:
  /// `tick`: the stream's time base; `step`: the usual distance of two pictures, for missing stamps
  /// only.
  StampRepair(Nanoseconds tick, Nanoseconds step) : tick_(tick), step_(step) {}

  /// The stamp to use for the next picture in presentation order; `pts` may be kNoTime.
  Nanoseconds next(Nanoseconds pts, Nanoseconds duration);
  [[nodiscard]] int repaired() const { return repaired_; }

 private:
  Nanoseconds tick_, step_;
  Nanoseconds last_ = kNoTime, last_duration_ = 0;
  int repaired_ = 0;
};

}  // namespace touchline
