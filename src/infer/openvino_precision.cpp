#include "infer/openvino_precision.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "base/clock.h"
#include "base/cpu.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text_file.h"
#include "infer/openvino_core.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

bool cpu_can(const char* capability) {
  const auto all = openvino_core().get_property("CPU", ov::device::capabilities);
  return std::find(all.begin(), all.end(), capability) != all.end();
}

/// What the answer depends on.
std::string question(const EngineSpec& spec, Precision floats) {
  std::string all = fmt::format("{} {} [{}] {}", cpuinfo("model name"), openvino_version(),
                                fmt::join(spec.input_shape, ","), to_string(floats));
  for (const auto& path : {spec.model_path, spec.files.at(Precision::int8).path}) {
    std::error_code error;
    all += fmt::format(" {} {} {}", path, fs::file_size(path, error),
                       fs::last_write_time(path, error).time_since_epoch().count());
  }
  return sha256(all).substr(0, 32);
}

ov::InferRequest request_of(const EngineSpec& spec, const std::string& path, Precision floats) {
  const auto model = read_network(path);
  model->reshape(ov::PartialShape(
      std::vector<ov::Dimension>(spec.input_shape.begin(), spec.input_shape.end())));
  return openvino_core()
      .compile_model(model, "CPU",
                     {ov::num_streams(ov::streams::Num(1)), ov::inference_num_threads(1),
                      ov::hint::inference_precision(to_ov(floats))})
      .create_infer_request();
}

/// The shortest run of each, in turn, so that other work of the machine slows both.
bool measure(const EngineSpec& spec, Precision floats) {
  constexpr int kRuns = 8;
  std::array<ov::InferRequest, 2> requests{
      request_of(spec, spec.model_path, floats),
      request_of(spec, spec.files.at(Precision::int8).path, floats)};
  std::array<Nanoseconds, 2> shortest{};
  for (int run = 0; run <= kRuns; ++run) {
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const auto start = wall_now();
      requests[i].infer();
      const auto took = wall_now() - start;
      if (run == 1 || (run > 1 && took < shortest[i])) shortest[i] = took;  // the first warms up
    }
  }
  log()->info("{}: {} {:.1f} ms, int8 {:.1f} ms", redact(spec.model_path), to_string(floats),
              static_cast<double>(shortest[0]) / 1e6, static_cast<double>(shortest[1]) / 1e6);
  return shortest[1] < shortest[0];
}

Result<PrecisionChoice> int8_as_asked(const EngineSpec& spec, const CpuMultiplies& cpu) {
  const auto file = spec.files.find(Precision::int8);
  if (file == spec.files.end()) return no_precision_file(spec, Precision::int8);
  if (!cpu.vnni && !cpu.amx_int8)
    return fail(Errc::no_device, "precision",
                "precision int8: this CPU has neither VNNI nor AMX, and without them int8 sums "
                "overflow; use f32 or auto");
  return PrecisionChoice{Precision::int8, "int8 was asked for", file->second,
                         cpu.bf16 ? Precision::bf16 : Precision::f32};
}

Result<PrecisionChoice> choose(const EngineSpec& spec, const EngineOptions& options) {
  const auto asked = options.precision;
  switch (asked) {
    case Precision::f32:
      return PrecisionChoice{asked, "f32 was asked for", {}, asked};
    case Precision::bf16:
      if (cpu_can("BF16")) return PrecisionChoice{asked, "bf16 was asked for", {}, asked};
      return fail(Errc::no_device, "precision",
                  "precision bf16: this CPU has neither AMX nor AVX512_BF16; use f32 or auto");
    case Precision::f16:
      if (cpu_can("FP16")) return PrecisionChoice{asked, "f16 was asked for", {}, asked};
      return fail(Errc::no_device, "precision",
                  "precision f16: this CPU has no 16-bit float arithmetic; use f32 or auto");
    case Precision::int8:
      return int8_as_asked(spec, cpu_multiplies());
    case Precision::automatic:
      break;
  }
  const auto cpu = cpu_multiplies();
  std::optional<Error> error;
  auto choice = automatic_precision(spec, cpu, [&] {
    const auto faster = int8_is_faster(spec, options, cpu.bf16 ? Precision::bf16 : Precision::f32);
    if (!faster) error = faster.error();
    return faster && *faster;
  });
  if (error) return *error;
  return choice;
}

}  // namespace

CpuMultiplies cpu_multiplies() {
  CpuMultiplies cpu;
  // Six networks on a Zen 5 (AVX512_BF16) ran 1.2 to 2.0 times as fast in bf16 as in f32, none
  // slower; on AMX the design's figures say 1.3 to 3 times. Intel's AVX512_BF16 alone, as guests of
  // a host that hides AMX have it: two networks on an Emerald Rapids took 1.7 and 1.9 times as long
  // in bf16.
  cpu.bf16 = cpu_can("BF16") && (cpuinfo("vendor_id") != "GenuineIntel" || cpu_has("amx_bf16"));
  cpu.vnni = cpu_has("avx512_vnni") || cpu_has("avx_vnni");
  cpu.amx_int8 = cpu_has("amx_int8");
  return cpu;
}

Result<bool> int8_is_faster(const EngineSpec& spec, const EngineOptions& options,
                            Precision floats) {
  if (spec.input_shape.empty()) return false;
  static std::mutex mutex;
  static auto& known = *new std::map<std::string, bool>();
  const std::lock_guard lock(mutex);  // two networks measured at once would slow each other
  const auto key = question(spec, floats);
  const auto kept = options.cache_dir.empty()
                        ? std::string()
                        : (fs::path(options.cache_dir) / ("faster-" + key)).string();
  if (std::string answer; !kept.empty() && std::getline(std::ifstream(kept), answer))
    if (answer == "int8" || answer == "floats") return answer == "int8";
  if (const auto at = known.find(key); at != known.end()) return at->second;
  try {
    const bool faster = measure(spec, floats);
    if (!kept.empty())
      if (const auto status = write_file_atomically(kept, faster ? "int8\n" : "floats\n"); !status)
        log()->debug("what is faster is not kept: {}", status.error().message);
    return known[key] = faster;
  } catch (const std::exception& e) {
    const auto shown = redact(spec.model_path);
    return fail(Errc::bad_model, shown, "model {}: OpenVINO cannot try it: {}", shown,
                short_reason(e.what()));
  }
}

Result<PrecisionChoice> openvino_precision(const EngineSpec& spec, const EngineOptions& options) {
  try {
    return choose(spec, options);
  } catch (const std::exception& e) {
    return fail(Errc::no_device, "openvino", "OpenVINO's CPU plug-in cannot be used: {}",
                short_reason(e.what()));
  }
}

}  // namespace touchline
