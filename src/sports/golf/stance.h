// Seen from where, and which hand leads: told from the body at address and the way back.
#pragma once

#include "sports/golf/pose_series.h"
#include "sports/golf/swing_plan.h"

namespace touchline::golf {

struct Stance {
  CameraView view = CameraView::unknown;
  Hand hand = Hand::unknown;
};

/// `address` and `mid_backswing` are times. Shoulders seen wide: face on (from before or behind the
/// golfer: left and right shoulder tell which way round). Seen narrow: down the line, taken to look
/// towards the target, so a right-hander faces the right of the picture.
Stance stance_of(const PoseSeries& series, Nanoseconds address, Nanoseconds mid_backswing,
                 const SwingPlan& plan);

}  // namespace touchline::golf
