// The GPU's kernels, each checked against the CPU and then timed: JSON on stdout. Without a GPU
// nothing is printed there, the reason goes to stderr and the exit code is 5. `--check` checks only
// and is content with the emulated driver.
#include "gpu_bench.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace touchline::bench {
namespace {

using nlohmann::json;

struct Benchmark {
  const char* name;
  Result<json> (*run)(Gpu&);
};

/// In this order: the copy's rate is what others are compared with. A further benchmark is a
/// function in a gpu_bench_*.cpp, declared in gpu_bench.h, and a row.
constexpr Benchmark kBenchmarks[] = {
    {"device_copy", copy},
    {"letterbox_16x1080p_to_960x544_f16", letterbox},
    {"boxes_16x4x136x240_f16", boxes},
    {"overlay_50_boxes_and_labels_1080p_nv12", overlay_boxes},
    {"overlay_tactical_25_people_1080p_nv12", overlay_tactical},
};

/// What nvidia-smi says about GPU `index`, by the names of its query; empty where it is missing.
json board(int index) {
  const std::string fields =
      "driver_version,clocks.sm,clocks.mem,clocks.max.sm,clocks.max.mem,power.draw,"
      "temperature.gpu,persistence_mode";
  const std::string command = "nvidia-smi --query-gpu=" + fields + " --format=csv,noheader -i " +
                              std::to_string(index) + " 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  char line[512] = "";
  if (!pipe || !std::fgets(line, sizeof line, pipe.get())) return json::object();
  const auto split = [](const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find(',', at), text.size());
      const std::size_t first = std::min(text.find_first_not_of(' ', at), end);
      parts.push_back(text.substr(first, text.find_last_not_of("\n ", end - 1) + 1 - first));
      at = end + 1;
    }
    return parts;
  };
  const auto names = split(fields), values = split(line);
  json facts;
  for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i)
    facts[names[i]] = values[i];
  return facts;
}

json device(const cuda::GpuInfo& info) {
  return {{"name", info.name},
          {"cuda_driver", info.driver},
          {"compute_capability", std::to_string(info.major) + "." + std::to_string(info.minor)},
          {"multiprocessors", info.multiprocessors},
          {"memory_bytes", info.bytes}};
}

int complain(const Error& error) {
  std::fprintf(stderr, "gpu_bench: %s\n", error.message.c_str());
  return exit_code(error.code);
}

int run(bool only_check) {
  if (!only_check && std::getenv("TOUCHLINE_CUDA_DRIVER"))
    return complain(fail(Errc::no_device, "gpu_bench",
                         "TOUCHLINE_CUDA_DRIVER replaces the GPU's driver: nothing is measured"));
  auto context = cuda::Context::open(0);
  if (!context) return complain(context.error());
  auto stream = cuda::Stream::create(*context);
  if (!stream) return complain(stream.error());
  Gpu gpu{*context, std::move(*stream), only_check};
  json results;
  int code = 0;
  for (const Benchmark& benchmark : kBenchmarks) {
    std::fprintf(stderr, "%s\n", benchmark.name);
    auto result = benchmark.run(gpu);
    if (result) {
      results[benchmark.name] = std::move(*result);
      continue;
    }
    code = complain(result.error());
    results[benchmark.name] = {{"error", result.error().message}};
    if (result.error().code == Errc::no_device) return code;
  }
  if (only_check) return code;
  const json all{{"device", device((*context)->info())},
                 {"board_after", board((*context)->info().index)},
                 {"results", results}};
  std::printf("%s\n", all.dump(1).c_str());
  return code;
}

}  // namespace

/// 2 GB from one place of the GPU's memory to another.
Result<json> copy(Gpu& gpu) {
  constexpr std::size_t kProbe = 4096;
  const std::size_t bytes = gpu.only_check ? std::size_t{1} << 24U : std::size_t{1} << 31U;
  TL_ASSIGN(const Buffer from, gpu.memory(bytes));
  TL_ASSIGN(const Buffer to, gpu.memory(bytes));
  TL_CHECK(gpu.stream->fill(from.get(), 0x3C, bytes));
  TL_CHECK(gpu.stream->fill(to.get(), 0, bytes));
  const auto work = [&](int) { return gpu.stream->copy(to.get(), from.get(), bytes); };
  TL_CHECK(work(0));
  std::vector<std::uint8_t> end(kProbe);
  TL_CHECK(gpu.stream->to_host(end.data(), to.get() + bytes - kProbe, kProbe));
  TL_CHECK(gpu.stream->synchronize());
  if (end != std::vector<std::uint8_t>(kProbe, 0x3C))
    return fail(Errc::internal, "copy", "the end of a copy of {} bytes is not what was copied",
                bytes);
  if (gpu.only_check) return json();
  TL_ASSIGN(json result, device_time(gpu, work, 5, 20));
  gpu.copy_rate = 2.0 * static_cast<double>(bytes) / result["median_us"].get<double>() * 1e6;
  result["bytes_read_and_written"] = 2 * bytes;
  result["bytes_per_second"] = gpu.copy_rate;
  return result;
}

}  // namespace touchline::bench

int main(int argc, char** argv) {
  const bool only_check = argc == 2 && std::strcmp(argv[1], "--check") == 0;
  if (argc > 1 && !only_check) {
    std::fprintf(stderr, "usage: gpu_bench [--check]\n");
    return 2;
  }
  return touchline::bench::run(only_check);
}
