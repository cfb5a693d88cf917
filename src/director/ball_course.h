// Which of the things that may be the ball is the one that play is about, and where it is while
// nothing is seen of it.
#pragma once

#include <optional>
#include <vector>

#include "director/play.h"
#include "track/kalman.h"

namespace touchline::director {

/// A measured spot belongs to a course when its squared Mahalanobis distance, chi-square with two
/// degrees of freedom, is at most -2 ln(1 - p): p = 0.99, and 0.999 from a confidence of 0.75,
/// 0.9999 from 0.85. A sure sighting may be farther off than a doubtful one.
double ball_gate(double conf);

struct BallRule {
  double coast_s = 0.5;         ///< unseen for longer it is lost
  double acceleration_q = 200;  ///< density of its acceleration, bodies^2/s^3
  double sigma = 0.12;          ///< of a measured place, bodies
  double start_speed = 10;      ///< spread of a new course's speed, bodies/s
  double memory_s = 0.7;        ///< time constant of the evidence for a course
  double take_over = 0.15;      ///< by so much another course's evidence must be greater, 0 to 1
  double rest_s = 2;            ///< in one place for so long with nobody near it is out of play
  double place = 0.7;           ///< one place is so wide, bodies
  double near = 3;              ///< near somebody, bodies
};

/// The ball as the director takes it.
struct BallView {
  Vec2d at;
  Vec2d velocity;     ///< widths/s
  bool seen = false;  ///< measured in this frame; else its course goes on by itself
};

class BallCourses {
 public:
  explicit BallCourses(const BallRule& rule = {}) : rule_(rule) {}
  /// The ball of the next frame; null: lost. Another shot begins anew.
  std::optional<BallView> update(const Play& play);

 private:
  struct Course {
    AxisFilter x, y;
    double evidence = 0;  ///< share of the last frames in which it was seen, times its confidence
    Nanoseconds seen_ns = 0;
    Nanoseconds alive_ns = 0;  ///< when it last came to another place, or somebody was near it
    Vec2d place;               ///< where it was last taken to be
    bool measured = false;
  };
  void predict(double dt);
  void measure(const Play& play);
  Course& course_of(const BallSpot& spot, Nanoseconds now);
  void forget(Nanoseconds now);
  [[nodiscard]] bool in_play(const Course& course, Nanoseconds now) const;
  [[nodiscard]] double distance2(const Course& course, Vec2d at) const;

  BallRule rule_;
  std::vector<Course> courses_;  ///< the one that is followed first
  double body_ = 0.03;           ///< widths; the last known
  Nanoseconds last_ns_ = kNoTime;
  int shot_ = 0;
  bool following_ = false;  ///< courses_.front() is the ball
  double gain_ = 0;         ///< of a sighting in this frame
};

}  // namespace touchline::director
