// What the benchmarks of the GPU's kernels share: a stream, its clock, and the form of a result.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

#include "memory/cuda.h"
#include "memory/pool.h"

namespace touchline::bench {

struct Gpu {
  cuda::SharedContext context;
  std::unique_ptr<cuda::Stream> stream;
  bool only_check = false;  ///< results are checked, nothing is measured: for the emulated driver
  double copy_rate = 0;     ///< bytes per second, read and written; 0 until it was measured

  Result<Buffer> memory(std::size_t bytes) const {
    Buffer buffer = Pool(bytes, cuda::device_allocator(context)).acquire();
    if (!buffer) return fail(Errc::no_device, "gpu_bench", "no GPU memory for {} bytes", bytes);
    return buffer;
  }
  template <class T>
  Result<Buffer> copy_of(const std::vector<T>& values) {
    TL_ASSIGN(Buffer buffer, memory(values.size() * sizeof(T)));
    TL_CHECK(stream->to_device(buffer.get(), values.data(), values.size() * sizeof(T)));
    TL_CHECK(stream->synchronize());
    return buffer;
  }
};

/// Median, spread and raw samples, in microseconds.
inline nlohmann::json summary(std::vector<double> samples, const char* clock) {
  const auto raw = samples;
  std::sort(samples.begin(), samples.end());
  const auto at = [&](double share) {
    return samples[static_cast<std::size_t>(share * static_cast<double>(samples.size() - 1))];
  };
  return {{"clock", clock},       {"repetitions", samples.size()},
          {"median_us", at(0.5)}, {"lowest_us", at(0)},
          {"p10_us", at(0.1)},    {"p90_us", at(0.9)},
          {"highest_us", at(1)},  {"samples_us", raw}};
}

using Work = std::function<Status(int turn)>;
inline constexpr int kWarmUp = 5;

/// Device time of one `work`, from events around `inner` of them that follow each other.
inline Result<nlohmann::json> device_time(Gpu& gpu, const Work& work, int inner = 20,
                                          int repetitions = 50) {
  std::vector<double> samples;
  int turn = 0;
  for (int i = -kWarmUp; i < repetitions; ++i) {
    TL_ASSIGN(const auto begin, gpu.stream->record(true));
    for (int k = 0; k < inner; ++k) TL_CHECK(work(turn++));
    TL_ASSIGN(const auto end, gpu.stream->record(true));
    TL_CHECK(gpu.stream->synchronize());
    TL_ASSIGN(const float ms, end->since(*begin));
    if (i >= 0) samples.push_back(1e3 * double{ms} / inner);
  }
  auto result = summary(std::move(samples), "events on the stream");
  result["runs_per_repetition"] = inner;
  return result;
}

/// Wall time of one `work`, which waits for the GPU itself.
inline Result<nlohmann::json> wall_time(const Work& work, int repetitions = 200) {
  std::vector<double> samples;
  for (int i = -kWarmUp; i < repetitions; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    TL_CHECK(work(i + kWarmUp));
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
    if (i >= 0) samples.push_back(took.count());
  }
  return summary(std::move(samples), "the host's, from call to results");
}

/// Each checks its results against the CPU, then measures unless `only_check`. An error is a result
/// that differs or a GPU that fails: nothing is measured then.
Result<nlohmann::json> copy(Gpu& gpu);
Result<nlohmann::json> letterbox(Gpu& gpu);
Result<nlohmann::json> boxes(Gpu& gpu);
Result<nlohmann::json> overlay_boxes(Gpu& gpu);
Result<nlohmann::json> overlay_tactical(Gpu& gpu);

}  // namespace touchline::bench
