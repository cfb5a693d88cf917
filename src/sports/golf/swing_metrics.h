// Seventeen measures of a body through a swing, phase by phase.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sports/golf/pose_series.h"
#include "sports/golf/swing.h"

namespace touchline::golf {

enum class SwingPhase : std::uint8_t { backswing, downswing, follow_through };
inline constexpr std::size_t kSwingPhases = 3;
const char* to_string(SwingPhase phase);

/// What a picture shows of the body: a camera sees turns as changes of width. Angles are degrees,
/// lengths torso lengths from where the hips were at address; up and the picture's right are
/// positive. Lead is the side towards the target.
enum class SwingMetric : std::uint8_t {
  shoulder_width,  // rotation
  hip_width,
  width_gap,  ///< shoulders less hips: what is seen of the separation
  shoulder_tilt,
  hip_tilt,
  spine_lean,  // posture
  head_lean,
  lead_elbow,
  trail_elbow,
  lead_knee,
  trail_knee,
  head_x,  // linear
  head_y,
  hip_x,
  hip_y,
  hands_x,
  hands_y,
};
inline constexpr std::size_t kSwingMetrics = 17;
const char* to_string(SwingMetric metric);

/// From the phase's first event to its last; nothing when one was not found or no time lies
/// between.
std::optional<std::pair<Nanoseconds, Nanoseconds>> window_of(const Swing& swing, SwingPhase phase);

/// A measure over a phase at even parts of its time; empty when it was not seen for long enough.
using SwingCurve = std::vector<double>;
inline constexpr std::size_t kCurvePoints = 100;

struct SwingCurves {
  std::array<std::array<SwingCurve, kSwingMetrics>, kSwingPhases> curves;
  [[nodiscard]] const SwingCurve& at(SwingPhase phase, SwingMetric metric) const {
    return curves[static_cast<std::size_t>(phase)][static_cast<std::size_t>(metric)];
  }
};

SwingCurves swing_curves(const PoseSeries& series, const Swing& swing, const SwingPlan& plan);

}  // namespace touchline::golf
