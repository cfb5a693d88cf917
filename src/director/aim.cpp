#include "director/aim.h"

#include <algorithm>
#include <cmath>

namespace touchline::director {
namespace {

constexpr double kStays_s = 1;  // over nobody, before the whole picture is shown
constexpr double kRoom = 1.4;   // around the people it shows, of their spread

/// The value that a share of the sorted `values` lies below.
double quantile(const std::vector<double>& values, double share) {
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const auto above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

/// Moved no farther than brings `of` within `reach`.
double drawn_along(double from, double of, double reach) {
  return std::clamp(from, of - reach, of + reach);
}

}  // namespace

Aim AimChooser::update(const Play& play) {
  if (!aim_)
    aim_ = Aim{play.pts_ns, {0.5, play.height / 2}, widest_window(options_, play.height), {}, {}};
  aim_->pts_ns = play.pts_ns;
  Play seen = play;
  seen.balls =
      options_.people_only ? std::vector<BallSpot>() : balls_outside(play, options_.excluded);
  aim_->ball = courses_.update(seen);
  if (aim_->ball) {
    at_ball(play, *aim_->ball);
  } else if (!play.people.empty()) {
    at_people(play);
  } else if (known_ns_ == kNoTime || play.pts_ns - known_ns_ > from_seconds(kStays_s)) {
    at_all(play);
  }
  if (aim_->ball || !play.people.empty()) known_ns_ = play.pts_ns;
  const double half = aim_->width / 2, half_height = half / options_.aspect;
  aim_->centre.x = std::clamp(aim_->centre.x, half, 1 - half);
  aim_->centre.y = std::clamp(aim_->centre.y, half_height, play.height - half_height);
  return *aim_;
}

/// Small differences do not move the zoom.
void AimChooser::set_width(const Play& play, double wanted) {
  const double widest = widest_window(options_, play.height),
               width = std::clamp(wanted, std::min(options_.narrowest, widest), widest);
  aim_->width =
      std::min(widest, std::exp(drawn_along(std::log(aim_->width), std::log(width),
                                            width < widest ? options_.zoom_dead_zone : 0)));
}

void AimChooser::at_ball(const Play& play, const BallView& ball) {
  aim_->subject = Subject::ball;
  if (play.body > 0) {
    const double speed = std::hypot(ball.velocity.x, ball.velocity.y) / play.body;
    const double wider = 1 + options_.faster * std::min(1.0, speed / options_.fast);
    set_width(play, wider * options_.aspect * play.body / options_.body);
  }
  const double reach = options_.dead_zone * aim_->width;
  aim_->centre.x = drawn_along(aim_->centre.x, ball.at.x, reach);
  aim_->centre.y = drawn_along(aim_->centre.y, ball.at.y, reach / options_.aspect);
}

/// Four fifths of the people, around the middle one.
void AimChooser::at_people(const Play& play) {
  aim_->subject = Subject::play;
  std::vector<double> x, y;
  for (const Vec2d& person : play.people) {
    x.push_back(person.x);
    y.push_back(person.y);
  }
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  const double across = quantile(x, 0.9) - quantile(x, 0.1),
               down = quantile(y, 0.9) - quantile(y, 0.1) + play.body;
  const double least = options_.wider * options_.aspect * play.body / options_.body;
  set_width(play, std::max({least, kRoom * across, kRoom * options_.aspect * down}));
  const double reach = options_.dead_zone * aim_->width;
  aim_->centre.x = drawn_along(aim_->centre.x, quantile(x, 0.5), reach);
  aim_->centre.y = drawn_along(aim_->centre.y, quantile(y, 0.5), reach / options_.aspect);
}

void AimChooser::at_all(const Play& play) {
  aim_->subject = Subject::all;
  aim_->width = widest_window(options_, play.height);
  aim_->centre = {0.5, play.height / 2};
}

}  // namespace touchline::director
