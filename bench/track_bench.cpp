// One tracker update: people and ball of a full pitch.
#include <benchmark/benchmark.h>

#include <cmath>

#include "geometry/assignment.h"
#include "sports/soccer/pitch.h"
#include "track/tracker.h"

namespace {

using namespace touchline;

/// `people` on smooth paths that cross now and then, and a ball; 250 frames, then again from the
/// start of the path.
std::vector<Detections> match(int people) {
  std::vector<Detections> frames;
  for (int f = 0; f < 250; ++f) {
    const float turn = 6.2831853F * static_cast<float>(f) / 250;
    Detections detections;
    for (int p = 0; p < people; ++p) {
      const float a = static_cast<float>(p), h = 80 + static_cast<float>(p % 5) * 10;
      const float x = 150 + std::fmod(311 * a, 1600.0F) + 120 * std::sin(turn + a);
      const float y = 200 + std::fmod(173 * a, 700.0F) + 40 * std::cos(turn * 2 + a);
      detections.push_back({{x, y, 0.4F * h, h}, 0.6F + 0.3F * std::abs(std::sin(a + turn)), 2});
    }
    detections.push_back(
        {{900 + 500 * std::sin(turn), 500 + 200 * std::cos(turn), 12, 12}, 0.6F, 0});
    frames.push_back(detections);
  }
  return frames;
}

void tracker_update(benchmark::State& state) {
  const std::vector<Detections> frames = match(static_cast<int>(state.range(0)));
  TrackerOptions options;
  options.class_count = 4;
  options.ball_class = 0;
  options.field = field_of({});
  Tracker tracker(options);
  std::int64_t frame = 0;
  std::size_t tracks = 0;
  const auto step = [&] {
    const Detections& detections = frames[static_cast<std::size_t>(frame) % frames.size()];
    tracks = tracker.update({frame, frame * 40'000'000, 1920, 1080, detections}).people.size();
    ++frame;
  };
  for (int f = 0; f < 250; ++f) step();
  for (auto _ : state) step();
  state.counters["tracks"] = static_cast<double>(tracks);
}
BENCHMARK(tracker_update)->Arg(5)->Arg(25)->Arg(50)->Unit(benchmark::kMicrosecond);

/// A dense square problem with no structure: the worst a crowd can ask for.
void assignment(benchmark::State& state) {
  const int n = static_cast<int>(state.range(0));
  std::vector<double> cost(static_cast<std::size_t>(n * n));
  std::uint32_t random = 1;
  for (double& value : cost)
    value = static_cast<double>(random = random * 1664525 + 1013904223) / 4294967296.0;
  std::vector<int> column_of_row(static_cast<std::size_t>(n));
  Assignment solver;
  for (auto _ : state) {
    solver.solve(cost, n, n, column_of_row);
    benchmark::DoNotOptimize(column_of_row.data());
  }
}
BENCHMARK(assignment)->Arg(25)->Arg(50)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
