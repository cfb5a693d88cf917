// The whole overlay on one frame: 25 moving people with labels, ball, trail and caption.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "overlay/overlay.h"

namespace touchline {
namespace {

constexpr double kFrameRate = 25;

/// A match of the size seen from a main camera: people of 0.06 to 0.12 frame heights that run,
/// never in step.
TrackSamples people_at(int count, double t, int width, int height) {
  TrackSamples people;
  for (int i = 0; i < count; ++i) {
    const double depth = (i * 7 % count) / static_cast<double>(count);
    const double h = height * (0.06 + 0.06 * depth);
    const double x =
        width * (0.06 + 0.88 * (i * 11 % count) / count) + 0.06 * width * std::sin(0.9 * t + i);
    const double foot = height * (0.25 + 0.65 * depth) + 0.03 * height * std::sin(0.7 * t + 2 * i);
    const double w = h * (0.42 + 0.1 * std::sin(9 * t + i));
    people.push_back({i + 1,
                      i % 12 == 0 ? 1 : (i % 9 == 0 ? 2 : 0),
                      {static_cast<float>(x - w / 2), static_cast<float>(foot - h),
                       static_cast<float>(w), static_cast<float>(h)},
                      0.9F,
                      i % 8 == 5 ? SampleSource::predicted : SampleSource::measured});
  }
  return people;
}

BallSample ball_at(double t, int width, int height) {
  const double x = width * (0.5 + 0.35 * std::sin(1.3 * t));
  const double y = height * (0.55 + 0.2 * std::sin(2.1 * t));
  const auto size = static_cast<float>(0.012 * height);
  BallSample ball;
  ball.state = BallState::visible;
  ball.sample = {1000,
                 3,
                 {static_cast<float>(x), static_cast<float>(y), size, size},
                 0.9F,
                 SampleSource::measured};
  return ball;
}

/// A camera high above the near touchline's middle that sees most of the pitch.
FieldView view_of(int width, int height) {
  FieldView view;
  view.state = CalibrationState::measured;
  view.size = {static_cast<double>(width), static_cast<double>(height)};
  const double f = 0.9 * width, tilt = 0.3, c = std::cos(tilt), s = std::sin(tilt);
  const double w = width / 2.0, h = height / 2.0, y = 75, z = 24;  // the camera is at (0, -y, z)
  const double depth = y * c + z * s, down = z * c - y * s;
  view.image_from_field.m = {f, w * c, w * depth, 0, h * c - f * s, h * depth + f * down,
                             0, c,     depth};
  view.field_from_image = *inverse(view.image_from_field);
  return view;
}

/// What the analysis says of one frame; the control surface is new in each.
Measures measures_of(TrackSamples& people, const FieldView& view, double t, std::int64_t frame) {
  Measures m;
  m.frame = frame;
  m.control_ns = from_seconds(t);
  m.coverage = {22, 21, true, 0.97, 0.9};
  m.evaluation.bar = Known<double>(80 * std::sin(0.4 * t));
  m.surface_columns = 52;
  m.surface_rows = 34;
  for (int i = 0; i < m.surface_columns * m.surface_rows; ++i)
    m.surface.push_back(0.5F + 0.5F * static_cast<float>(std::sin(0.05 * i + t)));
  for (auto& person : people) {
    person.team = person.track_id % 2 == 0 ? Team::a : Team::b;
    const Vec2f foot = person.box.foot();
    person.field = to_field(view, {foot.x, foot.y}, 1);
    PlayerMotion motion;
    motion.track_id = person.track_id;
    motion.speed_m_s = Known<double>(static_cast<double>(person.track_id % 9));
    m.players.push_back(motion);
    if (person.team != Team::a || !person.field || m.passes.size() == 8) continue;
    PassOption pass;
    pass.receiver = person.track_id;
    pass.to_m = person.field->m;
    pass.score = 0.9 - 0.1 * static_cast<double>(m.passes.size());
    m.passes.push_back(pass);
  }
  m.options = Known<int>(static_cast<int>(m.passes.size()));
  return m;
}

/// Arguments: people, height (16:9), 0 for I420 or 1 for NV12, 1 for boxes, the view; -1: as before
/// there were measures.
void draw_overlay(benchmark::State& state) {
  FrameInfo info;
  info.height = static_cast<int>(state.range(1));
  info.width = info.height * 16 / 9;
  info.format = state.range(2) != 0 ? PixelFormat::nv12 : PixelFormat::i420;
  OverlayOptions options;
  options.classes = {"player", "goalkeeper", "referee", "ball"};
  options.ball_class = 3;
  options.show_boxes = state.range(3) != 0;
  const bool measured = state.range(4) >= 0;
  if (measured) options.view = static_cast<View>(state.range(4));
  if (options.view == View::tactical) options.show_bar = true;
  const FieldView view = view_of(info.width, info.height);
  auto overlay = Overlay::create(options, info);
  if (!overlay) {
    state.SkipWithError(overlay.error().message.c_str());
    return;
  }
  Pool pool(image_bytes(info));
  Image image(info, pool);
  for (int i = 0; i < format_info(info.format).planes; ++i) {
    const auto& plane = image.plane(i);
    for (int y = 0; y < plane.height; ++y) std::fill_n(plane.row(y), plane.pitch, std::uint8_t{96});
  }
  // Twenty seconds of play, prepared beforehand and played in a loop of ever later times.
  const int frames = 500;
  std::vector<TrackSamples> people;
  std::vector<BallSample> balls;
  std::vector<Measures> measures;
  for (int i = 0; i < frames; ++i) {
    people.push_back(
        people_at(static_cast<int>(state.range(0)), i / kFrameRate, info.width, info.height));
    balls.push_back(ball_at(i / kFrameRate, info.width, info.height));
    if (measured) measures.push_back(measures_of(people.back(), view, i / kFrameRate, i));
  }
  std::int64_t n = 0;
  const auto draw_next = [&] {
    const auto i = static_cast<std::size_t>(n % frames);
    Scene scene;
    scene.people = people[i];
    scene.ball = &balls[i];
    scene.pts_ns = from_seconds(static_cast<double>(n) / kFrameRate);
    scene.caption = "Touchline 12:34";
    if (measured) {
      scene.view = &view;
      scene.measures = &measures[i];
      scene.has_teams = true;
    }
    (*overlay)->draw(image, scene);
    ++n;
  };
  while (n < frames) draw_next();  // one pass warms the sprites, as the first seconds of a match do
  for (auto _ : state) draw_next();
}

BENCHMARK(draw_overlay)
    ->ArgNames({"people", "height", "nv12", "boxes", "view"})
    ->Args({25, 1080, 0, 0, -1})
    ->Args({25, 1080, 1, 0, -1})
    ->Args({25, 1080, 0, 1, -1})
    ->Args({25, 720, 0, 0, -1})
    ->Args({25, 2160, 0, 0, -1})
    ->Args({0, 1080, 0, 0, -1})
    ->Args({25, 1080, 0, 0, 0})  // tracking with speeds, rings on the ground
    ->Args({25, 1080, 0, 0, 1})  // tactical with the bar
    ->Args({25, 1080, 0, 0, 3})  // passes
    ->Args({25, 1080, 0, 0, 4})  // radar
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace touchline
