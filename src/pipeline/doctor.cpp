// touchline doctor: per stage what it uses, what it wanted, why not, and what that costs.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/assembly.h"
#include "pipeline/outputs.h"
#include "pipeline/share.h"
#include "source/source.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

std::string cpu_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

Json cpu_features() {
  Json has = Json::array();
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) has.push_back("avx2");
  if (__builtin_cpu_supports("avx512f")) has.push_back("avx512f");
  if (__builtin_cpu_supports("avx512vnni")) has.push_back("avx512_vnni");
  if (__builtin_cpu_supports("avx512bf16")) has.push_back("avx512_bf16");
#endif
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("flags")) {
      if (line.find("amx_bf16") != std::string::npos) has.push_back("amx_bf16");
      break;
    }
  return has;
}

Json stage(const char* name, const std::string& uses, const std::string& wanted,
           const std::string& why, const std::string& cost) {
  const auto text = [](const std::string& value) {
    return value.empty() ? Json(nullptr) : Json(value);
  };
  return {{"stage", name},
          {"uses", uses},
          {"wanted", wanted},
          {"why_not", text(why)},
          {"cost", text(cost)}};
}

/// The network by each precision this machine offers, measured on a grey picture: what a fallback
/// costs here.
Json inference_stage(const Assembly& assembly) {
  const std::string wanted = "openvino in bf16 (the fastest CPU path measured)";
  const auto networks = load_networks(assembly);
  if (!networks)
    return stage(
        "infer", "nothing", wanted, networks.error().message,
        "a run would fail with exit code " + std::to_string(exit_code(networks.error().code)));
  const auto& engine = networks->detector->engine();
  const bool best = engine.kind == EngineKind::openvino && engine.precision == Precision::bf16;
  return stage("infer",
               fmt::format("{} in {}, {} streams ({})", engine.version, to_string(engine.precision),
                           assembly.engine.streams, assembly.model.name),
               wanted, best ? "" : engine.reason,
               best ? ""
                    : "measure it: touchline bench SOURCE --set detect.precision=f32 against --set "
                      "detect.precision=auto");
}

Json calibration_stage(const Assembly& assembly) {
  if (assembly.analyst.calibration)
    return stage("calibrate", "the calibration given: " + assembly.settings().calibrate.file,
                 "the same", "", "");
  if (assembly.landmarks)
    return stage("calibrate",
                 fmt::format("{} every {} s, painted lines and camera motion in between, CPU",
                             assembly.landmarks->name, assembly.settings().calibrate.every_s),
                 "the same", "", "");
  return stage("calibrate", "nothing", "a landmark network",
               assembly.sport.pitch ? "calibrate.enabled is false"
                                    : "sport '" + assembly.sport.name + "' has no field",
               "no metres: nothing that is measured on the field");
}

}  // namespace

Result<std::string> doctor(const RunOptions& options) {
  TL_ASSIGN(const Assembly assembly, assemble(options));
  const std::string no_gpu = "this build has no GPU path yet";
  Json stages = Json::array();
  stages.push_back(stage("decode",
                         fmt::format("{} on the CPU, {} thread per source", media_library_version(),
                                     assembly.settings().input.decode_threads),
                         "NVDEC where there is an NVIDIA GPU", no_gpu,
                         "CPU time: see 'decode' in touchline bench"));
  stages.push_back(inference_stage(assembly));
  stages.push_back(calibration_stage(assembly));
  stages.push_back(stage("track", "CPU, one thread per source", "the same", "", ""));
  stages.push_back(
      stage("draw", "CPU, on the YUV planes", "CPU, or the GPU the frame is on", "", ""));
  stages.push_back(stage(
      "encode",
      fmt::format("libx264 {} through libav, {} thread per source",
                  assembly.settings().video.preset, assembly.settings().video.threads),
      "NVENC where there is an NVIDIA GPU", no_gpu, "CPU time: see 'encode' in touchline bench"));
  return Json{
      {"versions", version_table()},
      {"cpu",
       {{"name", cpu_name()}, {"usable_cores", assembly.cores}, {"features", cpu_features()}}},
      {"device", {{"asked", assembly.settings().device}, {"uses", "cpu"}, {"why", no_gpu}}},
      {"share", share_dir().string()},
      {"network_cache",
       assembly.engine.cache_dir.empty() ? Json(nullptr) : Json(assembly.engine.cache_dir)},
      {"stages", std::move(stages)}}
      .dump(2);
}

}  // namespace touchline
