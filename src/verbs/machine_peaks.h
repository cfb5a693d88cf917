// What the cores can compute and move at most, measured by short runs of loops that do nothing
// else.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "infer/precision.h"

namespace touchline {

/// Bytes a second that one thread reads or writes at most of memory it goes over again and again.
struct MemoryPeak {
  double working_set = 0;  ///< bytes
  double bytes_per_s = 0;
};

struct MachinePeaks {
  int threads = 1;  ///< that were measured side by side; figures are sums
  /// Operations a second, two for a multiplication with its addition, in f32, bf16 and int8 (sums
  /// in 32 bits). Absent: `missing` says why.
  std::map<Precision, double> operations_per_s;
  std::map<Precision, std::string> missing;
  std::vector<MemoryPeak> memory;  ///< by working set, ascending; of one thread each

  /// No less than what a working set of `bytes` allows: of the largest measured one that is no
  /// larger.
  [[nodiscard]] double bytes_per_s(double bytes) const;
};

/// Takes less than two seconds. `threads` at the same time, each by its own CPU time.
MachinePeaks measure_peaks(int threads);

}  // namespace touchline
