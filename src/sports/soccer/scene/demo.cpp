#include "sports/soccer/scene/demo.h"

#include "sports/soccer/scene/demo_score.h"
#include "sports/soccer/scene/render.h"
#include "sports/soccer/scene/truth.h"

namespace touchline::soccer {
namespace {

Result<CameraKind> camera_kind(const std::string& name) {
  if (name == "broadcast") return CameraKind::broadcast;
  if (name == "wide") return CameraKind::wide;
  if (name == "tactical") return CameraKind::tactical;
  if (name == "behind_goal") return CameraKind::behind_goal;
  return fail(Errc::usage, "--camera",
              "no camera '{}'; known: broadcast, wide, tactical, behind_goal", name);
}

class SoccerDemo final : public Demo {
 public:
  SoccerDemo(const MatchOptions& match, const CameraOptions& view)
      : scene_{Match(match), view, width, height}, renderer_(options(*this, scene_.match)) {}

  Frame picture(double t_s) override {
    return freeze(
        renderer_.render(scene_.match.at(t_s), camera_at(scene_.camera, scene_.match, t_s)));
  }
  [[nodiscard]] std::optional<Vec2d> ball_at(double t_s) const override {
    const auto view =
        true_view(scene_.match.at(t_s), camera_at(scene_.camera, scene_.match, t_s), width, height);
    if (view.ball_visible < kCountedFrom) return std::nullopt;
    const auto centre = view.ball.center();
    return Vec2d{centre.x, centre.y};
  }
  [[nodiscard]] Result<nlohmann::ordered_json> score(const DemoRun& run) const override {
    return score_against_truth(run, scene_);
  }

 private:
  static RendererOptions options(const Demo& demo, const Match& match) {
    RendererOptions options;
    options.width = demo.width;
    options.height = demo.height;
    options.kits = match.options().kits;
    options.pitch = match.options().pitch;
    return options;
  }

  DemoScene scene_;
  Renderer renderer_;
};

}  // namespace

Result<std::unique_ptr<Demo>> make_demo(const DemoAsk& ask) {
  TL_CHECK(only_game(ask));
  const std::string name = ask.camera.empty() ? "broadcast" : ask.camera;
  TL_ASSIGN(const auto kind, camera_kind(name));
  MatchOptions match;
  match.seconds = ask.seconds;
  match.seed = ask.seed;
  auto demo = std::make_unique<SoccerDemo>(match, CameraOptions{kind, 0, 0, ask.seed});
  demo->camera = name;
  return std::unique_ptr<Demo>(std::move(demo));
}

}  // namespace touchline::soccer
