#include "sports/badminton/scene/demo.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "memory/pool.h"
#include "scene/grain.h"
#include "scene/picture.h"
#include "scene/random.h"
#include "sports/badminton/scene/demo_score.h"
#include "sports/badminton/scene/figure.h"
#include "sports/badminton/scene/hall.h"

namespace touchline::badminton {
namespace {

constexpr double kNoise = 1.5;
constexpr double kExposure_s = 0.008;

}  // namespace

Result<Camera> demo_camera(const DemoAsk& ask) {
  const auto vary = [&](int what, double low, double high) {
    return low + (high - low) * scene_random(ask.seed, 700, what);
  };
  Camera c;
  if (ask.camera == "broadcast" || ask.camera.empty()) {
    c.position = {-vary(1, 22.5, 24.5), vary(2, -0.3, 0.3), vary(3, 7, 8.6)};
    look_at(c, {-0.6, vary(4, -0.2, 0.2), 0.9});
    c.focal = vary(5, 1.5, 1.75);
  } else if (ask.camera == "phone") {
    c.position = {-vary(1, 10.5, 12), vary(2, -2, 2), vary(3, 2.2, 3.2)};
    look_at(c, {0.5, 0, 0.7});
    c.roll_rad = vary(4, -0.02, 0.02);
    c.focal = vary(5, 0.78, 0.95);
  } else {
    return fail(Errc::usage, "--camera", "no camera '{}'; known: broadcast, phone", ask.camera);
  }
  return c;
}

namespace {

class BadmintonDemo final : public Demo {
 public:
  BadmintonDemo(const DemoAsk& ask, const Camera& lens)
      : scene_{RallyMatch({ask.seconds, ask.seed, ask.game == "doubles"}), lens, width, height,
               ask.seconds},
        seed_(ask.seed),
        pool_(image_bytes(scene::picture_info(width, height))),
        hall_(scene::picture_info(width, height), pool_),
        grain_(kNoise, ask.seed) {
    paint_hall(lens, hall_, ask.seed);
    const scene::Canvas canvas(hall_);
    for (const auto& official : officials())
      draw_official({canvas, scene_.camera, width, height, 1}, official);
  }

  Frame picture(double t_s) override {
    Image image(scene::picture_info(width, height), pool_);
    for (int i = 0; i < 3; ++i) {
      const auto &from = hall_.plane(i), &to = image.plane(i);
      for (int y = 0; y < from.height; ++y)
        std::memcpy(to.row(y), from.row(y), static_cast<std::size_t>(from.width));
    }
    const scene::Canvas canvas(image);
    const scene::Stage stage{canvas, scene_.camera, width, height, 1};
    const auto shuttle = scene_.match.shuttle_at(t_s);
    double behind = 1e9;
    // What lies between here and what was drawn last.
    const auto shuttle_down_to = [&](double x) {
      if (shuttle && shuttle->at.x >= x && shuttle->at.x < behind)
        draw_shuttle(stage, *shuttle, kExposure_s);
      behind = x;
    };
    bool net = false;
    for (const auto& [number, joints] : from_the_farthest(t_s)) {
      if (!net && joints.pelvis.x < 0) {
        shuttle_down_to(0);
        draw_net(stage);
        net = true;
      }
      if (net) shuttle_down_to(joints.pelvis.x);
      draw_player_shadow(stage, joints);
      draw_player(stage, joints, number, seed_);
    }
    shuttle_down_to(-1e9);
    grain_.add(image, t_s);
    return freeze(std::move(image));
  }
  [[nodiscard]] Result<nlohmann::ordered_json> score(const DemoRun& run) const override {
    return score_against_truth(run, scene_);
  }

 private:
  struct Drawn {
    int number;
    PlayerJoints joints;
  };
  /// The camera is behind the end at -x.
  [[nodiscard]] std::vector<Drawn> from_the_farthest(double t_s) const {
    std::vector<Drawn> all;
    for (const int number : scene_.match.players())
      all.push_back({number, joints_of(scene_.match, number, t_s)});
    std::stable_sort(all.begin(), all.end(), [](const Drawn& a, const Drawn& b) {
      return a.joints.pelvis.x > b.joints.pelvis.x;
    });
    return all;
  }

  DemoScene scene_;
  std::uint64_t seed_;
  Pool pool_;
  Image hall_;
  scene::Grain grain_;
};

}  // namespace

Result<std::unique_ptr<Demo>> make_demo(const DemoAsk& ask) {
  if (!ask.game.empty() && ask.game != "singles" && ask.game != "doubles")
    return fail(Errc::usage, "--game", "no game '{}'; known: singles, doubles", ask.game);
  TL_ASSIGN(const Camera camera, demo_camera(ask));
  auto demo = std::make_unique<BadmintonDemo>(ask, camera);
  demo->camera = ask.camera.empty() ? "broadcast" : ask.camera;
  return std::unique_ptr<Demo>(std::move(demo));
}

}  // namespace touchline::badminton
