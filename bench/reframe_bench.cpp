// A window of a frame scaled to a picture, beside a memcpy of the window's planes.
#include <benchmark/benchmark.h>

#include <cstring>
#include <random>
#include <vector>

#include "kernels/reframe.h"
#include "memory/pool.h"

namespace touchline {
namespace {

Frame noise(PixelFormat format) {
  const FrameInfo info{format, 3840, 2160, {}, {}};
  Pool pool(image_bytes(info));
  Image image(info, pool);
  std::minstd_rand random(1);
  std::uint8_t* data = image.plane(0).data;
  for (std::size_t i = 0; i < image_bytes(info); ++i)
    data[i] = static_cast<std::uint8_t>(random() >> 7U);
  return freeze(std::move(image));
}

constexpr std::size_t kFrames = 4;  // in turn, as a decoder's frames arrive

/// Of the window: its width and height, and those of the picture.
void reframe(benchmark::State& state, PixelFormat format) {
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < kFrames; ++i) frames.push_back(noise(format));
  Reframe of(frames[0].info(), static_cast<int>(state.range(2)), static_cast<int>(state.range(3)));
  Pool pool(image_bytes(of.info()));
  Image image(of.info(), pool);
  const auto width = static_cast<double>(state.range(0)),
             height = static_cast<double>(state.range(1));
  std::size_t turn = 0;
  for (auto _ : state) {
    const double moved = static_cast<double>(turn % 1000) * 0.37;
    of.sample(frames[turn++ % kFrames], {moved, moved / 2, width, height}, image);
    benchmark::ClobberMemory();
  }
  state.SetLabel(of.backend());
}
void reframe_i420(benchmark::State& state) { reframe(state, PixelFormat::i420); }
void reframe_nv12(benchmark::State& state) { reframe(state, PixelFormat::nv12); }

/// The weights alone.
void reframe_axes(benchmark::State& state) {
  const FrameInfo source{PixelFormat::i420, 3840, 2160, {}, {}},
      out{PixelFormat::i420,
          static_cast<int>(state.range(2)),
          static_cast<int>(state.range(3)),
          {},
          {}};
  const auto width = static_cast<double>(state.range(0)),
             height = static_cast<double>(state.range(1));
  for (auto _ : state)
    benchmark::DoNotOptimize(ReframeAxes(source, out, {100.3, 50.7, width, height}));
}

void memcpy_of_window(benchmark::State& state) {
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < kFrames; ++i) frames.push_back(noise(PixelFormat::nv12));
  const auto width = static_cast<std::size_t>(state.range(0));
  const auto height = static_cast<int>(state.range(1));
  std::vector<std::uint8_t> out(width * static_cast<std::size_t>(height) * 3 / 2);
  std::size_t turn = 0;
  for (auto _ : state) {
    const Frame& frame = frames[turn++ % kFrames];
    std::uint8_t* to = out.data();
    for (int plane = 0; plane < 2; ++plane)
      for (int y = 0; y < height >> plane; ++y, to += width)
        std::memcpy(to, frame.plane(plane).row(y), width);
    benchmark::ClobberMemory();
  }
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->Unit(benchmark::kMicrosecond)
      ->Args({3000, 1688, 1920, 1080})
      ->Args({3000, 1688, 1280, 720})
      ->Args({1600, 900, 1920, 1080});
}

BENCHMARK(memcpy_of_window)->Apply(sizes);
BENCHMARK(reframe_i420)->Apply(sizes);
BENCHMARK(reframe_nv12)->Apply(sizes);
BENCHMARK(reframe_axes)->Apply(sizes);

}  // namespace
}  // namespace touchline
