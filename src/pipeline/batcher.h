// Merges the frames of all sources into batches, fairly: every source with a frame waiting gets its
// turn.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "pipeline/moment.h"

namespace touchline {

class Batcher {
 public:
  /// A batch holds up to `max_batch` frames and waits at most `max_wait` for the rest once it has
  /// one.
  Batcher(std::size_t sources, std::size_t max_batch, Nanoseconds max_wait);

  /// Never blocks: the credits of each source bound what waits here.
  void push(Moment&& moment);
  /// This source will push no more.
  void finish();
  /// No source will, and what waits is dropped.
  void abandon();
  /// The next batch, in turn over the sources; empty once every source has finished and nothing
  /// waits.
  std::vector<Moment> pop();

 private:
  [[nodiscard]] bool done() const { return open_ == 0 && waiting_count_ == 0; }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::deque<Moment>> waiting_;
  std::size_t waiting_count_ = 0, next_ = 0, open_, max_batch_;
  Nanoseconds max_wait_;
};

}  // namespace touchline
