#include "sports/soccer/scene/render.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "memory/pool.h"
#include "scene/grain.h"
#include "scene/picture.h"
#include "sports/soccer/scene/detections.h"
#include "sports/soccer/scene/figure.h"
#include "sports/soccer/scene/ground.h"

namespace touchline {
struct Renderer::Parts {
  explicit Parts(const RendererOptions& o)
      : options(o),
        info(scene::picture_info(o.width, o.height)),
        pool(image_bytes(info)),
        ground(o.pitch, o.width, o.height, o.darkness, o.seed),
        grain(o.noise, o.seed) {}

  /// Things that stand on the pitch, far to near; people by id, goals -1 and -2, the ball 0.
  [[nodiscard]] std::vector<std::pair<double, int>> order(const MatchState& s,
                                                          const Camera& c) const {
    std::vector<std::pair<double, int>> all;
    const auto add = [&](double x, double y, int what) {
      all.emplace_back(-std::hypot(x - c.position.x, y - c.position.y), what);
    };
    for (const PersonState& p : s.people) add(p.position_m.x, p.position_m.y, p.id);
    add(s.ball.x, s.ball.y, 0);
    add(-options.pitch.length_m / 2, 0, -1);
    add(options.pitch.length_m / 2, 0, -2);
    std::sort(all.begin(), all.end());
    return all;
  }

  RendererOptions options;
  FrameInfo info;
  Pool pool;
  scene::Ground ground;
  scene::Grain grain;
};

Renderer::Renderer(const RendererOptions& options) : parts_(std::make_unique<Parts>(options)) {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

Image Renderer::render(const MatchState& state, const Camera& camera) {
  Parts& p = *parts_;
  const RendererOptions& o = p.options;
  Image image(p.info, p.pool);
  p.ground.paint(camera, image);
  const scene::Canvas canvas(image);
  const scene::Stage stage{canvas, camera, o.width, o.height, 1 - 0.5 * o.darkness};
  if (o.shadows) {
    for (const PersonState& person : state.people) draw_person_shadow(stage, person);
    draw_ball_shadow(stage, state.ball);
  }
  for (const auto& [depth, what] : p.order(state, camera)) {
    if (what > 0) draw_person(stage, state.person(what), kit_of(o.kits, state.person(what)));
    if (what == 0) draw_ball(stage, state.ball);
    if (what < 0) draw_goal(stage, o.pitch, what == -1 ? -1 : 1);
  }
  p.grain.add(image, state.t);
  return image;
}

}  // namespace touchline
