// Swings in body lengths and seconds: the default preset's rule, over one stretch of poses.
#pragma once

#include <span>
#include <vector>

#include "sports/golf/hand_path.h"
#include "sports/golf/swing.h"
#include "sports/golf/swing_shape.h"

namespace touchline::golf {

/// All that has the shape of a swing, in the order of their tops, with events, hand, view and
/// confidence, but not yet held against the other swings (unlike()) and without score. Where no
/// sample comes for a second the series is broken: none lies across. `clicks`: sounds that may be
/// the ball's, in order.
std::vector<Swing> find_body_swings(const PoseSeries& series, const SwingPlan& plan,
                                    std::span<const Nanoseconds> clicks);

/// Why a swing whose hands were so high at the top is unlike `others`, the last accepted ones'
/// heights: "low_top"; null when it is like them, or they are fewer than three.
const char* unlike(double top_height, std::span<const double> others, const BodyRule& rule);

}  // namespace touchline::golf
