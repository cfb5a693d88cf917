#include "source/picture_clock.h"

#include <algorithm>
#include <cstdlib>

namespace touchline {

/// By the length of the last picture, if it can be one: a container that counts from stamp to stamp
/// gives the picture before a wild one any length. Else by a rate that is stated, if it is kept.
Nanoseconds PictureClock::expected() const {
  if (last_duration_ > usual_ / 10 && last_duration_ <= std::max(kSecond, 4 * usual_))
    return last_ + last_duration_;
  if (measured_ == 0) return last_ + step_;
  for (const Nanoseconds stated : {step_, also_})
    if (std::abs(stated - usual_) <= usual_ / 10) return last_ + stated;
  return last_ + usual_;
}

/// Where the first of `parts` - 1 pictures between the last one and `next` belongs.
Nanoseconds PictureClock::before(Nanoseconds next, Nanoseconds parts) const {
  return std::min(expected(), last_ + std::max((next - last_) / parts, tick_));
}

Nanoseconds PictureClock::use(Nanoseconds stamp, const PictureStamp& from) {
  if (stamp != from.pts) {
    ++repaired_;
  } else if (last_ != kNoTime) {
    usual_ += (std::min(stamp - last_, kSecond) - usual_) / std::min(8, ++measured_);
  }
  stamped_ |= from.pts != kNoTime;
  last_ = stamp;
  last_duration_ = from.duration;
  return stamp;
}

/// A picture without a stamp: by the picture rate, but before the next stamp there is.
std::optional<Nanoseconds> PictureClock::fill(std::span<const PictureStamp> window, bool complete) {
  const auto next = std::find_if(window.begin() + 1, window.end(),
                                 [](const PictureStamp& each) { return each.pts != kNoTime; });
  if (next == window.end() && !complete && window.size() <= kAhead &&
      (stamped_ || last_ == kNoTime))
    return std::nullopt;
  if (next == window.end()) return use(last_ == kNoTime ? 0 : expected(), window.front());
  const auto steps = static_cast<Nanoseconds>(next - window.begin());
  if (last_ == kNoTime) return use(next->pts - steps * step_, window.front());
  return use(next->pts > last_ ? before(next->pts, steps + 1) : expected(), window.front());
}

std::optional<Nanoseconds> PictureClock::judge(std::span<const PictureStamp> window,
                                               bool complete) {
  const PictureStamp& picture = window.front();
  if (picture.pts == kNoTime) return fill(window, complete);
  if (last_ == kNoTime) return use(picture.pts, picture);
  const Nanoseconds step = picture.pts - last_;
  const bool crushed = step <= std::min(usual_ / 50, kSecond / 1000);
  if (!crushed && step <= usual_ * 3 / 2) return use(picture.pts, picture);
  const std::size_t wanted = step > kSecond ? kAhead : 1;
  if (window.size() <= wanted && !complete) return std::nullopt;
  for (std::size_t i = 1; i < window.size(); ++i) {
    const Nanoseconds later = window[i].pts;
    if (later == kNoTime || later <= last_) continue;
    if (crushed || later <= picture.pts)
      return use(before(later, static_cast<Nanoseconds>(i) + 1), picture);
    if (i == wanted) break;
  }
  if (step > 0) return use(picture.pts, picture);
  return use(window.size() == 1 ? expected() : last_ + tick_, picture);
}

}  // namespace touchline
