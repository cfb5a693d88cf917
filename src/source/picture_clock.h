// Presentation stamps of pictures: strictly increasing, missing and wild ones replaced. Sound
// stamps pass through untouched.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/clock.h"

namespace touchline {

struct PictureStamp {
  Nanoseconds pts = kNoTime, duration = 0;
};

class PictureClock {
 public:
  /// As many pictures behind the one judged are of use.
  static constexpr std::size_t kAhead = 2;

  /// `tick`: the stream's time base; `step`: the usual distance of two pictures; `also`: the same
  /// as something else states it, 0: nothing does.
  PictureClock(Nanoseconds tick, Nanoseconds step, Nanoseconds also = 0)
      : tick_(tick), step_(step), also_(also), usual_(step) {}

  /// The stamp to use for window[0], a picture in presentation order; the rest follows it. None:
  /// ask again with more of them, or with `complete` when there are no more.
  std::optional<Nanoseconds> judge(std::span<const PictureStamp> window, bool complete);
  /// The next picture is not the one after the last.
  void skip() { last_ = kNoTime; }
  [[nodiscard]] int repaired() const { return repaired_; }

 private:
  Nanoseconds use(Nanoseconds stamp, const PictureStamp& from);
  std::optional<Nanoseconds> fill(std::span<const PictureStamp> window, bool complete);
  [[nodiscard]] Nanoseconds expected() const;
  [[nodiscard]] Nanoseconds before(Nanoseconds next, Nanoseconds parts) const;

  Nanoseconds tick_, step_, also_, usual_;
  Nanoseconds last_ = kNoTime, last_duration_ = 0;
  bool stamped_ = false;  ///< the stream has stamps at all
  int repaired_ = 0, measured_ = 0;
};

}  // namespace touchline
