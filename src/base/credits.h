// A closable counting semaphore: how many frames of one source may be under way at once.
#pragma once

#include <condition_variable>
#include <mutex>

namespace touchline {

class Credits {
 public:
  explicit Credits(int count) : count_(count) {}

  /// Waits for a credit; false once closed.
  bool take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ > 0 || closed_; });
    if (closed_) return false;
    --count_;
    return true;
  }
  void give() {
    std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_one();
  }
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_;
  bool closed_ = false;
};

}  // namespace touchline
