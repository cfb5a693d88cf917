#include "sports/golf/scene/demo.h"

#include <cstring>

#include "memory/pool.h"
#include "scene/grain.h"
#include "scene/picture.h"
#include "sports/golf/scene/demo_score.h"
#include "sports/golf/scene/figure.h"
#include "sports/golf/scene/range.h"

namespace touchline::golf {
namespace {

constexpr double kNoise = 1.5;

bool is_left_handed(const DemoAsk& ask) { return ask.seed % 4 == 3; }

Result<Camera> camera_of(const DemoAsk& ask) {
  const auto vary = [&](int what, double low, double high) {
    return low + (high - low) * scene_random(ask.seed, 500, what);
  };
  Camera c;
  if (ask.camera == "face_on" || ask.camera.empty()) {
    c.position = {vary(1, -0.3, 0.3), -vary(2, 4.6, 5.6), vary(3, 0.9, 1.4)};
    look_at(c, {0, -0.3, 0.98});
  } else if (ask.camera == "down_the_line") {
    const double behind = is_left_handed(ask) ? 1 : -1;  // the target lies the other way
    c.position = {behind * vary(1, 4.8, 5.8), -vary(2, 0.3, 0.7), vary(3, 1.0, 1.5)};
    look_at(c, {0, -0.4, 0.98});
  } else {
    return fail(Errc::usage, "--camera", "no camera '{}'; known: face_on, down_the_line",
                ask.camera);
  }
  c.focal = 0.98;
  return c;
}

class GolfDemo final : public Demo {
 public:
  GolfDemo(const DemoAsk& ask, const Camera& lens)
      : scene_{Session({ask.seconds, ask.seed, is_left_handed(ask)}), lens, width, height},
        seed_(ask.seed),
        pool_(image_bytes(scene::picture_info(width, height))),
        range_(scene::picture_info(width, height), pool_),
        grain_(kNoise, ask.seed) {
    fps = 60;
    paint_range(lens, range_, ask.seed);
  }

  Frame picture(double t_s) override {
    Image image(scene::picture_info(width, height), pool_);
    for (int i = 0; i < 3; ++i) {
      const auto &from = range_.plane(i), &to = image.plane(i);
      for (int y = 0; y < from.height; ++y)
        std::memcpy(to.row(y), from.row(y), static_cast<std::size_t>(from.width));
    }
    const scene::Canvas canvas(image);
    const scene::Stage stage{canvas, scene_.camera, width, height, 1};
    const auto joints = scene_.session.at(t_s);
    draw_golfer_shadow(stage, joints);
    if (const auto ball = scene_.session.ball_at(t_s)) draw_golf_ball(stage, *ball);
    draw_golfer(stage, joints, scene_.session.shown_at(t_s), seed_);
    grain_.add(image, t_s);
    return freeze(std::move(image));
  }
  [[nodiscard]] Result<nlohmann::ordered_json> score(const DemoRun& run) const override {
    return score_against_truth(run, scene_);
  }

 private:
  DemoScene scene_;
  std::uint64_t seed_;
  Pool pool_;
  Image range_;
  scene::Grain grain_;
};

}  // namespace

Result<std::unique_ptr<Demo>> make_demo(const DemoAsk& ask) {
  TL_CHECK(only_game(ask));
  TL_ASSIGN(const Camera camera, camera_of(ask));
  auto demo = std::make_unique<GolfDemo>(ask, camera);
  demo->camera = ask.camera.empty() ? "face_on" : ask.camera;
  return std::unique_ptr<Demo>(std::move(demo));
}

}  // namespace touchline::golf
