// Speed, distance and sprints of every track.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.h"
#include "records/event.h"
#include "records/track.h"
#include "sports/soccer/measures.h"
#include "sports/soccer/motion_filter.h"
#include "sports/soccer/settings.h"

namespace touchline {

/// One stretch of running at speed; a sprint once it lasts sprint_min_s.
struct Sprint {
  Nanoseconds start = kNoTime, end = kNoTime;
  std::int64_t start_frame = 0, end_frame = 0;
  Vec2d from, to;
  double distance_m = 0, top_m_s = 0;
};

/// One track's motion. Distance is the length of legs between points `leg_m` apart along the
/// smoothed path, so that the noise of a standing player adds nothing; what happens between two
/// measurements more than coast_s apart is not covered distance.
class TrackMotion {
 public:
  /// A frame with (`measured`) or without a position for this track. A sprint that this frame ends
  /// is put into `ended` (true).
  bool update(Nanoseconds now, std::int64_t frame, const FieldPoint* measured,
              const KinematicsSettings& s, Sprint& ended);
  /// The track is gone or time has jumped: true when that ends a sprint.
  bool interrupt(const KinematicsSettings& s, Sprint& ended);
  void read(Nanoseconds now, const KinematicsSettings& s, PlayerMotion& out) const;
  [[nodiscard]] double distance_m() const { return distance_; }
  [[nodiscard]] Nanoseconds last_measured() const { return measured_; }

 private:
  void measure(Nanoseconds now, const FieldPoint& at, const KinematicsSettings& s);
  void follow_leg(Vec2d before, bool seen, const KinematicsSettings& s);
  bool follow_sprint(Nanoseconds now, std::int64_t frame, bool fast, const KinematicsSettings& s,
                     Sprint& ended);
  [[nodiscard]] bool settled(Nanoseconds now, const KinematicsSettings& s) const;

  MotionFilter filter_;
  Nanoseconds time_ = kNoTime;           ///< of the filter's state
  Nanoseconds since_ = kNoTime;          ///< measured without a longer gap since
  Nanoseconds measured_ = kNoTime;       ///< last
  Nanoseconds outlier_since_ = kNoTime;  ///< measurements do not fit since
  Vec2d leg_from_, last_;                ///< where the leg began; position at measured_
  double distance_ = 0;
  Sprint sprint_;
};

/// All tracks by id. Memory is bounded: a track not measured for a minute is dropped.
class Kinematics {
 public:
  explicit Kinematics(const KinematicsSettings& settings) : settings_(settings) {}
  /// Samples of people in this frame; those that are not measured only coast. Fills one entry of
  /// `out` per sample. Events: sprints that ended.
  void update(Nanoseconds now, std::int64_t frame, std::span<const TrackSample* const> people,
              std::vector<PlayerMotion>& out, std::vector<Event>& events);
  /// Covered by a track so far.
  [[nodiscard]] double distance_m(std::int64_t id) const;
  /// Time has jumped, the picture was cut, or it is the end: nothing continues.
  void interrupt(std::vector<Event>& events);

 private:
  struct Entry {
    std::int64_t id = 0;
    Team team = Team::none;
    TrackMotion motion;
  };
  Entry& entry(std::int64_t id);
  static void report(const Entry& entry, const Sprint& sprint, std::vector<Event>& events);
  void forget(Nanoseconds now);

  KinematicsSettings settings_;
  std::vector<Entry> entries_;  // by id
  std::size_t hint_ = 0;        // samples come in nearly the same order every frame
  Nanoseconds swept_ = kNoTime;
};

}  // namespace touchline
