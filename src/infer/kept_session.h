// The sessions that tried a network at start-up, kept for the first that ask.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace touchline {

/// Thread safe. A member of it belongs after the network it came from, so that it goes first.
template <class Session>
class KeptSession {
 public:
  void keep(std::unique_ptr<Session> session) {
    std::lock_guard lock(mutex_);
    kept_.push_back(std::move(session));
  }
  /// Null when there is none any more.
  std::unique_ptr<Session> take() {
    std::lock_guard lock(mutex_);
    if (kept_.empty()) return nullptr;
    auto session = std::move(kept_.back());
    kept_.pop_back();
    return session;
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Session>> kept_;
};

}  // namespace touchline
