// What the kernel of soccer_steps is given. Private to soccer_steps.
#pragma once

#include "kernels/control_surface.h"
#include "kernels/cuda/soccer_steps.h"
#include "kernels/kit_assign.h"

namespace touchline {

/// One frame's numbers and the places of its lists in `input` and `output`, in words of 4 bytes.
/// Input: u, v, l, a, b per person; x, y per look-up. Output: x, y, margin, label per person;
/// threat per look-up; the surface; its mean.
struct SoccerJob {
  FieldProjection projection;
  int count_a = 0, count = 0, looks = 0, direction = 1;
  std::uint64_t input = 0, output = 0;
};

/// Words of a frame that can travel as parameters.
inline constexpr int kSoccerParcel = 640;

struct SoccerStepsArgs {
  SoccerJob job;                    ///< of the only frame, when there are no `jobs`
  const SoccerJob* jobs = nullptr;  ///< one per block
  const float* input = nullptr;     ///< null: `parcel`
  float* output = nullptr;          ///< device memory, or the host's that the GPU can write
  ColourPlanes prototypes;
  int kits = 0;
  float weight_l = 0, weight_a = 0, weight_b = 0;
  const float *cell_x = nullptr, *cell_y = nullptr;
  int columns = 0, rows = 0;
  float gain_per_m = 0;
  ThreatLookUp<float> towards[2];  ///< +x, -x
  float parcel[kSoccerParcel];
};

/// People whose places a block keeps in its shared memory; more are read back from the output.
inline constexpr int kNearPeople = 512;

}  // namespace touchline
