// Places on the pitch where something that looks like a ball has been seen without ever moving.
#pragma once

#include <vector>

#include "geometry/box.h"
#include "track/picture_motion.h"

namespace touchline {

/// Painted spots, lamps and boards: a detector may call them a ball in every frame, and surer than
/// the real one. What gives them away is that they never move relative to the pitch. The rule, in
/// seconds and median body heights:
///
/// - A candidate within 0.3 bodies of a place belongs to it. A place is held in two ways: carried
///   along by the camera's motion, and fixed in the picture, because that motion is estimated from
///   people, and a team that runs together looks like a camera that turns. What keeps still in
///   either way is still. Depth makes points move unlike the people in a pan, so a carried place
///   may follow its candidates by 0.2 bodies/s plus 15 % of the camera's speed, a fixed one by 0.2
///   bodies/s: anything slower is still.
/// - Every candidate adds the time it speaks for to its place's still time, unless a ball that has
///   been seen moving rests there: that takes the same time away (down to -5 s). At -0.2 s the
///   place is *trusted*: what comes back there is the ball.
/// - From 0.3 s the place is *known*: a moving ball does not jump onto it. From 1 s it is
/// *clutter*,
///   and stays so: no ball begins there.
/// - A place unseen for 10 s is forgotten. At most 32 are kept; the least known gives way.
class StillPlaces {
 public:
  StillPlaces();

  /// Time passes and the picture moves; `panned` is how far the camera swung in
  /// body heights, `body` a body height in pixels.
  void carry(const PictureMotion& motion, double panned, double dt_s, double body);
  /// The place a candidate centre belongs to, or -1. Valid until the next see().
  [[nodiscard]] int find(Vec2f centre) const;
  [[nodiscard]] bool known(int place) const;
  [[nodiscard]] bool clutter(int place) const;
  /// A ball that has been seen moving rested there.
  [[nodiscard]] bool trusted(int place) const;
  /// Something that never moved was seen there over `step_s`; a place of its own if it has none.
  void see(Vec2f centre, double step_s);
  /// A ball that has been seen moving is there.
  void excuse(Vec2f centre, double step_s);
  void clear() { places_.clear(); }

 private:
  /// Where a place is, held in one way, and how far it may follow its next candidate.
  struct Hold {
    Vec2f at;
    double slack = 0;  ///< bodies
  };
  struct Place {
    Hold carried, fixed;
    double still_s = 0, unseen_s = 0;
    bool seen = false;  ///< in this frame
  };
  [[nodiscard]] bool holds(const Hold& hold, Vec2f centre) const;
  void pull(Hold& hold, Vec2f centre) const;
  Place& follow(int place, Vec2f centre);
  /// A new place; the least known gives way.
  void add(Vec2f centre, double still_s);

  std::vector<Place> places_;
  double body_ = 1;
};

}  // namespace touchline
