#include "pipeline/batcher.h"

#include <algorithm>
#include <chrono>

namespace touchline {

Batcher::Batcher(std::size_t max_batch, Nanoseconds max_wait)
    : max_batch_(max_batch), max_wait_(max_wait) {}

std::unique_ptr<Batcher::Port> Batcher::open(Home& home) {
  auto port = std::make_unique<Port>(*this, home);
  std::lock_guard lock(mutex_);
  queues_.push_back(std::make_unique<Queue>(Queue{port.get(), {}}));
  ++open_;
  if (broken_) home.fail(*broken_);
  return port;
}

void Batcher::Port::push(std::vector<Moment>&& moments, std::vector<Frame>&& before) {
  std::lock_guard lock(batcher_.mutex_);
  if (batcher_.abandoned_) return;
  batcher_.waiting_ += moments.size();
  batcher_.queue_of(*this).clips.push_back({&home_, std::move(moments), std::move(before)});
  batcher_.changed_.notify_one();
}

void Batcher::Port::close() { batcher_.shut(*this); }

Batcher::Queue& Batcher::queue_of(const Port& port) {
  return **std::find_if(queues_.begin(), queues_.end(),
                        [&](const auto& each) { return each->port == &port; });
}

void Batcher::shut(Port& port) {
  std::lock_guard lock(mutex_);
  if (!std::exchange(port.open_, false)) return;
  --open_;
  changed_.notify_all();
}

void Batcher::take_away(Port& port) {
  shut(port);
  std::lock_guard lock(mutex_);
  queue_of(port).port = nullptr;  // take() removes it once it is empty
}

void Batcher::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void Batcher::fail(const Error& error, bool lost) {
  std::lock_guard lock(mutex_);
  if (!broken_) broken_ = error;
  for (const auto& queue : queues_) {
    if (!queue->port) continue;
    auto& home = queue->port->home_;
    lost ? home.give_up(error) : home.fail(error);
  }
}

void Batcher::abandon() {
  std::lock_guard lock(mutex_);
  for (auto& queue : queues_) queue->clips.clear();
  waiting_ = 0;
  closed_ = abandoned_ = true;
  changed_.notify_all();
}

std::vector<Clip> Batcher::pop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return waiting_ > 0 || done() || abandoned_; });
    if (abandoned_) return {};
    if (max_batch_ > 1)
      changed_.wait_for(lock, std::chrono::nanoseconds(max_wait_), [&] { return full(); });
    auto batch = take();
    // Another consumer may have emptied the queues while this one waited for its batch to fill.
    if (!batch.empty() || done() || abandoned_) return batch;
  }
}

std::vector<Clip> Batcher::take() {
  std::vector<Clip> batch;
  std::size_t frames = 0;
  const auto fits = [&](const Clip& clip) {
    return frames == 0 || frames + clip.moments.size() <= max_batch_;
  };
  // A round without a clip taken means that none fits any more.
  for (std::size_t idle = 0; waiting_ > 0 && frames < max_batch_ && idle < queues_.size();) {
    if (next_ >= queues_.size()) next_ = 0;
    auto& clips = queues_[next_]->clips;
    if (clips.empty() && !queues_[next_]->port) {
      queues_.erase(queues_.begin() + static_cast<std::ptrdiff_t>(next_));
      idle = 0;
      continue;
    }
    ++next_;
    if (clips.empty() || !fits(clips.front())) {
      ++idle;
      continue;
    }
    idle = 0;
    frames += clips.front().moments.size();
    waiting_ -= clips.front().moments.size();
    batch.push_back(std::move(clips.front()));
    clips.pop_front();
  }
  return batch;
}

}  // namespace touchline
