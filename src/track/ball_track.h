// The ball: one object, small, fast, often hidden, and looking like many other white spots.
#pragma once

#include <span>
#include <vector>

#include "track/ball_ground.h"
#include "track/person_tracks.h"
#include "track/still_places.h"

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

/// One frame as BallTrack needs it.
struct BallFrame {
  FrameStamp now;
  std::span<const Detection> candidates;  ///< ball detections in canonical order
  double body = 0;        ///< median body height, pixels; 0: unknown, then taken as 8 ball sizes
  PictureMotion motion;   ///< of the picture since the previous frame
  Vec2f camera_velocity;  ///< pixels per second
  const FieldView* view = nullptr;        ///< null: not calibrated
  std::span<const TrackSample> people{};  ///< of this frame
};

/// One ball, shown from the moment a path of candidates has earned it:
///
/// - A path begins anywhere but on clutter (see StillPlaces) and has *moved* once it is 0.4 median
///   body heights from where it began, plus 15 % of what the camera swung meanwhile, and 0.4 in the
///   picture (see StillPlaces for why).
/// - It is found, whatever its score, only when it has moved: confirm_s after it set off, with as
///   much score x time as a sure detection has in that time, seen for 40 % of it. A ball at rest
///   cannot be told from a painted spot before it first moves.
/// - A ball unseen for 0.1 s is not seen again by one detection below 0.75 farther than two body
///   heights from where it should be. When there are more of them they are a path of their own and,
///   once found, the same ball: a kick or bounce that nobody saw.
/// - A ball that has moved stays visible at rest for as long as it is detected, and counts as moved
///   when it is hidden for a while and detected again where it rested.
/// - Only a path already within 0.5 bodies of a known still place is measured there: a moving ball
///   coasts over it and is not captured. It may come to rest on one when slower than 1.5 bodies/s
///   and seen within the last 0.2 s. When something then moves off from there, that is the ball,
///   with the same id.
/// - In a calibrated frame a ball may also be shown before it ever moved: when it has lain for 0.8
/// s
///   on the pitch near a person and on none of the pitch's own marks (BallGround). It is a guess:
///   anything that moves like a ball takes over at once.
/// - Speeds are limited to 40 m/s where the frame is calibrated (a metre as long as it is at that
///   place or as the people say, whichever is longer: a ball in the air is nearer than the ground
///   behind it), else to 25 bodies/s. A ball slows down by drag with a time constant of 6 s.
/// - At most six paths, each for ball_coast_s unseen.
///
/// There is no fallback by colour: nothing but a detection makes a ball here. A white blob without
/// one is a line, a sock or a shirt far more often than a ball, and a ball that is not seen is
/// better called lost.
class BallTrack {
 public:
  BallTrack(const TrackerOptions& options, IdLedger& ids);

  void update(const BallFrame& frame, BallSample& sample, std::vector<Event>& events);
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
    double seen_s = 0;     ///< of its life it was measured
    double life_s = 0;     ///< since it began, long gaps counted short
    double panned = 0;     ///< how far the camera swung in its life, bodies
    bool resumed = false;  ///< began where a ball that had moved rested
    bool guessed = false;  ///< has only lain where a ball may wait
    double waited_s = 0;   ///< for so long
    bool on_mark = false;  ///< last measured on a known still place
    double crossed = 0;    ///< the same, in the picture
    Vec2f origin;          ///< where it began, carried along by the picture
    Vec2f began;           ///< where it began in the picture
    [[nodiscard]] bool went() const;   ///< far enough to be no mark on the ground
    [[nodiscard]] bool moved() const;  ///< or is taken for a ball all the same
  };
  enum class Taken { no, by_still, by_resting, by_moving };  ///< the last two: it has moved
  /// The still place a candidate lies on.
  struct Mark {
    bool known = false, clutter = false, trusted = false;
  };

  void predict(const FrameStamp& now, const PictureMotion& motion, double panned);
  /// Does a path that never moved lie where a ball may wait?
  void wait(Path& path, double seconds) const;
  /// Speed as a share of what a ball can do.
  [[nodiscard]] double effort(Vec2f at, double pixels, double seconds) const;
  /// Looks up the still place of every candidate.
  void find_marks(std::span<const Detection> candidates);
  [[nodiscard]] bool may_rest(const Path& path, const Detection& candidate,
                              const FrameStamp& now) const;
  /// A candidate that is not sure, far from where a ball out of sight should be has to earn a path
  /// of its own.
  [[nodiscard]] bool strays(const Path& path, const Detection& candidate,
                            const FrameStamp& now) const;
  void pair_up(const FrameStamp& now, std::span<const Detection> candidates);
  void learn_places(const FrameStamp& now, std::span<const Detection> candidates);
  /// Ends paths that never moved and lie on clutter.
  void drop_marks(const FrameStamp& now);
  [[nodiscard]] bool established(const Path& path) const;
  void measure_paths(const FrameStamp& now, std::span<const Detection> candidates);
  void measure(Path& path, const Detection& candidate, const FrameStamp& now) const;
  void begin_paths(const FrameStamp& now, std::span<const Detection> candidates);
  void drop_expired(const FrameStamp& now, std::vector<Event>& events);
  void choose(const FrameStamp& now, std::vector<Event>& events);
  /// The path to show: the best of those that qualify, or -1.
  [[nodiscard]] int best_rival(const FrameStamp& now) const;
  [[nodiscard]] bool reachable(const Path& from, const Path& to) const;
  /// Shows another path: as the same ball or as another.
  void take_over(int rival, bool same_ball, const FrameStamp& now, std::vector<Event>& events);
  void report(const BallFrame& frame, BallSample& sample) const;

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
  StillPlaces places_;
  BallGround ground_;
  // Of each candidate: who took it, and the place it lies on.
  std::vector<Taken> taken_;
  std::vector<Mark> marks_;
};

}  // namespace touchline
