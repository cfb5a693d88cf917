// How a live stream is getting on: what its source tells, and anybody may ask.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "base/clock.h"

namespace touchline {

/// waiting (for the first picture ever) -> live <-> reconnecting -> ended.
enum class Connection { waiting, live, reconnecting, ended };
const char* to_string(Connection connection);

/// Why a stream cannot be had, or was lost.
enum class StreamFault {
  none,
  connection_failed,
  auth_failed,
  tls,
  timeout,
  not_found,
  codec_unsupported,
  stalled,
  ended_by_sender
};
/// "STREAM_CONNECTION_FAILED", ...; empty for none.
const char* to_string(StreamFault fault);
/// Of one of libav's error codes.
StreamFault stream_fault_of(int libav_code);

struct LiveStatus {
  Connection connection = Connection::waiting;
  StreamFault fault = StreamFault::none;  ///< of the last attempt or loss; none while it is live
  std::string why;                        ///< the same in words, redacted
  std::int64_t connections = 0;           ///< that gave a picture
  std::int64_t attempts = 0;              ///< to connect
  std::int64_t pictures = 0;              ///< that came out of the decoder
  std::int64_t dropped = 0;    ///< of these, gave way to newer ones before they were read
  Nanoseconds since_ns = 0;    ///< wall clock (monotonic), when this state began
  Nanoseconds picture_ns = 0;  ///< likewise, of the last picture; 0: there was none
};

/// Thread safe.
class LiveMonitor {
 public:
  [[nodiscard]] LiveStatus status() const {
    const std::lock_guard lock(mutex_);
    return status_;
  }
  /// `change` is given the status; a changed connection gets its time.
  template <class Change>
  void update(Change&& change) {
    const std::lock_guard lock(mutex_);
    const auto before = status_.connection;
    change(status_);
    if (status_.connection != before || status_.since_ns == 0) status_.since_ns = wall_now();
  }

 private:
  mutable std::mutex mutex_;
  LiveStatus status_;
};

}  // namespace touchline
