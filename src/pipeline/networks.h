// The networks of a run, and what each is shown.
#pragma once

#include <memory>
#include <vector>

#include "pipeline/assembly.h"
#include "pipeline/look.h"

namespace touchline {

struct Networks {
  std::unique_ptr<Detector> detector;
  std::unique_ptr<LandmarkDetector> landmarks;  ///< null: see Assembly::landmarks
  /// Of Assembly::looks, in their order, one of the two each.
  std::vector<std::unique_ptr<Network<Keypoints>>> bodies;
  std::vector<std::unique_ptr<Network<WindowPeaks>>> peaks;
};

/// Verified and compiled.
Result<Networks> load_networks(const Assembly& assembly);

/// Whether all of them are in the cache, compiled and tried by an earlier start.
bool networks_kept(const Assembly& assembly);

/// `networks` outlives what they open. Their times are also LaneSetup::looks_every_s.
std::vector<LookSetup> looks_of(const Networks& networks, const Assembly& assembly);

/// LaneSetup::looks_every_s.
std::vector<double> look_intervals(const Assembly& assembly);

}  // namespace touchline
