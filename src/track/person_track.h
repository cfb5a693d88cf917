// One person through time, as association, meetings and the report see it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "geometry/box.h"
#include "track/class_vote.h"
#include "track/field_filter.h"
#include "track/kalman.h"
#include "track/kit_space.h"
#include "track/standing_things.h"

namespace touchline {

inline constexpr double kTimeSlack_s = 1e-3;   ///< rounding of time stamps
inline constexpr double kLongestStep_s = 0.1;  ///< no sample speaks for a longer gap

struct FrameStamp {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  double dt_s = 0;  ///< since the previous frame; 0 at the first
  int width = 0, height = 0;
};

struct PersonTrack {
  /// Who it is, as far as is known: what changes hands when two tracks turn out to have gone off
  /// with each other's person.
  struct Identity {
    std::int64_t id = 0;           ///< 0 while tentative
    FrameStamp first;              ///< first measurement
    std::optional<Vec2d> began_m;  ///< where on the field that was
    double matched_s = 0;          ///< time covered by consecutive measurements
    ClassVote votes;
    KitAverage kit;                     ///< stands still while `met` names somebody
    std::array<std::int64_t, 4> met{};  ///< ids of those met of late, see Meetings; 0: none
    Nanoseconds met_last = 0;           ///< when the last of them was last touched
  } who;

  std::int64_t birth = 0;  ///< counts up, for those who do not live to have an id
  BoxFilter filter;
  FieldFilter field;
  /// What the sighting that was last has beyond the filter's: errors that last from frame to frame
  /// hinder no association, and are told all the same.
  Cov2 lasting;
  KitAverage fresh;    ///< what was worn since the last meeting
  FrameStamp last;     ///< last measurement
  Box measured;        ///< in it
  int detection = -1;  ///< of this frame
  /// The track whose body this one seems to be a part of, see settle_nested().
  struct Nested {
    std::int64_t in = 0;  ///< its id; 0: none
    Box place;            ///< in its box, in its width and height
    double lasted_s = 0;
    Nanoseconds last = 0;
  } nested;
  float score = 0;
  ThingEvidence thing;
  bool withheld = false;  ///< it would be confirmed if it could not be a thing

  [[nodiscard]] bool confirmed() const { return who.id != 0; }
  [[nodiscard]] bool has_met() const { return who.met[0] != 0; }
};

}  // namespace touchline
