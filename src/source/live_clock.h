// The clock of a stream that is lost and comes back: its times and numbers go on.
#pragma once

#include "source/source.h"

namespace touchline {

/// Moves what every connection counts from its own beginning onto one time line, and says when
/// pictures were taken. Wall clocks are given, none is read.
class LiveClock {
 public:
  /// `delay_ns`: from the camera to here, for streams that do not tell the time.
  explicit LiveClock(Nanoseconds delay_ns = 0) : delay_ns_(delay_ns) {}

  /// The next picture comes over another connection.
  void reconnected() { fresh_ = true; }
  /// Of a picture that came at `now_ns` (monotonic) and `utc_ns`: its time, number, epoch, sound,
  /// and when it was taken. Times never go back. After a loss they go on as if the first connection
  /// had stayed, by the camera's clock where it tells it, else by the one here: losses add up to no
  /// error, however many there are.
  void stamp(SourceFrame& frame, Nanoseconds now_ns, Nanoseconds utc_ns);
  /// The last picture's.
  [[nodiscard]] Nanoseconds pts_ns() const { return last_.pts_ns; }

 private:
  struct Last {
    Nanoseconds pts_ns = kNoTime, step_ns = 0;
    std::int64_t index = -1;
  };
  void begin(SourceFrame& frame, Nanoseconds now_ns);
  void settle(const SourceFrame& frame, Nanoseconds now_ns);
  void note_zero(const SourceFrame& frame, Nanoseconds now_ns);
  void move_sound(SourceFrame& frame);
  [[nodiscard]] Nanoseconds taken(Nanoseconds pts_ns, Nanoseconds utc_ns);

  Nanoseconds delay_ns_;
  bool fresh_ = false;
  Last last_;
  /// When pts was 0 in the first connection: by the clock here, of the picture least delayed, and
  /// by the camera's.
  Nanoseconds zero_ns_ = kNoTime, zero_utc_ns_ = kNoTime;
  Nanoseconds settled_at_ns_ = kNoTime;  ///< by the clock here; later the offset stays
  Nanoseconds offset_ns_ = 0;            ///< of this connection's times
  std::int64_t numbers_ = 0;             ///< likewise, of its numbers
  int epoch_ = 0;
  Nanoseconds sound_until_ns_ = kNoTime;
  Nanoseconds ahead_ns_ = kNoTime;  ///< of the wall clock over pts, by the picture least delayed
  Nanoseconds ahead_at_ns_ = 0;     ///< pts when that was so
};

}  // namespace touchline
