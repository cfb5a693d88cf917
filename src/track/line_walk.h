// Who walks up and down a touch line: an assistant referee, whatever he wears.
#pragma once

#include <algorithm>
#include <cmath>

namespace touchline {

/// Along the line is within 2 m of it, to either side. Whoever has been there for 3 s and over 5 m
/// of it has walked along it; who leaves the line by more than 4 m begins again. Somebody who
/// stands there has not: a small goal may stand on a large pitch's touch line, with its goalkeeper.
class LineWalk {
 public:
  /// `along_m`: place along the line; `beyond_m`: how far outside it (negative: inside).
  void see(double along_m, double beyond_m, double seconds) {
    const double off = std::abs(beyond_m);
    if (off > 2 * kReach_m) *this = {};
    if (off > kReach_m) return;
    from_ = seconds_ > 0 ? std::min(from_, along_m) : along_m;
    to_ = seconds_ > 0 ? std::max(to_, along_m) : along_m;
    seconds_ += seconds;
  }
  [[nodiscard]] bool walked() const { return seconds_ >= kLong_s && to_ - from_ >= kFar_m; }

 private:
  static constexpr double kReach_m = 2, kLong_s = 3, kFar_m = 5;
  double seconds_ = 0, from_ = 0, to_ = 0;
};

}  // namespace touchline
