// Single pictures of an output, cut around somebody: what a report shows of a moment.
#pragma once

#include <string>
#include <vector>

#include "analytics/still.h"
#include "base/result.h"
#include "image/frame.h"
#include "memory/cuda.h"
#include "pipeline/moment.h"

namespace touchline {

class StillTaker {
 public:
  /// Empties the folder `dir`, which it makes. `asks` in any order.
  static Result<StillTaker> create(std::string dir, std::vector<StillAsk> asks);
  /// Writes those that are due in this picture: of the first at or after the time asked for, as
  /// long as the track is there. `stream`: of the GPU that `drawn` lies on.
  Status take(const Moment& moment, const Frame& drawn, cuda::Stream* stream);

 private:
  StillTaker(std::string dir, std::vector<StillAsk> asks);
  [[nodiscard]] Status write(const Frame& drawn, const Box& box, const std::string& name) const;

  std::string dir_;
  std::vector<StillAsk> asks_;  ///< by time
  std::size_t next_ = 0;
};

}  // namespace touchline
