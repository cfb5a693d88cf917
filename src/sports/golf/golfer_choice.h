// Who the golfer is among the people of a frame.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "records/observation.h"
#include "sports/golf/pose_series.h"

namespace touchline::golf {

/// Chooses once and keeps to the choice: a passer-by, however near, is not looked at while the
/// golfer's track is there, and when that is lost whoever stands where the golfer stood goes on as
/// the golfer.
class GolferChoice {
 public:
  /// Index into seen.bodies of the golfer's; nothing where nobody can be. Frames come in order.
  std::optional<std::size_t> of(const Observation& seen);
  /// Whom it follows; nobody before the first choice.
  [[nodiscard]] std::optional<std::int64_t> track_id() const { return track_id_; }

 private:
  struct Claim {
    double weight = 0;  ///< how large and how central, summed over seconds, fading
    Nanoseconds seen_ns = 0;
  };
  [[nodiscard]] std::optional<std::size_t> with_track(const Observation& seen) const;
  [[nodiscard]] std::optional<std::size_t> at_his_place(const Observation& seen) const;
  [[nodiscard]] std::optional<std::size_t> strongest(const Observation& seen) const;
  void weigh(const Observation& seen);
  [[nodiscard]] double weight_of(std::int64_t track_id) const;

  std::optional<std::int64_t> track_id_;
  Nanoseconds chosen_ns_ = 0, seen_ns_ = 0, last_ns_ = kNoTime;
  Box box_;  ///< where the golfer was last
  std::map<std::int64_t, Claim> claims_;
};

/// The golfer's pose in a frame; of a body that has not kJoints points, the box alone.
PoseSample golfers_pose(const Observation& seen, GolferChoice& choice);

}  // namespace touchline::golf
