// Which stroke a player chooses, and how the shuttle is made to fly.
#pragma once

#include <optional>

#include "scene/random.h"
#include "sports/badminton/scene/rally.h"

namespace touchline::badminton {

/// By the height of the contact and how far from the net it is.
StrokeKind chosen_stroke(Vec3d contact, SceneRandom& random);

/// A flight of that kind to somewhere in the other half that clears the net and lands on the court;
/// nothing where none is found.
std::optional<Flight> flight_of(StrokeKind kind, Vec3d from, SceneRandom& random);

/// Where the opponent can meet a flight.
struct Meeting {
  double after_s;  ///< after the stroke
  Vec3d at;
  Vec2d feet;
  bool forehand;
};
/// The best one for a player at `place`; nothing where the shuttle cannot be reached.
std::optional<Meeting> met_by(int player, Vec2d place, const Flight& flight);

/// Where a right-hander stands who meets the shuttle there.
Vec2d feet_for(int player, Vec3d contact, bool forehand);

}  // namespace touchline::badminton
