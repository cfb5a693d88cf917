#include "source/timeline.h"

#include <algorithm>

namespace touchline {

Nanoseconds PartJoiner::offset_for(int stream, Nanoseconds dts, Nanoseconds duration) {
  if (dts == kNoTime) return offset_;
  if (clocks_.size() <= static_cast<std::size_t>(stream))
    clocks_.resize(static_cast<std::size_t>(stream) + 1);
  Clock& clock = clocks_[static_cast<std::size_t>(stream)];
  if (clock.last != kNoTime) {
    // One damaged stamp looks like a new part until the next packet is back on the old clock.
    const Nanoseconds on_old_clock = dts + previous_offset_ - clock.last;
    if (offset_ != previous_offset_ && on_old_clock > 0 && on_old_clock < 2 * kSecond) {
      offset_ = previous_offset_;
    } else if (dts + offset_ < clock.last - kBackward) {
      previous_offset_ = offset_;
      offset_ = clock.next - dts;
      ++joins_;
    }
  }
  clock.last = std::max(clock.last, dts + offset_);
  clock.next = clock.last + std::max<Nanoseconds>(duration, 1);
  return offset_;
}

Nanoseconds StampRepair::next(Nanoseconds pts, Nanoseconds duration) {
  Nanoseconds fixed = pts;
  if (pts == kNoTime) {
    fixed = last_ == kNoTime ? 0 : last_ + (last_duration_ > 0 ? last_duration_ : step_);
  } else if (last_ != kNoTime && pts <= last_) {
    fixed = last_ + tick_;
  }
  if (fixed != pts) ++repaired_;
  last_ = fixed;
  last_duration_ = duration;
  return fixed;
}

}  // namespace touchline
