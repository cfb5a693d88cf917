// How near a network comes to what the machine allows: the roofline model, layer by layer, because
// a layer's memory may be any of the caches.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "infer/network_cost.h"
#include "infer/precision.h"
#include "verbs/machine_peaks.h"

namespace touchline {

/// 4, 2 or 1.
double bytes_of(Precision precision);

/// The least time that a call can take on one core.
struct Roof {
  double seconds = 0;
  double memory_share = 0;  ///< of that time, in layers that wait for memory rather than multiply
};
/// A layer takes as long as its multiplications at their peak or its bytes at theirs, whichever is
/// longer. Null where the peak of `precision` was not measured.
std::optional<Roof> roof_of(const NetworkCost& cost, Precision precision,
                            const MachinePeaks& peaks);

/// Calls of a network with so many pictures.
struct MeasuredBatch {
  int batch = 1;
  NetworkCost cost;    ///< of a call
  double seconds = 0;  ///< of CPU that a call takes, median
};

struct MeasuredNetwork {
  std::string stage, network;
  Precision precision = Precision::f32;
  std::string engine;
  std::vector<MeasuredBatch> batches;  ///< ascending; the first is of one picture
  std::string no_larger_batch;         ///< why there are no others; empty: there are
  /// Of a frame, in a run: the network's calls, and what the calling thread does around them.
  double network_ms = 0, around_ms = 0;
};

/// A call takes `fixed_s` and `picture_s` for every picture: least squares over the batches.
struct BatchFit {
  double fixed_s = 0, picture_s = 0;
};
/// Null with fewer than two batches.
std::optional<BatchFit> fit_batches(const std::vector<MeasuredBatch>& batches);

/// Keys `bound_by` (compute, memory, launches, host; null where that cannot be said) and `why`.
nlohmann::ordered_json verdict_of(const MeasuredNetwork& network, const MachinePeaks& peaks);

/// What a change would bring, each with the rule it was estimated by; `speedup` null where nothing
/// can be said, and the rule says why.
nlohmann::ordered_json estimates_of(const MeasuredNetwork& network, const MachinePeaks& peaks);

/// All of a network: counts, intensity and share by batch, verdict, estimates.
nlohmann::ordered_json roofline_json(const MeasuredNetwork& network, const MachinePeaks& peaks);
nlohmann::ordered_json peaks_json(const MachinePeaks& peaks);

}  // namespace touchline
