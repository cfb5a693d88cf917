// x264 by preset and threads on real frames: core time a frame, size and quality, from which the
// default was chosen.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sink/video_writer.h"

namespace touchline {
namespace {

constexpr int kWidth = 1280, kHeight = 720, kFrames = 240;

/// Pictures of a command that writes I420; fewer than kFrames when it fails.
std::vector<Frame> decoded(const std::string& command) {
  const FrameInfo info{PixelFormat::i420, kWidth, kHeight, {}, {}};
  Pool pool(image_bytes(info));
  std::vector<Frame> frames;
  FILE* pipe = ::popen(command.c_str(), "r");
  for (bool whole = pipe; whole && frames.size() < kFrames;) {
    Image image(info, pool);
    for (int p = 0; p < 3 && whole; ++p)
      for (int y = 0; y < image.plane(p).height && whole; ++y) {
        const auto bytes = static_cast<std::size_t>(image.plane(p).width);
        whole = std::fread(image.plane(p).row(y), 1, bytes, pipe) == bytes;
      }
    if (whole) frames.push_back(freeze(std::move(image)));
  }
  if (pipe) ::pclose(pipe);
  return frames;
}

/// TOUCHLINE_BENCH_CLIP names a video; without it, moving noise stands in and only times compare.
const std::vector<Frame>& clip() {
  static const std::vector<Frame> frames = [] {
    const char* path = std::getenv("TOUCHLINE_BENCH_CLIP");
    const std::string input =
        path ? "-i '" + std::string(path) + "'"
             : std::string("-f lavfi -i testsrc2=s=1280x720:r=30,noise=alls=6:allf=t");
    return decoded("ffmpeg -v error " + input + " -vf scale=1280:720 -frames:v " +
                   std::to_string(kFrames) + " -pix_fmt yuv420p -f rawvideo -");
  }();
  return frames;
}

/// Luma PSNR in dB of the file against the clip.
double quality(const std::string& path) {
  const auto shown = decoded("ffmpeg -v error -i '" + path + "' -pix_fmt yuv420p -f rawvideo -");
  double sum = 0;
  for (std::size_t i = 0; i < shown.size(); ++i)
    for (int y = 0; y < kHeight; ++y)
      for (int x = 0; x < kWidth; ++x) {
        const int difference = shown[i].plane(0).row(y)[x] - clip()[i].plane(0).row(y)[x];
        sum += difference * difference;
      }
  const double mean = sum / (static_cast<double>(shown.size()) * kWidth * kHeight);
  return 10 * std::log10(255.0 * 255.0 / std::max(mean, 1e-9));
}

void encode(benchmark::State& state, const char* preset, int threads) {
  if (clip().empty()) return state.SkipWithError("needs the ffmpeg command");
  VideoOptions options;
  options.path = (std::filesystem::temp_directory_path() / "touchline_encode_bench.mp4").string();
  options.preset = preset;
  options.threads = threads;
  MediaInfo media;
  media.nominal_rate = {30, 1};
  std::int64_t bytes = 0;
  Nanoseconds cpu = 0, frames = 0;
  for (auto _ : state) {
    auto writer = VideoWriter::open(options, media, clip()[0].info());
    if (!writer) return state.SkipWithError(writer.error().message.c_str());
    const Nanoseconds start = process_cpu_now();
    Nanoseconds pts = 0;
    for (const auto& frame : clip()) {
      if (const auto status = (*writer)->write(frame, pts, kSecond / 30); !status)
        return state.SkipWithError(status.error().message.c_str());
      pts += kSecond / 30;
    }
    const auto counts = (*writer)->close();
    if (!counts) return state.SkipWithError(counts.error().message.c_str());
    cpu += process_cpu_now() - start;
    frames += counts->frames;
    bytes = counts->bytes;
  }
  state.counters["core_ms_per_frame"] =
      static_cast<double>(cpu) * 1e-6 / static_cast<double>(frames);
  state.counters["kbit_per_s"] =
      static_cast<double>(bytes) * 8e-3 * 30 / static_cast<double>(clip().size());
  state.counters["psnr_y_db"] = quality(options.path);
  std::filesystem::remove(options.path);
}

#define TL_ENCODE_BENCH(preset)                                                                    \
  BENCHMARK_CAPTURE(encode, preset##_1, #preset, 1)->Unit(benchmark::kMillisecond)->UseRealTime(); \
  BENCHMARK_CAPTURE(encode, preset##_2, #preset, 2)->Unit(benchmark::kMillisecond)->UseRealTime()

TL_ENCODE_BENCH(ultrafast);
TL_ENCODE_BENCH(superfast);
TL_ENCODE_BENCH(veryfast);
TL_ENCODE_BENCH(faster);

}  // namespace
}  // namespace touchline
