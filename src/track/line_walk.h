// Who walks up and down a touch line, or stands outside it: an assistant referee, whatever he
// wears.
#pragma once

#include <algorithm>
#include <cmath>

namespace touchline {

/// Along the line is within 2 m of it, to either side. Whoever has been there for 3 s and over 5 m
/// of it has walked along it; who leaves the line by more than 4 m begins again. Somebody who
/// stands there has not: a small goal may stand on a large pitch's touch line, with its goalkeeper.
/// Its goalkeeper is in front of it, though: who is outside the line, a sigma granted, for 0.8 s,
/// 20 m and more from the ends of the field, keeps no goal.
class LineWalk {
 public:
  /// `along_m`: place along the line; `beyond_m`: how far outside it (negative: inside), known to
  /// `sigma_m`; `end_m`: to the nearer end of the field.
  void see(double along_m, double beyond_m, double sigma_m, double end_m, double seconds) {
    const double off = std::abs(beyond_m);
    const bool outside = beyond_m > sigma_m && off <= kReach_m && end_m >= kEnd_m;
    outside_s_ = std::max(0.0, outside_s_ + (outside ? seconds : -seconds));
    if (off > 2 * kReach_m) *this = {};
    if (off > kReach_m) return;
    from_ = seconds_ > 0 ? std::min(from_, along_m) : along_m;
    to_ = seconds_ > 0 ? std::max(to_, along_m) : along_m;
    seconds_ += seconds;
  }
  [[nodiscard]] bool is_assistant() const {
    return (seconds_ >= kLong_s && to_ - from_ >= kFar_m) || outside_s_ >= kOutside_s;
  }

 private:
  static constexpr double kReach_m = 2, kLong_s = 3, kFar_m = 5, kEnd_m = 20;
  static constexpr double kOutside_s = 0.8;
  double outside_s_ = 0;
  double seconds_ = 0, from_ = 0, to_ = 0;
};

}  // namespace touchline
