// Twenty seconds of a match to draw: moving people with labels, ball, trail, caption and measures.
#pragma once

#include <cmath>
#include <vector>

#include "overlay/overlay.h"
#include "pipeline/sport.h"
#include "sports/soccer/analysis.h"
#include "sports/soccer/layers/layers.h"
#include "sports/soccer/pitch.h"

namespace touchline::bench {

inline constexpr double kFrameRate = 25;

/// A match of the size seen from a main camera: people of 0.06 to 0.12 frame heights that run,
/// never in step.
inline TrackSamples people_at(int count, double t, int width, int height) {
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

inline BallSample ball_at(double t, int width, int height) {
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
inline FieldView view_of(int width, int height) {
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
inline Measures measures_of(TrackSamples& people, const FieldView& view, double t,
                            std::int64_t frame) {
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

/// Prepared beforehand, and played in a loop of ever later times.
class Play {
 public:
  static constexpr int kFrames = 500;

  /// `measured`: with teams, measures and a calibrated camera.
  Play(int count, int width, int height, bool measured)
      : view_(view_of(width, height)), measured_(measured) {
    for (int i = 0; i < kFrames; ++i) {
      people_.push_back(people_at(count, i / kFrameRate, width, height));
      balls_.push_back(ball_at(i / kFrameRate, width, height));
      if (measured) measures_.emplace_back(measures_of(people_.back(), view_, i / kFrameRate, i));
    }
  }

  Scene next() {
    const auto i = static_cast<std::size_t>(n_ % kFrames);
    Scene scene;
    scene.people = people_[i];
    scene.ball = &balls_[i];
    scene.pts_ns = from_seconds(static_cast<double>(n_++) / kFrameRate);
    scene.caption = "Touchline 12:34";
    if (!measured_) return scene;
    scene.view = &view_;
    scene.record = &measures_[i];
    scene.has_teams = true;
    return scene;
  }

 private:
  FieldView view_;
  bool measured_;
  std::vector<TrackSamples> people_;
  std::vector<BallSample> balls_;
  std::vector<SoccerRecord> measures_;
  std::int64_t n_ = 0;
};

/// The options of the benchmarks; `view` empty: what is drawn without measures.
inline OverlayOptions options_of(const std::string& view, bool boxes) {
  OverlayOptions options;
  options.classes = {"player", "goalkeeper", "referee", "ball"};
  options.ball_class = 3;
  options.switches["boxes"] = boxes;
  options.field = field_of({});
  options.class_marks = {"", "GK", "", ""};
  options.sport_layers = soccer_layers;
  static const auto pack = load_sport("soccer");
  if (!view.empty()) options.view = *find_view(pack->views, view);
  if (view == "tactical") options.switches["bar"] = true;
  return options;
}

}  // namespace touchline::bench
