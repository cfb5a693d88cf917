// A file's pictures at the pace of the camera that filmed it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "base/clock.h"

namespace touchline {

/// The first picture is due `after` the first wait() begins, each further one as long after it as
/// its stamp says. Being late moves no due time: who falls behind shows it as latency. One thread,
/// except interrupt().
class Pace {
 public:
  explicit Pace(Nanoseconds after = 0) : after_(after) {}
  /// Waits until the next picture is due; wall clock of that moment. None: interrupted.
  std::optional<Nanoseconds> wait() {
    std::unique_lock lock(mutex_);
    if (!started_) started_ = wall_now() + after_;
    const Nanoseconds due = *started_ + next_;
    stopped_.wait_for(lock, std::chrono::nanoseconds(due - wall_now()), [&] { return stop_; });
    if (stop_) return std::nullopt;
    return due;
  }
  /// A picture was read. The next is expected as far behind it as it was behind the one before; the
  /// first says by its duration.
  void passed(Nanoseconds pts, Nanoseconds duration) {
    if (!first_) first_ = pts;
    const Nanoseconds step = last_ ? pts - *last_ : duration;
    last_ = pts;
    next_ = pts - *first_ + step;
  }
  void interrupt() {
    std::lock_guard lock(mutex_);
    stop_ = true;
    stopped_.notify_all();
  }

 private:
  Nanoseconds after_;
  std::optional<Nanoseconds> started_, first_, last_;
  Nanoseconds next_ = 0;  ///< after the first
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
};

}  // namespace touchline
