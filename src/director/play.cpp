#include "director/play.h"

#include <algorithm>

#include "base/median.h"

namespace touchline::director {

Play play_of(const FrameRecord& row, int width, int height) {
  const double unit = 1.0 / width;
  const auto place = [&](const Box& box) {
    const Vec2f centre = box.center();
    return Vec2d{unit * centre.x, unit * centre.y};
  };
  Play play;
  play.pts_ns = row.pts_ns;
  play.shot = row.shot;
  play.height = unit * height;
  const std::size_t people = row.objects.size() - (row.ball != BallState::lost ? 1 : 0);
  std::vector<double> bodies;
  for (std::size_t i = 0; i < people; ++i) {
    const auto& sample = row.objects[i];
    if (!sample.on_field) continue;
    play.people.push_back(place(sample.box));
    bodies.push_back(unit * sample.box.h);
  }
  if (!bodies.empty()) play.body = median(bodies);
  if (row.ball == BallState::visible) {
    const auto& ball = row.objects.back();
    play.balls.push_back({place(ball.box), ball.conf});
  }
  return play;
}

std::vector<BallSpot> balls_outside(const Play& play, std::span<const Polygon> zones) {
  auto balls = play.balls;
  std::erase_if(balls, [&](const BallSpot& spot) {
    return std::any_of(zones.begin(), zones.end(),
                       [&](const Polygon& zone) { return contains(zone, spot.at); });
  });
  return balls;
}

}  // namespace touchline::director
