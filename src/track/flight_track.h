// A small ball in flight, seen as points: fast, often missed, struck again and again.
#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "records/peak.h"
#include "track/flight_breaks.h"
#include "track/flight_path.h"
#include "track/person_tracks.h"
#include "track/resting_peaks.h"
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
/// - A hypothesis is a path of peaks with a filter of nearly constant acceleration. A peak
///   continues the path that expects it best, within four standard deviations and 5 heights/s of
///   where it was last seen. There are twelve at most, of which most never become a ball.
/// - A path gathers evidence (FlightPath): for peaks where they were expected, for high scores, for
///   speed, against it for every moment unseen. It is a ball with enough of that, four peaks in
///   0.05 s or more, seen in 40 % of its frames, and on the way in both halves of its time.
/// - A faint peak continues a path, but begins none (TrackerOptions::ball_start_score).
/// - What rests is no flight: no peak where another one, however faint, was seen between 0.12 and
///   1 s earlier (RestingPeaks), and none where something never moved (StillPlaces), begins a path,
///   and of paths only a ball that hardly moves takes one that rests: at the top of its flight.
/// - A peak that a ball unseen in this frame could have reached, but not by flying on, is where it
///   may have been struck to: a hypothesis that branches off. When it is seen again, 0.01 heights
///   on, before the ball is seen where it was expected, it is the ball. If the ball flew on, it
///   goes its own way.
/// - The ball that is shown stays so while it is seen now and then. A ball elsewhere in the picture
///   takes over when it is lost, when it has lain still for 0.5 s and the other flies, or when the
///   other one is much surer. Unseen it is predicted for ball_coast_s at most.
/// - Of what becomes a ball, or is where it was struck to, the frames before are told too
///   (TrackUpdate::ball_firsts): where it was seen, and between two such places as predicted.
/// - `flight_break` events mark where the course has a kink (find_breaks()): what may be an impact.
///   They come kSettle_s after it, or with the end of the flight.
class FlightTrack {
 public:
  /// How long after a moment it is decided whether the course breaks there.
  static constexpr double kSettle_s = 0.45;

  FlightTrack(const TrackerOptions& options, IdLedger& ids);

  /// Fills `ball`, `ball_firsts` and `events`, and keeps `open_since` down.
  void update(const FlightFrame& frame, TrackUpdate& result);
  /// Ends the flight: `now` is of the last frame.
  void finish(const FrameStamp& now, std::vector<Event>& events);

 private:
  using Path = FlightPath;
  /// Of each peak of the frame: whether it lies where something never moved, or was seen a while
  /// ago, and the path that took it.
  struct Mark {
    bool clutter = false, rests = false;
    std::int64_t taken = 0;
  };

  void predict(const FlightFrame& frame);
  void look_up_places(const FlightFrame& frame);
  void pair_up(const FlightFrame& frame);
  /// Cost of taking a peak for where a path goes on; nothing when it cannot be.
  [[nodiscard]] std::optional<double> cost(const Path& path, const FrameStamp& now,
                                           const Mark& mark, const Peak& seen) const;
  void begin(const FrameStamp& now, const Peak& peak);
  /// A branch of the ball that could have got there; false: none could.
  bool branch(const FrameStamp& now, const Peak& peak);
  /// Makes room for another path; false: all are better than one that has only begun.
  bool make_room(const FrameStamp& now);
  void learn_places(const FlightFrame& frame);
  /// Believes branches, or lets them go their own way.
  void settle_branches(const FrameStamp& now, TrackUpdate& result);
  void drop_expired(const FrameStamp& now, std::vector<Event>& events);
  void choose(const FrameStamp& now, TrackUpdate& result);
  void lose(const Path& path, const FrameStamp& now, std::vector<Event>& events);
  /// Events of the breaks up to a moment that none were made of.
  void tell_breaks(Nanoseconds until, std::vector<Event>& events);
  /// What the path that is shown from now on was in the frames from `since` on.
  void tell_firsts(const Path& path, Nanoseconds since, const FrameStamp& now,
                   TrackUpdate& result) const;
  /// Of a path that is not shown yet the firsts may still come.
  void keep_open(const FrameStamp& now, TrackUpdate& result);
  [[nodiscard]] BallSample sample_of(const FlightPoint& point, bool seen) const;
  void report(const FrameStamp& now, BallSample& ball) const;
  [[nodiscard]] Path* find(std::int64_t key);

  TrackerOptions options_;
  IdLedger* ids_;
  std::vector<Path> paths_;
  std::int64_t last_key_ = 0, shown_ = 0, shown_id_ = 0;
  std::optional<FrameStamp> last_seen_;  ///< the ball that was shown last
  double height_ = 1;                    ///< of the picture, pixels
  Nanoseconds told_ = kNoTime;           ///< breaks up to here have had their events
  StillPlaces places_;
  RestingPeaks resting_;
  std::vector<FrameStamp> recent_;  ///< where firsts are wanted: the last frames
  // Scratch of one update.
  std::vector<Mark> marks_;
  std::vector<std::tuple<double, std::size_t, std::size_t>> pairs_;  ///< cost, path, peak
};

}  // namespace touchline
