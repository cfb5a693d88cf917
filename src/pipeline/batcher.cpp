#include "pipeline/batcher.h"

#include <chrono>

namespace touchline {

Batcher::Batcher(std::size_t sources, std::size_t max_batch, Nanoseconds max_wait)
    : waiting_(sources), open_(sources), max_batch_(max_batch), max_wait_(max_wait) {}

void Batcher::push(Moment&& moment) {
  std::lock_guard lock(mutex_);
  waiting_[moment.lane].push_back(std::move(moment));
  ++waiting_count_;
  changed_.notify_one();
}

void Batcher::finish() {
  std::lock_guard lock(mutex_);
  if (open_ > 0) --open_;
  changed_.notify_all();
}

void Batcher::abandon() {
  std::lock_guard lock(mutex_);
  for (auto& queue : waiting_) queue.clear();
  waiting_count_ = 0;
  open_ = 0;
  changed_.notify_all();
}

std::vector<Moment> Batcher::pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_count_ > 0 || done(); });
  if (max_batch_ > 1 && waiting_count_ < max_batch_ && open_ > 0)
    changed_.wait_for(lock, std::chrono::nanoseconds(max_wait_),
                      [&] { return waiting_count_ >= max_batch_ || open_ == 0; });
  std::vector<Moment> batch;
  while (batch.size() < max_batch_ && waiting_count_ > 0) {
    auto& queue = waiting_[next_];
    next_ = (next_ + 1) % waiting_.size();
    if (queue.empty()) continue;
    batch.push_back(std::move(queue.front()));
    queue.pop_front();
    --waiting_count_;
  }
  // Another consumer may have emptied the queues while this one waited for its batch to fill.
  if (batch.empty() && !done()) {
    lock.unlock();
    return pop();
  }
  return batch;
}

}  // namespace touchline
