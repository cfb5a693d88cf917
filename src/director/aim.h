// Where the camera ought to look: a wish for every frame, which the camera then follows as smoothly
// as its limits ask.
#pragma once

#include <optional>

#include "director/framing.h"
#include "director/play.h"

namespace touchline::director {

struct Aim {
  Nanoseconds pts_ns = 0;
  Vec2d centre;
  double width = 1;
  Subject subject = Subject::all;
  std::optional<BallView> ball;
};

class AimChooser {
 public:
  explicit AimChooser(const DirectorOptions& options) : options_(options), courses_(options.ball) {}
  /// Of the next frame. The aim's window lies within the picture.
  Aim update(const Play& play);

 private:
  void at_ball(const Play& play, const BallView& ball);
  void at_people(const Play& play);
  void at_all(const Play& play);
  void set_width(const Play& play, double wanted);

  DirectorOptions options_;
  BallCourses courses_;
  std::optional<Aim> aim_;
  Nanoseconds known_ns_ = kNoTime;  ///< when a ball or somebody was last known
};

}  // namespace touchline::director
