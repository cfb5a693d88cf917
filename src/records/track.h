// What the trackers say about one frame: every sample tells where it comes from.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "geometry/box.h"
#include "records/field.h"
#include "touchline/sample.h"

namespace touchline {

/// The two sides, named and coloured by the run (see Teams); `none`: unknown, or an official.
enum class Team : std::int8_t { none = -1, a = 0, b = 1 };
inline Team other(Team team) {
  return team == Team::none ? team : (team == Team::a ? Team::b : Team::a);
}
/// "a", "b" or "none".
const char* to_string(Team team);

/// One object in one frame.
struct TrackSample {
  std::int64_t track_id = 0;  ///< per source, from 1, never reused
  int class_id = 0;  ///< settled over the track's life, not the class of this one detection
  Box box;           ///< source pixels, after rotation
  float conf = 0;    ///< detection score, 0..1; decays while predicted
  SampleSource source = SampleSource::measured;
  std::optional<FieldPoint> field = std::nullopt;  ///< where it stands; null without a calibration
  Team team = Team::none;
  float team_conf = 0;   ///< 0..1; 0 while unknown
  bool on_field = true;  ///< false: beside it, a bystander; true too while nobody can tell
  bool operator==(const TrackSample&) const = default;
};

using TrackSamples = std::vector<TrackSample>;

struct BallSample {
  BallState state = BallState::lost;
  TrackSample sample;         ///< meaningless while lost
  Vec2f velocity;             ///< pixels per second
  Nanoseconds unseen_ns = 0;  ///< time since the last measurement; 0 when visible or never seen
};

}  // namespace touchline
