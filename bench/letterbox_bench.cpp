// The fused letterbox beside a memcpy of the same NV12 frame: the goal is to be no slower than the
// copy.
#include <benchmark/benchmark.h>

#include <cstring>
#include <random>
#include <vector>

#include "kernels/letterbox.h"
#include "memory/pool.h"

namespace touchline {
namespace {

Frame noise(PixelFormat format, int width, int height) {
  const FrameInfo info{format, width, height, {}, {}};
  Pool pool(image_bytes(info));
  Image image(info, pool);
  std::mt19937 random(1);
  std::uint8_t* data = image.plane(0).data;
  for (std::size_t i = 0; i < image_bytes(info); ++i) data[i] = static_cast<std::uint8_t>(random());
  return freeze(std::move(image));
}

constexpr std::size_t kFrames = 4;  // in turn, as a decoder's frames arrive

void memcpy_of_frame(benchmark::State& state) {
  const int width = static_cast<int>(state.range(0)), height = static_cast<int>(state.range(1));
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < kFrames; ++i)
    frames.push_back(noise(PixelFormat::nv12, width, height));
  const std::size_t bytes = image_bytes(frames[0].info());
  std::vector<std::uint8_t> out(bytes);
  std::size_t turn = 0;
  for (auto _ : state) {
    std::memcpy(out.data(), frames[turn++ % kFrames].plane(0).data, bytes);
    benchmark::ClobberMemory();
  }
}

void run_letterbox(benchmark::State& state, PixelFormat format,
                   LetterboxWay way = fastest_letterbox_way()) {
  const int width = static_cast<int>(state.range(0)), height = static_cast<int>(state.range(1));
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < kFrames; ++i) frames.push_back(noise(format, width, height));
  LetterboxSpec spec;
  spec.width = static_cast<int>(state.range(2));
  spec.height = static_cast<int>(state.range(3));
  if (!letterbox_supports(way)) {
    state.SkipWithError("this CPU does not support it");
    return;
  }
  const Letterbox letterbox(spec, frames[0].info(), way);
  std::vector<float> input(letterbox.floats());
  letterbox.fill_border(input.data());
  std::size_t turn = 0;
  for (auto _ : state) {
    const Frame& frame = frames[turn++ % kFrames];
    letterbox.sample(frame, input.data());
    benchmark::ClobberMemory();
  }
  state.SetLabel(letterbox.backend());
}

void letterbox_nv12(benchmark::State& state) { run_letterbox(state, PixelFormat::nv12); }
void letterbox_i420(benchmark::State& state) { run_letterbox(state, PixelFormat::i420); }
void avx2_nv12(benchmark::State& state) {
  run_letterbox(state, PixelFormat::nv12, LetterboxWay::avx2);
}
void avx2_i420(benchmark::State& state) {
  run_letterbox(state, PixelFormat::i420, LetterboxWay::avx2);
}
void portable_nv12(benchmark::State& state) {
  run_letterbox(state, PixelFormat::nv12, LetterboxWay::portable);
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->Unit(benchmark::kMicrosecond)
      ->Args({1920, 1080, 640, 640})
      ->Args({1920, 1080, 640, 384})
      ->Args({1920, 1080, 960, 544})
      ->Args({1280, 720, 640, 384})
      ->Args({3840, 2160, 960, 544});
}

BENCHMARK(memcpy_of_frame)
    ->Unit(benchmark::kMicrosecond)
    ->Args({1920, 1080})
    ->Args({1280, 720})
    ->Args({3840, 2160});
BENCHMARK(letterbox_nv12)->Apply(sizes);
BENCHMARK(letterbox_i420)->Apply(sizes);
BENCHMARK(avx2_nv12)->Apply(sizes);
BENCHMARK(avx2_i420)->Apply(sizes);
BENCHMARK(portable_nv12)->Unit(benchmark::kMicrosecond)->Args({1920, 1080, 640, 640});

}  // namespace
}  // namespace touchline
