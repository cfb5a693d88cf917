// Time is one integer type in nanoseconds. Media time (pts_ns) comes from the stream, never from
// frame / fps.
#pragma once

#include <cstdint>
#include <limits>

namespace touchline {

using Nanoseconds = std::int64_t;
inline constexpr Nanoseconds kNoTime = std::numeric_limits<Nanoseconds>::min();
inline constexpr Nanoseconds kSecond = 1'000'000'000;

constexpr double to_seconds(Nanoseconds ns) { return static_cast<double>(ns) * 1e-9; }
constexpr Nanoseconds from_seconds(double s) {
  return static_cast<Nanoseconds>(s * 1e9 + (s < 0 ? -0.5 : 0.5));
}

/// Monotonic wall clock.
Nanoseconds wall_now();
/// Since 1970, by the system's clock, which may be set.
Nanoseconds utc_now();
/// CPU time of the calling thread.
Nanoseconds thread_cpu_now();
/// CPU time of the whole process, all threads.
Nanoseconds process_cpu_now();

}  // namespace touchline
