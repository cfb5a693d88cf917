// touchline doctor: per stage what it uses, what it wanted, why not, and what that costs.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/cpu.h"
#include "base/guarded.h"
#include "base/json_dump.h"
#include "kernels/cuda/images.h"
#include "pipeline/assembly.h"
#include "pipeline/networks.h"
#include "pipeline/outputs.h"
#include "pipeline/share.h"
#include "source/source.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

std::string cpu_name() {
  const auto name = cpuinfo("model name");
  return name.empty() ? "unknown" : name;
}

Json cpu_features() {
  Json has = Json::array();
  for (const char* flag :
       {"avx2", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8"})
    if (cpu_has(flag)) has.push_back(flag);
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

/// What keeps a stage off the GPU when the whole run is off it.
std::string no_gpu(const Assembly& assembly) { return assembly.gpu ? "" : assembly.device_why; }

Json decode_stage(const Assembly& assembly) {
  const char* wanted = "NVDEC where there is an NVIDIA GPU";
  const auto& in = assembly.settings().input;
  std::string why = no_gpu(assembly);
  if (why.empty() && !in.gpu_decode) why = "input.gpu_decode is false";
  if (why.empty()) why = gpu_decode_missing(assembly.gpu);
  if (why.empty())
    return stage("decode",
                 media_library_version() +
                     " with NVDEC, frames stay in GPU memory; a stream it does not take is decoded "
                     "on the CPU and copied, named in the manifest",
                 wanted, "", "");
  return stage(
      "decode",
      fmt::format("{} on the CPU, {} thread per source{}", media_library_version(),
                  in.decode_threads, assembly.gpu ? ", each picture copied to the GPU" : ""),
      wanted, why, "CPU time: see 'decode' in touchline bench");
}

Json draw_stage(const Assembly& assembly) {
  return stage("draw", assembly.gpu ? "the GPU, on the frame's planes" : "CPU, on the YUV planes",
               "CPU, or the GPU the frame is on", "", "");
}

/// Why finished pictures on the GPU are not encoded there; empty when they are.
std::string no_gpu_encoder(const Assembly& assembly) {
  const auto& video = assembly.settings().video;
  if (video.codec == VideoCodec::mjpeg) return gpu_jpeg_missing();
  return video.encoder == H264Choice::x264 ? "video.encoder is x264"
                                           : gpu_h264_missing(assembly.device);
}

Json encode_stage(const Assembly& assembly) {
  const auto& video = assembly.settings().video;
  const bool jpeg = video.codec == VideoCodec::mjpeg;
  const char* wanted = jpeg ? "nvJPEG where the frames are on a GPU"
                            : "NVENC where the frames are on a GPU that has it";
  std::string why = no_gpu(assembly);
  if (why.empty()) why = no_gpu_encoder(assembly);
  if (why.empty())
    return stage("encode", jpeg ? "nvJPEG on the GPU" : "NVENC on the GPU", wanted, "", "");
  const std::string uses = jpeg ? fmt::format("libavcodec's mjpeg, quality {}", video.jpeg_quality)
                                : fmt::format("libx264 {} through libav", video.preset);
  return stage("encode",
               fmt::format("{}, {} thread per source{}", uses, video.threads,
                           assembly.gpu ? ", each finished picture copied from the GPU" : ""),
               wanted, why, "CPU time: see 'encode' in touchline bench");
}

/// The device, and the GPU it is.
Json device_json(const Assembly& assembly) {
  Json json{{"asked", assembly.settings().device},
            {"uses", to_string(assembly.device)},
            {"why", assembly.device_why},
            {"gpu_code", kernel_targets()}};
  if (!assembly.gpu) return json;
  const auto& gpu = assembly.gpu->info();
  json["gpu"] = {{"name", gpu.name},
                 {"driver_cuda", gpu.driver},
                 {"compute_capability", fmt::format("{}.{}", gpu.major, gpu.minor)},
                 {"memory_bytes", gpu.bytes}};
  if (const auto memory = assembly.gpu->memory()) json["gpu"]["free_bytes"] = memory->free;
  return json;
}

/// The network by each precision this machine offers, measured on a grey picture: what a fallback
/// costs here.
Json inference_stage(const Assembly& assembly) {
  const std::string wanted = assembly.gpu
                                 ? "ONNX Runtime in f16 on the GPU"
                                 : "openvino in int8 or bf16 (the fastest CPU paths measured)";
  const auto networks = load_networks(assembly);
  if (!networks)
    return stage(
        "infer", "nothing", wanted, networks.error().message,
        "a run would fail with exit code " + std::to_string(exit_code(networks.error().code)));
  const auto& engine = networks->detector->engine();
  const bool best =
      assembly.gpu ? engine.kind != EngineKind::openvino && engine.precision == Precision::f16
                   : engine.kind == EngineKind::openvino && (engine.precision == Precision::int8 ||
                                                             engine.precision == Precision::bf16);
  return stage(
      "infer",
      fmt::format("{} in {}, {} streams ({}; {})", engine.version, to_string(engine.precision),
                  assembly.engine.streams, assembly.model.name, engine.reason),
      wanted, best ? "" : engine.reason,
      best ? ""
           : "measure it: touchline bench SOURCE --set detect.precision=f32 against --set "
             "detect.precision=auto");
}

Json calibration_stage(const Assembly& assembly) {
  if (assembly.analyst.calibration)
    return stage("calibrate", "the calibration given: " + assembly.settings().calibrate.file,
                 "the same", "", "");
  if (assembly.analyst.marked)
    return stage("calibrate", "the corners marked in court.corners, refined on painted lines",
                 "the same", "", "");
  if (assembly.landmarks)
    return stage("calibrate",
                 fmt::format("{} every {} s, painted lines and camera motion in between{}",
                             assembly.landmarks->name, assembly.settings().calibrate.every_s,
                             assembly.gpu ? ", samples read on the GPU" : ", CPU"),
                 "the same", "", "");
  return stage("calibrate", "nothing", "a landmark network",
               assembly.sport.field ? "calibrate.enabled is false"
                                    : "sport '" + assembly.sport.name + "' has no field",
               "no metres: nothing that is measured on the field");
}

}  // namespace

Result<std::string> doctor(const RunOptions& options) try {
  TL_ASSIGN(const Assembly assembly, assemble(options));
  Json stages = Json::array();
  stages.push_back(decode_stage(assembly));
  stages.push_back(inference_stage(assembly));
  stages.push_back(calibration_stage(assembly));
  stages.push_back(stage("track", "CPU, one thread per source", "the same", "", ""));
  stages.push_back(draw_stage(assembly));
  stages.push_back(encode_stage(assembly));
  return json_dump(
      Json{{"versions", version_table()},
           {"cpu",
            {{"name", cpu_name()}, {"usable_cores", assembly.cores}, {"features", cpu_features()}}},
           {"device", device_json(assembly)},
           {"share", share_dir().string()},
           {"network_cache",
            assembly.engine.cache_dir.empty() ? Json(nullptr) : Json(assembly.engine.cache_dir)},
           {"stages", std::move(stages)}},
      2);
} catch (...) {
  return caught("doctor");
}

}  // namespace touchline
