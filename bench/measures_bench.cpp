// The kernels behind a frame's measures, on one core: 32 x 20 cells of soft control, 48 look-ups of
// expected threat. Every result is first held against float64; when one differs, nothing is
// measured and the program fails.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "base/cpu.h"
#include "measures_scene.h"
#include "sports/soccer/control.h"

namespace touchline {
namespace {

/// Largest errors by kernel; nothing (and a message) when one is not allowed.
bool results_are_right() {
  MeasuresScene f;
  f.control();
  f.look_up(-1);
  auto errors = kernel_errors(f, -1);
  f.look_up(1);
  errors[1] = std::max(errors[1], kernel_errors(f, 1)[1]);
  bool right = true;
  for (std::size_t i = 0; i < 2; ++i) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1e", errors[i]);
    benchmark::AddCustomContext(std::string("largest_error_") + kKernelNames[i], text);
    if (errors[i] <= kTolerance[i]) continue;  // NaN is not
    std::fprintf(stderr, "%s differs from float64 by %s; at most %g is allowed: not measured\n",
                 kKernelNames[i], text, kTolerance[i]);
    right = false;
  }
  return right;
}

void control_32x20(benchmark::State& state) {
  MeasuresScene f;
  for (auto _ : state) {
    f.control();
    benchmark::ClobberMemory();
  }
}
void threat_48(benchmark::State& state) {
  MeasuresScene f;
  int direction = 1;
  for (auto _ : state) {
    f.look_up(direction);
    direction = -direction;
    benchmark::ClobberMemory();
  }
}

/// The measure itself: velocity-aware, with (1) or without (0) the uncertainty of its share.
void pitch_control_22(benchmark::State& state) {
  std::mt19937 random(2);
  std::vector<ControlPlayer> players;
  const Floats x = uniform(random, kPlayers, -50, 50), y = uniform(random, kPlayers, -33, 33),
               speed = uniform(random, 2 * kPlayers, -6, 6);
  for (std::size_t i = 0; i < kPlayers; ++i)
    players.push_back({{x[i], y[i]},
                       {speed[i], speed[kPlayers + i]},
                       i % 2 == 0 ? Team::a : Team::b,
                       state.range(0) != 0 ? Cov2{0.2, 0, 0.2} : Cov2{}});
  auto field = PitchControl::create({}, {});
  for (auto _ : state) {
    auto share = field->measure(players).share_a;
    benchmark::DoNotOptimize(share);
  }
}

BENCHMARK(control_32x20);
BENCHMARK(threat_48);
BENCHMARK(pitch_control_22)->Arg(0)->Arg(1);

/// By a chain of integer multiplications that wait for each other, three cycles each on x86-64 CPUs
/// of the last ten years; the best of several tries.
std::string clock_ghz() {
  constexpr int kLinks = 2'000'000;
  double best = 1e30;
  std::uint64_t value = 3;
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kLinks; ++i) {
      value *= value;
      benchmark::DoNotOptimize(value);
    }
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  char text[16];
  std::snprintf(text, sizeof text, "%.1f", 3.0 * kLinks / best / 1e9);
  return text;
}

}  // namespace
}  // namespace touchline

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  if (!touchline::results_are_right()) return 1;
  benchmark::AddCustomContext("cpu", touchline::cpuinfo("model name"));
  benchmark::AddCustomContext("clock_ghz_measured", touchline::clock_ghz());
  benchmark::AddCustomContext(
      "way",
      touchline::fastest_control_way() == touchline::ControlWay::avx512 ? "avx512" : "portable");
  benchmark::RunSpecifiedBenchmarks();
}
