// Puts what several inference streams finish out of order back into the order it was decoded in.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "base/channel.h"
#include "pipeline/moment.h"

namespace touchline {

class Reorder {
 public:
  explicit Reorder(Channel<Moment>& out) : out_(out) {}
  Reorder(const Reorder&) = delete;
  Reorder& operator=(const Reorder&) = delete;
  /// Whoever brought the last moment may still be on the way out of accept() when the lane that
  /// waited for it goes.
  ~Reorder() { std::lock_guard lock(mutex_); }
  /// Takes any moment; passes on every one whose predecessors have all come.
  void accept(Moment&& moment) {
    std::lock_guard lock(mutex_);
    const auto sequence = moment.sequence;
    early_.emplace(sequence, std::move(moment));
    while (!early_.empty() && early_.begin()->first == next_) {
      out_.push(std::move(early_.begin()->second));
      early_.erase(early_.begin());
      ++next_;
    }
    if (next_ == total_) out_.close();
  }
  /// Says how many moments there are in all; the way out closes after the last.
  void finish(std::int64_t total) {
    std::lock_guard lock(mutex_);
    total_ = total;
    if (next_ == total_) out_.close();
  }

 private:
  std::mutex mutex_;
  Channel<Moment>& out_;
  std::map<std::int64_t, Moment> early_;
  std::int64_t next_ = 0, total_ = -1;
};

}  // namespace touchline
