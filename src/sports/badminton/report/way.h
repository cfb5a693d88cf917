// How far somebody went, from the places where they were seen.
#pragma once

#include <vector>

#include "base/clock.h"
#include "geometry/linear.h"

namespace touchline::badminton {

struct Way {
  double m = 0;
  double s = 0;  ///< the time in which it was gone: without what was not seen
};

/// Of places that err: smoothed over half a second, and summed in legs that are longer than the
/// error, or a standing player would go somewhere all the time.
class WayMeter {
 public:
  /// In the order of time; `sigma_m` of the place. What lies in a gap of over half a second is not
  /// counted.
  void add(Nanoseconds pts_ns, Vec2d at, double sigma_m);
  /// What follows continues nothing: another track.
  void part();
  [[nodiscard]] const Way& way() const { return way_; }  ///< up to the last part()

 private:
  std::vector<double> times_, x_, y_, sigmas_;  ///< since the last part()
  Way way_;
};

}  // namespace touchline::badminton
