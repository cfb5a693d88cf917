// The session that tried a network at start-up, kept for the first that asks.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace touchline {

/// Thread safe. A member of it belongs after the network it came from, so that it goes first.
template <class Session>
class KeptSession {
 public:
  void keep(std::unique_ptr<Session> session) {
    std::lock_guard lock(mutex_);
    kept_ = std::move(session);
  }
  /// Null when there is none any more.
  std::unique_ptr<Session> take() {
    std::lock_guard lock(mutex_);
    return std::move(kept_);
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<Session> kept_;
};

}  // namespace touchline
