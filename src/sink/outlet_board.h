// How the places that a live video goes to are getting on: what each tells, and anybody may ask.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace touchline {

/// connecting (for the first time) -> sending <-> reconnecting -> ended.
enum class OutletState { connecting, sending, reconnecting, ended };
const char* to_string(OutletState state);

struct OutletStatus {
  std::string target;  ///< without its secrets
  OutletState state = OutletState::connecting;
  std::string why;               ///< of the last loss or failed attempt; empty while it sends
  std::int64_t connections = 0;  ///< that took a picture
  std::int64_t pictures = 0, bytes = 0;  ///< sent over all connections; bytes: of their packets
  std::int64_t dropped = 0;              ///< pictures it was too slow for
  std::int64_t missed = 0;               ///< pictures that came while it was not connected
};

/// Thread safe.
class OutletBoard {
 public:
  /// Its place on the board.
  std::size_t add(std::string target) {
    const std::lock_guard lock(mutex_);
    all_.emplace_back().target = std::move(target);
    return all_.size() - 1;
  }
  template <class Change>
  void update(std::size_t place, Change&& change) {
    const std::lock_guard lock(mutex_);
    change(all_.at(place));
  }
  [[nodiscard]] std::vector<OutletStatus> all() const {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<OutletStatus> all_;
};

}  // namespace touchline
