#include "base/clock.h"

#include <ctime>

namespace touchline {
namespace {
Nanoseconds read_clock(clockid_t id) {
  timespec t{};
  clock_gettime(id, &t);
  return t.tv_sec * kSecond + t.tv_nsec;
}
}  // namespace

Nanoseconds wall_now() { return read_clock(CLOCK_MONOTONIC); }
Nanoseconds utc_now() { return read_clock(CLOCK_REALTIME); }
Nanoseconds thread_cpu_now() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }
Nanoseconds process_cpu_now() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace touchline
