// How long to wait before something that is gone is tried again.
#pragma once

#include <algorithm>
#include <random>

#include "base/clock.h"

namespace touchline {

/// An eighth of how long it has been gone, within these.
struct RetryWait {
  Nanoseconds shortest = kSecond / 4, longest = kSecond;

  /// By a tenth of it waits differ, so that what a server held up does not come back all at once.
  [[nodiscard]] Nanoseconds after(Nanoseconds gone_for) const {
    static thread_local std::minstd_rand random{std::random_device()()};
    std::uniform_real_distribution<double> jitter(0.9, 1.1);
    return static_cast<Nanoseconds>(
        static_cast<double>(std::clamp(gone_for / 8, shortest, longest)) * jitter(random));
  }
};

}  // namespace touchline
