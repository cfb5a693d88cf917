// Who takes part, and who stands beside the field: substitutes, staff, stewards, photographers.
#pragma once

#include <algorithm>

namespace touchline {

/// Evidence in seconds, between -6 (on the field) and 4.5. It grows by a second per second for
/// whoever is placed 2.5 m or more beyond the lines, two standard deviations granted, and falls as
/// fast for those within or less than 0.1 m outside; in between it changes the more slowly the
/// nearer to 1.2 m, where staff on the edge of their area and players at a throw-in look alike; to
/// 0.3 m, and a standard deviation, for whoever was never a metre inside, as players are sooner or
/// later and staff are not. At 3 somebody is beside the field, at 1.5 back on it. The first sample
/// counts for three seconds at once: a bench is beside the field from its first frame, while a
/// player who was on the field stays on it for nine seconds of fetching a ball or waiting for a
/// corner.
class FieldPresence {
 public:
  /// Placed `beyond_m` outside the lines (negative: within), for so long. `official`: an assistant
  /// referee's place is beside the line, so twice as far out counts.
  void see(double beyond_m, double sigma_m, double seconds, bool official) {
    inside_ = inside_ || beyond_m < -kInside_m;
    const double strangers = std::min(kStranger_m + sigma_m, kNeutral_m);
    const double neutral = official ? 2 * kNeutral_m : inside_ ? kNeutral_m : strangers;
    const double rate =
        std::clamp((beyond_m - 2 * sigma_m - neutral) / (kSure_m - kNeutral_m), -1.0, 1.0);
    if (!placed_) evidence_ = kBeside_s * rate;
    placed_ = true;
    evidence_ = std::clamp(evidence_ + rate * seconds, -kMostOn_s, kMostBeside_s);
    beside_ = evidence_ >= (beside_ ? kBack_s : kBeside_s);
  }
  /// Whoever was never placed is taken to be on the field.
  [[nodiscard]] bool beside() const { return beside_; }

 private:
  static constexpr double kNeutral_m = 1.2, kSure_m = 2.5, kStranger_m = 0.3, kInside_m = 1;
  static constexpr double kMostOn_s = 6, kMostBeside_s = 4.5, kBeside_s = 3, kBack_s = 1.5;
  double evidence_ = 0;
  bool placed_ = false, beside_ = false, inside_ = false;
};

}  // namespace touchline
