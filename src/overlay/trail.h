// Where the ball has been, by time: a stroke that thins and fades with age and breaks where the
// ball was lost.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "kernels/canvas.h"
#include "records/track.h"

namespace touchline {

struct TrailStyle {
  float seconds = 1, width_px = 4;
  float predicted_opacity = 0.5F;
};

class Trail {
 public:
  explicit Trail(const TrailStyle& style);

  /// Notes the ball at `pts_ns`. Null or lost breaks the trail; the same time again replaces; a
  /// time before the last one starts anew (the source was wound back).
  void add(const BallSample* ball, Nanoseconds pts_ns);
  /// Draws what is younger than the style's seconds at the last added time.
  void draw(Canvas& canvas, const YuvColour& colour) const;

 private:
  struct Point {
    Nanoseconds pts_ns;
    float x, y;
    bool measured, joined;  ///< joined: a stroke leads here from the point before
  };
  [[nodiscard]] const Point& at(std::size_t age) const {
    return points_[(next_ + points_.size() - 1 - age) % points_.size()];
  }
  [[nodiscard]] float freshness(Nanoseconds pts_ns) const;
  /// Cuts the stroke where it enters the ball itself; false when nothing is left.
  [[nodiscard]] bool clear_of_ball(const Point& from, Point& to) const;
  [[nodiscard]] StrokeShape stroke(const Point& from, const Point& to) const;

  TrailStyle style_;
  std::vector<Point> points_;  ///< a ring; next_ is the slot to write
  std::size_t next_ = 0, count_ = 0;
  bool broken_ = true;
  Nanoseconds now_ns_ = 0;
  float ball_radius_ = 0;  ///< kept clear around the newest point
};

}  // namespace touchline
