// What the analyst asks of each picture on the CPU: a glance, camera motion, shots, grass, kits and
// painted lines, on a filmed match.
#include <benchmark/benchmark.h>

#include "field/image_motion.h"
#include "field/line_points.h"
#include "kernels/kit_colour.h"
#include "sports/soccer/pitch.h"
#include "sports/soccer/scene/render.h"
#include "sports/soccer/scene/truth.h"
#include "track/shots.h"

namespace {

using namespace touchline;

constexpr double kFps = 25;

/// A second of a panning broadcast camera, and the people it sees.
struct Film {
  Film(int width, int height) {
    const Match match(MatchOptions{});
    RendererOptions options;
    options.width = width;
    options.height = height;
    Renderer renderer(options);
    for (int i = 0; i < 25; ++i) {
      const double t = 10 + i / kFps;
      const Camera camera = camera_at({}, match, t);
      frames.push_back(freeze(renderer.render(match.at(t), camera)));
      views.push_back(camera.image_from_field(width, height));
      people.emplace_back();
      for (const auto& person : true_view(match.at(t), camera, width, height).people)
        people.back().push_back(person.box);
    }
  }
  std::vector<Frame> frames;
  std::vector<Mat3> views;
  std::vector<std::vector<Box>> people;
};

const Film& film(benchmark::State& state) {
  static const Film small(1280, 720), large(1920, 1080);
  return state.range(0) == 1280 ? small : large;
}

void make_glance(benchmark::State& state) {
  const auto& frame = film(state).frames[0];
  GlanceMaker maker;
  Glance seen;
  for (auto _ : state) maker.make(frame, true, seen);
}

void image_motion(benchmark::State& state) {
  const auto& frames = film(state).frames;
  GlanceMaker maker;
  Glance seen;
  ImageMotionEstimator motion;
  std::size_t i = 0;
  for (auto _ : state) {
    if (i == 0) motion.reset();
    maker.make(frames[i], true, seen);
    auto moved = motion.push(seen, {});
    benchmark::DoNotOptimize(moved);
    i = (i + 1) % frames.size();
  }
}

void shots(benchmark::State& state) {
  const auto& frames = film(state).frames;
  GlanceMaker maker;
  Glance seen;
  ShotDetector detector;
  std::int64_t i = 0;
  for (auto _ : state) {
    maker.make(frames[static_cast<std::size_t>(i) % frames.size()], false, seen);
    benchmark::DoNotOptimize(detector.push(seen, i++ * kSecond / 25));
  }
}

void grass(benchmark::State& state) {
  const auto& frame = film(state).frames[0];
  for (auto _ : state) benchmark::DoNotOptimize(learn_grass(frame));
}

void kits(benchmark::State& state) {
  const auto& all = film(state);
  const auto colour = learn_grass(all.frames[0]);
  KitMeter meter;
  std::vector<KitSample> samples;
  for (auto _ : state) meter.measure(all.frames[0], colour, all.people[0], {}, samples);
  state.counters["people"] = static_cast<double>(all.people[0].size());
}

void line_points(benchmark::State& state) {
  const auto& all = film(state);
  FrameLineFinder finder(field_of({}));
  finder.look_at(all.frames[0], learn_grass(all.frames[0]), all.people[0]);
  std::vector<LinePoint> points;
  for (auto _ : state) finder.find(all.views[0], {}, 16, points);
  state.counters["points"] = static_cast<double>(points.size());
}

BENCHMARK(make_glance)->Arg(1280)->Arg(1920)->Unit(benchmark::kMicrosecond);
BENCHMARK(image_motion)->Arg(1280)->Arg(1920)->Unit(benchmark::kMicrosecond);
BENCHMARK(shots)->Arg(1280)->Arg(1920)->Unit(benchmark::kMicrosecond);
BENCHMARK(grass)->Arg(1280)->Arg(1920)->Unit(benchmark::kMicrosecond);
BENCHMARK(kits)->Arg(1280)->Arg(1920)->Unit(benchmark::kMicrosecond);
BENCHMARK(line_points)->Arg(1280)->Arg(1920)->Unit(benchmark::kMicrosecond);

}  // namespace
