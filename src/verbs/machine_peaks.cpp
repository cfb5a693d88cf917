#include "verbs/machine_peaks.h"

#include <algorithm>
#include <cstddef>
#include <future>
#include <latch>

#include "base/clock.h"
#include "base/cpu.h"
#include "base/guarded.h"
#include "verbs/peak_loops.h"

namespace touchline {
namespace {

constexpr Nanoseconds kSpell = 8'000'000;  // of one measurement
constexpr int kTries = 5;                  // the best counts: others only take time away

/// The best rate of `work`, which returns what it did, over a few spells of the thread's CPU time:
/// whoever else wants the core makes no difference.
template <class Work>
double rate_of(Work&& work) {
  double best = 0;
  for (int i = 0; i < kTries; ++i) {
    double done = 0;
    const auto begin = thread_cpu_now();
    Nanoseconds took = 0;
    do {
      const double more = work();
      if (!(more > 0)) return 0;
      done += more;
      took = thread_cpu_now() - begin;
    } while (took < kSpell);
    best = std::max(best, done / to_seconds(took));
  }
  return best;
}

/// The sum over threads that begin together.
template <class Work>
double rate_of_all(int threads, Work&& make_work) {
  std::vector<decltype(make_work())> works;  // made first: what fails here leaves nobody waiting
  for (int i = 0; i < threads; ++i) works.push_back(make_work());
  std::latch ready(threads);
  std::vector<std::future<Result<double>>> running;
  for (auto& work : works)
    running.push_back(start_async("peaks", [&]() -> Result<double> {
      ready.arrive_and_wait();
      return rate_of(work);
    }));
  double sum = 0;
  for (auto& each : running)
    if (const auto rate = each.get()) sum += *rate;
  return sum;
}

double multiplications(int threads, double (*loop)(int)) {
  constexpr int kRounds = 20'000;
  return rate_of_all(threads, [loop] { return [loop] { return loop(kRounds); }; });
}

double movement(int threads, double working_set) {
  double best = 0;
  for (const auto pass : {&read_all, &copy_half, &triad})
    best = std::max(best, rate_of_all(threads, [pass, working_set] {
                      std::vector<float> memory(
                          static_cast<std::size_t>(working_set / sizeof(float)), 1.0F);
                      return [pass, memory = std::move(memory)]() mutable { return pass(memory); };
                    }));
  return best;
}

}  // namespace

double MachinePeaks::bytes_per_s(double bytes) const {
  // The smaller set's rate bounds what lies between two.
  double best = memory.empty() ? 0 : memory.front().bytes_per_s;
  for (const auto& peak : memory)
    if (peak.working_set <= bytes) best = peak.bytes_per_s;
  return best;
}

MachinePeaks measure_peaks(int threads) {
  MachinePeaks peaks;
  peaks.threads = threads;
  const bool tiles = cpu_has("amx_tile");
  const std::pair<Precision, double (*)(int)> loops[] = {{Precision::f32, &multiply_f32},
                                                         {Precision::bf16, &multiply_bf16},
                                                         {Precision::int8, &multiply_int8}};
  for (const auto& [precision, loop] : loops) {
    const double rate = multiplications(threads, loop);
    if (precision != Precision::f32 && tiles)
      peaks.missing[precision] = "this CPU multiplies it in tiles (AMX), which is not measured";
    else if (rate > 0)
      peaks.operations_per_s[precision] = rate;
    else
      peaks.missing[precision] = "this CPU has no instruction for it that is measured";
  }
  constexpr double kSmallest = 16 * 1024, kLargest = 64 * 1024 * 1024;
  for (double set = kSmallest; set <= kLargest; set *= 4)
    peaks.memory.push_back({set, movement(threads, set)});
  // A larger set is never faster: where it came out so, the smaller one was disturbed.
  for (auto peak = peaks.memory.rbegin(); peak + 1 < peaks.memory.rend(); ++peak)
    (peak + 1)->bytes_per_s = std::max((peak + 1)->bytes_per_s, peak->bytes_per_s);
  return peaks;
}

}  // namespace touchline
