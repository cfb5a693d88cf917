// The four steps that every analysed frame of a match takes, on a GPU in one launch: feet onto the
// field, shirts to kits, soft control over a grid, look-ups of threat. One frame or a whole match.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/field_points.h"
#include "kernels/threat_grid.h"
#include "memory/cuda.h"

namespace touchline {

/// What stays the same over a match.
struct SoccerConstants {
  std::vector<float> kit_l, kit_a, kit_b;  ///< colours of the kits, at least one
  float weight_l = 0.25F, weight_a = 1, weight_b = 1;
  std::vector<float> cell_x, cell_y;  ///< middles of the control grid's columns and rows, metres
  float gain_per_m = 0.28F;           ///< of its logistic; above 0
  ThreatCells threat;
};
/// Most cells of a control grid.
inline constexpr int kMaxControlCells = 4096;

/// One frame, on the host. People are those of team a first, then team b; any number.
struct SoccerFrame {
  FieldProjection projection;
  int count_a = 0;                       ///< people of team a
  int direction = 1;                     ///< of the look-ups: +1 or -1, see ThreatLookUp
  std::span<const float> u, v, l, a, b;  ///< per person: feet in the picture, shirt's colour
  std::span<const float> at_x, at_y;     ///< look-ups, metres
};

/// What became of it; see ProjectPoint, AssignKit, ControlCell and ThreatLookUp. Host memory that
/// the next load() takes back.
struct SoccerMeasures {
  std::span<const float> x, y;  ///< per person, metres; NaN: not on the field
  std::span<const std::int32_t> label;
  std::span<const float> margin;
  std::span<const float> threat;   ///< per look-up
  std::span<const float> surface;  ///< team a's share, row-major
  float share = 0;                 ///< their mean
};

/// Gives the same bits as the CPU's drivers. One thread at a time.
class DeviceSoccerSteps {
 public:
  /// Errc::usage when `constants` cannot be; Errc::no_device: no GPU code, no memory.
  static Result<std::unique_ptr<DeviceSoccerSteps>> create(const SoccerConstants& constants,
                                                           cuda::SharedContext context);
  ~DeviceSoccerSteps();

  /// Takes the frames in: one of usual size waits to travel as the launch's parameters, more are
  /// copied to the GPU. Errc::usage when a frame's lists do not fit each other.
  Status load(std::span<const SoccerFrame> frames, cuda::Stream& stream);
  /// One launch for all of them. May be repeated.
  Status launch(cuda::Stream& stream);
  /// Waits for the stream; from then on measures() may be read. One frame of usual size has been
  /// written straight to the host, more are copied.
  Status collect(cuda::Stream& stream);
  /// All three.
  Status run(std::span<const SoccerFrame> frames, cuda::Stream& stream);

  /// Of frame `i` of those loaded, which must be in range.
  [[nodiscard]] SoccerMeasures measures(std::size_t i) const;

 private:
  struct State;
  explicit DeviceSoccerSteps(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchline
