// What the source's door costs a picture: tone mapping of HDR, and the look for combing that every
// picture gets.
#include <benchmark/benchmark.h>

#include <random>

#include "source/combing.h"
#include "source/tone_map.h"

namespace touchline {
namespace {

UniqueAVFrame noise(AVPixelFormat format, int width, int height, std::uint32_t seed) {
  UniqueAVFrame frame(av_frame_alloc());
  frame->format = format;
  frame->width = width;
  frame->height = height;
  av_frame_get_buffer(frame.get(), 0);
  std::mt19937 random(seed);
  // Neighbours that differ little, as in a picture: table look-ups go where footage's go.
  for (int p = 0; p < 3; ++p) {
    const int rows = p ? height / 2 : height, columns = p ? width / 2 : width;
    for (int y = 0; y < rows; ++y) {
      std::uint8_t* row = frame->data[p] + std::ptrdiff_t{y} * frame->linesize[p];
      for (int x = 0; x < columns; ++x) {
        const auto sample = static_cast<std::uint16_t>(300 + (x + y) / 8 + random() % 24);
        if (format == AV_PIX_FMT_YUV420P10)
          reinterpret_cast<std::uint16_t*>(row)[x] = sample;
        else
          row[x] = static_cast<std::uint8_t>(sample / 8);
      }
    }
  }
  return frame;
}

void tone_map_hlg(benchmark::State& state) {
  const auto frame = noise(AV_PIX_FMT_YUV420P10, static_cast<int>(state.range(0)),
                           static_cast<int>(state.range(1)), 1);
  const Colour hlg{Colour::Matrix::bt2020, Colour::Range::limited, AVCOL_PRI_BT2020,
                   AVCOL_TRC_ARIB_STD_B67};
  auto table = make_tone_table(hlg, 1000, {});
  if (!table) {
    state.SkipWithError(table.error().message.c_str());
    return;
  }
  ToneMapper mapper(std::move(*table));
  for (auto _ : state) benchmark::DoNotOptimize(mapper.map(*frame));
}
BENCHMARK(tone_map_hlg)->Args({1280, 720})->Args({1920, 1080})->Unit(benchmark::kMillisecond);

void make_table(benchmark::State& state) {
  const Colour hlg{Colour::Matrix::bt2020, Colour::Range::limited, AVCOL_PRI_BT2020,
                   AVCOL_TRC_ARIB_STD_B67};
  for (auto _ : state) benchmark::DoNotOptimize(make_tone_table(hlg, 1000, {}));
}
BENCHMARK(make_table)->Unit(benchmark::kMillisecond);

void look_for_combing(benchmark::State& state) {
  const int width = static_cast<int>(state.range(0)), height = static_cast<int>(state.range(1));
  std::vector<UniqueAVFrame> frames;
  for (std::uint32_t i = 0; i < 4; ++i)
    frames.push_back(noise(AV_PIX_FMT_YUV420P, width, height, i));
  CombWatch watch;
  Nanoseconds now = 0;
  std::size_t turn = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(watch.look(*frames[turn++ % 4], nullptr, now += 40'000'000));
}
BENCHMARK(look_for_combing)
    ->Args({1280, 720})
    ->Args({1920, 1080})
    ->Args({3840, 2160})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace touchline
