// Twenty people on a pitch under a known camera, with measures, to draw.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "overlay/overlay.h"
#include "pipeline/sport.h"
#include "sports/soccer/analysis.h"
#include "sports/soccer/layers/layers.h"
#include "sports/soccer/pitch.h"

namespace touchline::overlay_testing {

inline constexpr int kGrass = 90;
inline constexpr int kPlayer = 0, kGoalkeeper = 1, kReferee = 2, kBallClass = 3;

inline FrameInfo frame(int width, int height, PixelFormat format = PixelFormat::i420) {
  FrameInfo info;
  info.format = format;
  info.width = width;
  info.height = height;
  return info;
}

inline OverlayOptions soccer(const std::string& view) {
  OverlayOptions options;
  options.classes = {"player", "goalkeeper", "referee", "ball"};
  options.ball_class = kBallClass;
  options.class_marks = {"", "GK", "", ""};
  static const auto pack = load_sport("soccer");
  options.view = *find_view(pack->views, view);
  options.field = field_of({});
  options.sport_layers = soccer_layers;
  return options;
}

/// A camera 24 m high behind the near touchline that looks at the pitch's middle.
inline FieldView camera(int width, int height) {
  FieldView view;
  view.state = CalibrationState::measured;
  view.size = {static_cast<double>(width), static_cast<double>(height)};
  const double f = 0.9 * width, c = std::cos(0.3), s = std::sin(0.3), u = width / 2.0,
               v = height / 2.0, y = 75, z = 24;
  const double depth = y * c + z * s;
  view.image_from_field.m = {f, u * c, u * depth, 0, v * c - f * s, v * depth + f * (z * c - y * s),
                             0, c,     depth};
  view.field_from_image = *inverse(view.image_from_field);
  view.sigma_m = 0.42;
  return view;
}

/// Twenty people on the pitch, their measures, and a picture to draw them on.
struct Match {
  FrameInfo info;
  FieldView view;
  TrackSamples people;
  SoccerRecord record;
  Measures& measures = record.measures;
  BallSample ball;
  Scene scene;
  Pool pool;
  Image image;
  std::unique_ptr<Overlay> overlay;

  explicit Match(const OverlayOptions& options, const FrameInfo& of = frame(1280, 720))
      : info(of), view(camera(of.width, of.height)), pool(image_bytes(of)), image(of, pool) {
    for (int i = 0; i < 20; ++i)
      add(i + 1, {-40.0 + 4.1 * i, -24.0 + (i * 7 % 20) * 2.5}, i % 2 == 0 ? Team::a : Team::b,
          i == 0 ? kGoalkeeper : 0);
    measures.coverage = {20, 19, true, 0.93, 0.8};
    measures.evaluation.bar = Known<double>(-37.4);
    measures.surface_columns = 8;
    measures.surface_rows = 5;
    measures.surface.assign(40, 0.8F);
    ball.state = BallState::visible;
    ball.sample.class_id = kBallClass;
    ball.sample.box = {600, 400, 8, 8};
    ball.sample.field = FieldPoint{{1, 2}, {}};
    scene.people = people;
    scene.ball = &ball;
    scene.view = &view;
    scene.record = &record;
    scene.has_teams = true;
    scene.sides[0].name = "Reds";
    auto made = Overlay::create(options, info);
    EXPECT_TRUE(made) << made.error().message;
    overlay = std::move(*made);
  }

  void add(std::int64_t id, Vec2d m, Team team, int class_id) {
    const Vec2d foot = *to_image(view, m);
    const auto h = static_cast<float>(info.height) * 0.07F;
    TrackSample sample;
    sample.track_id = id;
    sample.class_id = class_id;
    sample.box = {static_cast<float>(foot.x) - 0.2F * h, static_cast<float>(foot.y) - h, 0.4F * h,
                  h};
    sample.team = team;
    sample.field = FieldPoint{m, {}};
    people.push_back(sample);
    PlayerMotion motion;
    motion.track_id = id;
    motion.speed_m_s = Known<double>(0.45 * static_cast<double>(id));
    measures.players.push_back(motion);
  }

  void add_pass(std::int64_t receiver, double score, bool offside = false) {
    PassOption pass;
    pass.receiver = receiver;
    pass.from_m = {0, -5};
    pass.to_m = people[static_cast<std::size_t>(receiver - 1)].field->m;
    pass.score = score;
    pass.offside = offside;
    measures.passes.push_back(pass);
    measures.options = Known<int>(static_cast<int>(measures.passes.size()));
  }

  void draw(double t = 0) {
    for (int i = 0; i < format_info(info.format).planes; ++i) {
      const auto& plane = image.plane(i);
      std::fill_n(plane.data, plane.pitch * plane.height,
                  static_cast<std::uint8_t>(i == 0 ? kGrass : 110));
    }
    scene.pts_ns = from_seconds(t);
    overlay->draw(image, scene);
  }

  [[nodiscard]] int touched(int x0, int y0, int x1, int y1) const {
    int count = 0;
    for (int y = y0; y < y1; ++y)
      for (int x = x0; x < x1; ++x) count += image.plane(0).row(y)[x] != kGrass;
    return count;
  }
  [[nodiscard]] int touched() const { return touched(0, 0, info.width, info.height); }

  [[nodiscard]] std::vector<std::string> texts(std::string_view element) const {
    std::vector<std::string> found;
    for (const auto& entry : overlay->drawn())
      if (entry.element == element) found.push_back(entry.text);
    return found;
  }
};

}  // namespace touchline::overlay_testing
