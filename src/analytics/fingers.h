// How many fingers a hand shows.
#pragma once

#include <array>
#include <optional>

#include "records/keypoint.h"

namespace touchline {

/// Thumb first: which fingers are stretched out. Of the 21 points of a hand in the picture's plane:
/// a finger that is out is straight at its middle joint and long beside the palm's breadth, a
/// thumb straight at both joints and off the hand. Null: a point is missing, the palm is seen from
/// its edge, or a finger is neither out nor folded for sure, as those of a fist whose folds look
/// like short fingers.
std::optional<std::array<bool, 5>> fingers_out(const Keypoints& hand);
/// How many.
std::optional<int> count_fingers(const Keypoints& hand);

}  // namespace touchline
