// The ball: one object, small, fast, often hidden, and looking like many other white spots.
#pragma once

#include <span>
#include <vector>

#include "track/person_tracks.h"

namespace touchline {

/// May a candidate continue a ball path? The one formula for every gate of the ball:
///
///   speed <= ball_max_speed_bodies                                        always, and
///   d2 <= 9.21   (0.99 quantile of chi-square with 2 degrees of freedom)  for score < 0.75
///   d2 <= 18.42  (0.9999 quantile)                                        for 0.75 <= score < 0.85
///   no limit on d2                                                        for score >= 0.85
///
/// `d2` is the squared Mahalanobis distance to the prediction, `speed` the speed since the path was
/// last seen in median body heights per second: a sure detection may contradict the prediction, but
/// not what a ball can do.
bool ball_gate(double d2, double speed_bodies, double max_speed_bodies, float score);

class BallTrack {
 public:
  BallTrack(const TrackerOptions& options, IdLedger& ids);

  /// `candidates` are ball detections in canonical order; `body` is the median body height in
  /// pixels (0: unknown, then taken as 8 ball sizes); the picture moved by `camera_shift` since the
  /// previous frame.
  void update(const FrameStamp& now, std::span<const Detection> candidates, double body,
              Vec2f camera_shift, Vec2f camera_velocity, BallSample& sample,
              std::vector<Event>& events);
  void finish(const FrameStamp& now, std::vector<Event>& events);

 private:
  /// One explanation of where the ball is.
  struct Path {
    AxisFilter x, y;
    Detection measured;
    FrameStamp first, last;
    double weight_s = 0;   ///< score integrated over the time it was seen
    double evidence = 0;   ///< 0..1: score of late, leaky average over time; more when it has moved
    double travelled = 0;  ///< farthest from where it began, bodies, relative to the picture
    double rival_s = 0;    ///< time it was seen while the shown ball was seen elsewhere
    Vec2f origin;          ///< where it began, carried along by the picture
  };

  void predict(const FrameStamp& now, Vec2f camera_shift);
  void measure_paths(const FrameStamp& now, std::span<const Detection> candidates);
  void measure(Path& path, const Detection& candidate, const FrameStamp& now) const;
  void begin_paths(const FrameStamp& now, std::span<const Detection> candidates);
  void drop_expired(const FrameStamp& now, std::vector<Event>& events);
  void choose(const FrameStamp& now, std::vector<Event>& events);
  /// The path to show: the best of those that qualify, or -1.
  [[nodiscard]] int best_rival(const FrameStamp& now) const;
  [[nodiscard]] bool reachable(const Path& from, const Path& to) const;
  void report(const FrameStamp& now, Vec2f camera_velocity, BallSample& sample) const;

  TrackerOptions options_;
  IdLedger* ids_;
  std::vector<Path> paths_;
  int shown_ = -1;  ///< index into paths_
  std::int64_t shown_id_ = 0;
  FrameStamp last_seen_;  ///< of the ball that was shown last
  bool ever_seen_ = false;
  double body_ = 0;
  struct Pair {
    double cost;
    int path, candidate;
  };
  std::vector<Pair> pairs_;
  std::vector<bool> taken_;
};

}  // namespace touchline
