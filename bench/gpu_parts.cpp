// How fast the parts of a GPU run are alone: what its whole is judged against (tools/bench/gpu.py).
//   gpu_parts CLIP SOURCES [KEY=VALUE...]
// Decodes CLIP in SOURCES sessions at once and nothing else; then runs the detector alone on frames
// that already lie on the GPU, in as many streams and batches as a run would. JSON on stdout.
// Refuses to print without a GPU (exit code 5).
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

#include "pipeline/lane_setup.h"
#include "pipeline/networks.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

/// Runs `work(i)` on `count` threads; seconds until the last is done.
template <class Work>
Result<double> together(int count, const Work work) {
  std::vector<std::thread> threads;
  std::vector<Status> ends(static_cast<std::size_t>(count));
  const Nanoseconds begin = wall_now();
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&, i] { ends[static_cast<std::size_t>(i)] = work(i); });
  for (auto& thread : threads) thread.join();
  const double seconds = to_seconds(wall_now() - begin);
  for (const auto& end : ends) TL_CHECK(end);
  return seconds;
}

/// From the first picture of all sessions on: opening them is start-up.
Result<Json> decode_alone(const SourceOptions& options, int sources) {
  TL_ASSIGN(const auto before, options.gpu->memory());
  std::vector<std::unique_ptr<Source>> sessions;
  for (int i = 0; i < sources; ++i) {
    TL_ASSIGN(auto source, Source::open(options));
    sessions.push_back(std::move(source));
  }
  std::atomic<std::int64_t> frames{0};
  TL_ASSIGN(const double seconds, together(sources, [&](int i) -> Status {
              for (;; ++frames) {
                TL_ASSIGN(const auto frame, sessions[static_cast<std::size_t>(i)]->read());
                if (!frame) return {};
              }
            }));
  TL_ASSIGN(const auto after, options.gpu->memory());
  return Json{{"sources", sources},
              {"frames", frames.load()},
              {"seconds", seconds},
              {"fps", static_cast<double>(frames) / seconds},
              {"gpu_bytes_per_source",
               (static_cast<double>(before.free) - static_cast<double>(after.free)) / sources}};
}

Result<Json> infer_alone(const Assembly& assembly, const SourceOptions& options) {
  TL_ASSIGN(const Networks networks, load_networks(assembly));
  TL_ASSIGN(const auto source, Source::open(options));
  std::vector<Frame> frames;
  for (int i = 0; i < assembly.max_batch; ++i) {
    TL_ASSIGN(auto read, source->read());
    if (!read) return fail(Errc::bad_input, options.url, "too few frames for a batch");
    frames.push_back(std::move(read->frame));
  }
  constexpr int kWarm = 10, kCalls = 150;
  const int streams = assembly.engine.streams;
  std::vector<std::unique_ptr<DetectorSession>> sessions;
  std::vector<Detections> found(frames.size());
  for (int i = 0; i < streams; ++i) {
    TL_ASSIGN(auto session, networks.detector->session());
    for (int k = 0; k < kWarm; ++k)
      if (const auto times = session->find(pictures_of(frames), found); !times)
        return times.error();
    sessions.push_back(std::move(session));
  }
  std::atomic<std::int64_t> prepare{0}, network{0}, decode{0};
  TL_ASSIGN(const double seconds, together(streams, [&](int i) -> Status {
              std::vector<Detections> mine(frames.size());
              for (int k = 0; k < kCalls; ++k) {
                TL_ASSIGN(const auto times,
                          sessions[static_cast<std::size_t>(i)]->find(pictures_of(frames), mine));
                prepare += times.prepare_ns;
                network += times.network_ns;
                decode += times.decode_ns;
              }
              return {};
            }));
  const double calls = streams * kCalls;
  const auto us = [&](const std::atomic<std::int64_t>& ns) {
    return static_cast<double>(ns) / calls / 1e3;
  };
  return Json{{"engine", networks.detector->engine().version},
              {"device", networks.detector->engine().device},
              {"precision", to_string(networks.detector->engine().precision)},
              {"streams", streams},
              {"batch", assembly.max_batch},
              {"seconds", seconds},
              {"fps", calls * assembly.max_batch / seconds},
              {"host_us_per_call",
               {{"prepare", us(prepare)}, {"network", us(network)}, {"decode", us(decode)}}}};
}

Result<Json> measure(const std::string& clip, int sources,
                     std::vector<std::pair<std::string, std::string>> settings) {
  RunOptions options;
  options.sources.assign(static_cast<std::size_t>(sources), clip);
  options.settings = std::move(settings);
  TL_ASSIGN(const Assembly assembly, assemble(options));
  if (!assembly.gpu)
    return fail(Errc::no_device, "device", "nothing to measure without a GPU: {}",
                assembly.device_why);
  const auto& gpu = assembly.gpu->info();
  const auto source = source_options(assembly, {clip}).front();
  Json json{{"gpu", gpu.name}, {"driver_cuda", gpu.driver}, {"clip_frames_each", nullptr}};
  TL_ASSIGN(json["infer_alone"], infer_alone(assembly, source));
  TL_ASSIGN(json["decode_one"], decode_alone(source, 1));
  TL_ASSIGN(json["decode_alone"], decode_alone(source, sources));
  json["clip_frames_each"] = json["decode_one"]["frames"];
  return json;
}

}  // namespace
}  // namespace touchline

int main(int argc, char** argv) {
  std::vector<std::pair<std::string, std::string>> settings{{"device", "cuda:0"}};
  for (int i = 3; i < argc; ++i) {
    const std::string word = argv[i];
    const auto equals = word.find('=');
    settings.emplace_back(word.substr(0, equals),
                          equals == std::string::npos ? "" : word.substr(equals + 1));
  }
  const int sources = argc > 2 ? std::atoi(argv[2]) : 0;
  if (sources < 1) {
    std::fputs("gpu_parts CLIP SOURCES [KEY=VALUE...]\n", stderr);
    return 2;
  }
  const auto measured = touchline::measure(argv[1], sources, std::move(settings));
  if (!measured) {
    std::fprintf(stderr, "%s\n", measured.error().message.c_str());
    return touchline::exit_code(measured.error().code);
  }
  std::printf("%s\n", measured->dump(2).c_str());
  return 0;
}
