// A small ball in flight, seen as points: fast, often missed, struck again and again.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "records/peak.h"
#include "track/flight_breaks.h"
#include "track/flight_filter.h"
#include "track/person_tracks.h"
#include "track/still_places.h"

namespace touchline {

/// One frame as FlightTrack needs it.
struct FlightFrame {
  FrameStamp now;
  std::span<const Peak> peaks;  ///< what may be the ball, best first; none: nothing was seen
  PictureMotion motion;         ///< of the picture since the previous frame, where it was measured
};

/// The ball of a sport whose ball a network sees as peaks (Observation::peaks). Lengths are in
/// picture heights, times in seconds, so neither size nor frame rate matters.
///
/// - At most five hypotheses, each a path of peaks with a filter of nearly constant acceleration.
///   A peak continues the path that expects it best, within four standard deviations and 5
///   heights/s of where it was last seen.
/// - A path is a ball when it was seen four times in 0.05 s or more and in 40 % of its frames, and
///   has gone 0.01 heights, no slower than 0.25 heights/s, in either half of its time. What never
///   moves (lamps, lines) is a still place: nothing begins there, and a ball that moves flies over
///   it and is not captured (StillPlaces).
/// - A peak that a ball unseen in this frame could have reached, but not by flying on, is where it
///   may have been struck to: a hypothesis that branches off. When it is seen again, 0.01 heights
///   on, before the ball is seen where it was expected, it is the ball.
/// - The ball that is shown stays so while it is seen now and then; a ball elsewhere in the picture
///   takes over only when it is lost, or has lain still for 0.5 s and the other flies. Unseen it is
///   predicted for ball_coast_s at most.
/// - `flight_break` events mark where the course has a kink (find_breaks()): what may be an impact.
///   They come kSettle_s after it, or with the end of the flight.
class FlightTrack {
 public:
  /// How long after a moment it is decided whether the course breaks there.
  static constexpr double kSettle_s = 0.35;

  FlightTrack(const TrackerOptions& options, IdLedger& ids);

  void update(const FlightFrame& frame, BallSample& sample, std::vector<Event>& events);
  /// Ends the flight: `now` is of the last frame.
  void finish(const FrameStamp& now, std::vector<Event>& events);

 private:
  struct Path {
    std::int64_t key = 0, parent = 0;  ///< parent: of a branch that is not believed yet, or 0
    FlightFilter x, y;
    std::vector<FlightPoint> course;
    FrameStamp first, last;  ///< when it was seen first and last
    FrameStamp struck;       ///< of a branch: when it began
    Vec2f origin;            ///< where it began, carried along by the picture
    float score = 0;         ///< of the last peak
    double evidence = 0;     ///< score of late, leaky average over time
    double travelled = 0;    ///< farthest from its origin
    double seen_s = 0, life_s = 0, rest_s = 0;
    int seen = 0;       ///< how often; of a branch since it began
    bool ball = false;  ///< has flown, or is a branch that is believed
  };

  [[nodiscard]] bool has_flown(const Path& path) const;
  void predict(const FlightFrame& frame);
  void look_up_places(std::span<const Peak> peaks);
  void pair_up(const FlightFrame& frame);
  /// Cost of taking a peak for where a path goes on; nothing when it cannot be.
  [[nodiscard]] std::optional<double> cost(const Path& path, const FrameStamp& now,
                                           std::size_t peak, const Peak& seen) const;
  [[nodiscard]] bool reaches(const Path& path, const FrameStamp& now, Vec2f to) const;
  [[nodiscard]] double speed(const Path& path) const;
  void measure(Path& path, const FrameStamp& now, const Peak& peak) const;
  void begin(const FrameStamp& now, const Peak& peak);
  /// A branch of the ball that could have got there; false: none could.
  bool branch(const FrameStamp& now, const Peak& peak);
  /// Makes room for another path; false: all are better than one that has only begun.
  bool make_room(const FrameStamp& now);
  void learn_places(const FlightFrame& frame);
  /// Believes branches, or drops them; ends what was not seen for too long.
  void settle_branches();
  void drop_expired(const FrameStamp& now, std::vector<Event>& events);
  void choose(const FrameStamp& now, std::vector<Event>& events);
  void lose(const Path& path, const FrameStamp& now, std::vector<Event>& events);
  /// Events of the breaks up to a moment that none were made of.
  void tell_breaks(Nanoseconds until, std::vector<Event>& events);
  void report(const FrameStamp& now, BallSample& sample) const;
  [[nodiscard]] Path* find(std::int64_t key);

  TrackerOptions options_;
  IdLedger* ids_;
  std::vector<Path> paths_;
  std::int64_t last_key_ = 0, shown_ = 0, shown_id_ = 0;
  std::optional<FrameStamp> last_seen_;  ///< the ball that was shown last
  double height_ = 1;                    ///< of the picture, pixels
  Nanoseconds told_ = kNoTime;           ///< breaks up to here have had their events
  StillPlaces places_;
  // Of each peak of the frame: the place it lies on, and the path that took it.
  struct Mark {
    bool known = false, clutter = false;
    std::int64_t taken = 0;
  };
  std::vector<Mark> marks_;
};

}  // namespace touchline
